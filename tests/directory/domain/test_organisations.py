import csv
from datetime import date

import pytest

from services.directory.domain import organisations
from services.directory.domain.names import readable
from services.directory.domain.organisations import Organisation, Standing
from services.directory.domain.rows import BadRow
from services.directory.domain.verdicts import Change, Verdict
from tests.directory.surroundings import (
    EXTRACT_2025,
    EXTRACT_2026,
    HEADER,
    ORGANISATIONS,
    SMALL_REGISTER,
    SOMERSET,
    YEOVIL,
    extract_row,
)

JULY_2025, JULY_2026 = date(2025, 7, 20), date(2026, 7, 20)
Known = dict[str, Organisation]


def after(raw: bytes, known: Known | None = None, today: date = JULY_2026) -> Known:
    """The register once the file was taken."""
    verdict = organisations.decide(raw, known or {}, today)
    return (known or {}) | {decided.value.ods_code: decided.value for decided in verdict.decided}


def counts(verdict: Verdict[Organisation]) -> dict[str, int]:
    return {change.value: verdict.count(change) for change in Change}


def only(raw: bytes, known: Known | None = None) -> BadRow:
    (bad,) = organisations.decide(raw, known or {}, JULY_2026).refused
    return bad


def test_all_organisations_of_our_file_are_read() -> None:
    verdict = organisations.decide(ORGANISATIONS, {}, JULY_2026)

    assert counts(verdict) == {"added": 329, "changed": 0, "closed": 0, "unchanged": 0}
    assert not verdict.refused
    assert not verdict.left_out
    known = {decided.value.ods_code: decided.value for decided in verdict.decided}
    assert known["RH5"].name == "Somerset NHS Foundation Trust"
    assert known["QNQ"].successors == ("S0E4D", "S9B9J", "QRL")
    assert sum(each.active for each in known.values()) == 7 + 36 + 202


def test_names_read_as_somebody_spelled_them_by_hand() -> None:
    rows = csv.DictReader(ORGANISATIONS.decode().splitlines())
    different = {
        row["ods_code"]
        for row in rows
        if row["type"] != "region" and readable(row["name"]) != row["display_name"]
    }

    # A comma that was taken away, and an ampersand that was spelled out.
    assert different == {"RCX", "RW5"}


def test_the_extract_says_the_same_as_our_file_about_every_trust() -> None:
    verdict = organisations.decide(EXTRACT_2026, after(ORGANISATIONS), JULY_2026)

    assert counts(verdict) == {"added": 0, "changed": 0, "closed": 0, "unchanged": 271}


def test_wales_is_left_out_and_no_fault() -> None:
    for extract in (EXTRACT_2025, EXTRACT_2026):
        verdict = organisations.decide(extract, {}, JULY_2026)
        assert verdict.refused == ()
        assert len(verdict.left_out) == 3
        assert all("Wales" in left.reason for left in verdict.left_out)


def test_a_year_of_changes_is_taken_in() -> None:
    then = after(EXTRACT_2025, today=JULY_2025)
    verdict = organisations.decide(EXTRACT_2026, then, JULY_2026)
    now = then | {decided.value.ods_code: decided.value for decided in verdict.decided}

    assert counts(verdict) == {"added": 64, "changed": 61, "closed": 4, "unchanged": 142}
    renamed = {code for code in then if then[code].ods_name != now[code].ods_name}
    assert renamed == {"RA7", "RWW", "RY3", "RXY", "RA2", "RRF", "RWH"}
    closed = {code for code in then if then[code].active and not now[code].active}
    assert all(now[code].closed_on for code in closed)
    assert len(closed) == 4
    assert (now["RPG"].region_code, now["RPG"].icb_code) == ("Y59", "QKS")


def test_an_organisation_takes_part_from_the_day_it_opens() -> None:
    before = after(EXTRACT_2026, today=date(2026, 5, 31))["K0N6A"]

    assert before.standing(date(2026, 5, 31)) is Standing.NOT_YET_OPEN
    assert not before.active
    assert [each.ods_code for each in organisations.overdue([before], date(2026, 6, 1))] == ["K0N6A"]
    assert before.on(date(2026, 6, 1)).active


def test_the_closing_day_is_the_last_one_open() -> None:
    yeovil = after(f"{HEADER}\n{YEOVIL}".replace("closed,2023", "active,2023").encode())["RA4"]

    assert yeovil.standing(date(2023, 3, 31)) is Standing.OPEN
    assert yeovil.standing(date(2023, 4, 1)) is Standing.CLOSED


def test_who_is_said_to_be_closed_is_closed_without_a_day() -> None:
    yeovil = after(f"{HEADER}\n{YEOVIL}".replace("2023-03-31", "").encode())["RA4"]

    assert yeovil.standing(date(2000, 1, 1)) is Standing.CLOSED
    assert not yeovil.active


def test_organisations_that_a_file_does_not_hold_are_left_alone() -> None:
    verdict = organisations.decide(extract_row().encode(), after(SMALL_REGISTER), JULY_2026)

    assert [decided.value.ods_code for decided in verdict.decided] == ["RH5"]


def test_an_extract_keeps_what_only_our_file_knows() -> None:
    before = after(ORGANISATIONS)["RW5"]
    row = extract_row(code="RW5", name=before.ods_name, region="Y62", icb="QE1", opened="20020401")
    renamed = extract_row(code="RW5", name="ANOTHER NAME NHS FOUNDATION TRUST", region="Y62", icb="QE1")

    kept = after(row.encode(), {"RW5": before})["RW5"]
    assert (kept.name, kept.sector) == (before.name, "mental_health")
    changed = after(renamed.encode(), {"RW5": before})["RW5"]
    assert (changed.name, changed.region_name) == ("Another Name NHS Foundation Trust", "North West")


def test_an_older_extract_has_fewer_columns_and_no_quotation_marks() -> None:
    row = extract_row().replace('"', "").removesuffix(",,,")

    assert set(after(row.encode())) == {"RH5"}


def test_a_closed_organisation_that_opens_again_is_changed() -> None:
    known = after(SMALL_REGISTER)
    row = extract_row(code="RA4", name=known["RA4"].ods_name)

    verdict = organisations.decide(row.encode(), known, JULY_2026)
    assert verdict.count(Change.CHANGED) == 1
    assert verdict.decided[0].value.active


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",SOMERSET,nhs_trust,,,,,,,", "ods_code: is empty"),
        ("R/5,SOMERSET,nhs_trust,,,,,,,", "letters and digits"),
        ("RH5,,nhs_trust,,,,,,,", "name: is empty"),
        ("RH5,SOMERSET,,,,,,,,", "type: must be"),
        ("RH5,SOMERSET,%,,,,,,,", "type: must be"),
        ("RH5,SOMERSET,nhs_trust,,,,open,,,", "status: must be"),
        ("RH5,SOMERSET,nhs_trust,,,,,31/03/2026,,", "closed_on: not a day"),
        ("RH5,SOMERSET,nhs_trust,,,,,,,2026-02-30", "opened_on: not a day"),
        ("RH5,SOMERSET,nhs_trust,,,,,2020-01-01,,2021-01-01", "before it opened"),
        ("RH5,SOMERSET,nhs_trust,,,,,,R 1,", "successor_ods_code"),
        ("RH5,SOMERSET\x00,nhs_trust,,,,,,,", "control characters"),
        ("RH5,SOMERSET,nhs_trust", "has 3 columns, the header has 10"),
        ('RH5,"SOMERSET,nhs_trust,,,,,,,', "quotation mark"),
        (f"{'R' * 41},SOMERSET,nhs_trust,,,,,,,", "ods_code"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_reason(row: str, reason: str) -> None:
    bad = only(f"{HEADER}\n{row}".encode())

    assert bad.line == 2
    assert reason in bad.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (extract_row(code=""), "ods_code: is empty"),
        (extract_row(region=""), "column 3"),
        (extract_row(opened="1994"), "column 11"),
        (extract_row(closed="soon"), "column 12"),
        (extract_row(status="ACTIVE"), "practices"),
        (extract_row() + ',""', "has 28 columns"),
    ],
)
def test_a_bad_row_of_an_extract_is_refused(row: str, reason: str) -> None:
    bad = only(f"{extract_row(code='RA4')}\n{row}".encode())

    assert bad.line == 2
    assert reason in bad.reason


def test_the_second_of_two_rows_with_one_code_is_refused() -> None:
    bad = only("\n".join([HEADER, SOMERSET, SOMERSET.replace("RH5", "rh5")]).encode())

    assert bad == BadRow(3, "ods_code: RH5 stands in this file twice")


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"hello", b"code;name\nRH5;Somerset", b"\xff\xfe\x00"])
def test_a_file_of_another_kind_is_refused_in_one_sentence(raw: bytes) -> None:
    verdict = organisations.decide(raw, {}, JULY_2026)

    assert verdict.refused[-1].line == 1
    assert "neither a header" in verdict.refused[-1].reason
    assert not verdict.is_taken(accept_valid=True)


def test_one_bad_row_keeps_the_file_out_unless_the_good_ones_are_wanted() -> None:
    verdict = organisations.decide(SMALL_REGISTER + b"\nbad", {}, JULY_2026)

    assert not verdict.is_taken(accept_valid=False)
    assert verdict.is_taken(accept_valid=True)
    assert len(verdict.news()) == 4


def test_a_fair_name_hides_no_foul_one() -> None:
    raw = b"ods_code,name,type,display_name\nRH5,SOMER\x00SET,nhs_trust,Somerset"

    assert "control characters" in only(raw).reason
