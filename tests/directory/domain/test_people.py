from datetime import date
from uuid import UUID

import pytest

from services.directory.domain import organisations, people
from services.directory.domain.people import Key, Person
from services.directory.domain.rows import BadRow, LeftOut
from services.directory.domain.verdicts import Change, Verdict
from tests.directory.surroundings import ASHA, AUTHOR, LEAD, SMALL_REGISTER
from tests.directory.surroundings import people as a_file

TODAY = date(2026, 7, 20)
REGISTER = {
    decided.value.ods_code: decided.value
    for decided in organisations.decide(SMALL_REGISTER, {}, TODAY).decided
}


def decided(*rows: str, known: dict[Key, Person] | None = None, **more: str) -> Verdict[Person]:
    return people.decide(a_file(*rows, **more), REGISTER, known or {}, TODAY)


def registered(*rows: str) -> dict[Key, Person]:
    """These people, each with an id of their own."""
    found = [each.value for each in decided(*rows).decided]
    return {
        each.key: Person(**(vars(each) | {"person_id": UUID(int=number)}))
        for number, each in enumerate(found, start=1)
    }


def test_people_are_read_with_their_address_as_they_spell_it() -> None:
    (asha,) = decided(ASHA).news()

    assert (asha.ods_code, asha.role, asha.email) == ("RH5", "specialist", "Asha.Verma@somerset.example")
    assert asha.key == ("RH5", "asha.verma@somerset.example")


def test_columns_may_stand_in_any_order_and_telephone_may_be_missing() -> None:
    (nia,) = decided("Nia,nia@national.example,National Author,", header="name,email,role,ods_code").news()

    assert (nia.role, nia.ods_code, nia.phone) == ("national_author", None, None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("RZZ,specialist,A,a@x.example,", "RZZ is not in the register"),
        ("RA4,specialist,A,a@x.example,", "RA4 has closed, its last day was 2023-03-31; succeeded by RH5"),
        ("RH5,boss,A,a@x.example,", "role: must be one of"),
        ("RH5,,A,a@x.example,", "role: must be one of"),
        ("RH5,specialist,,a@x.example,", "name: is empty"),
        ("RH5,specialist,A,,", "email: "),
        ("RH5,specialist,A,not an address,", "email: "),
        ("RH5,specialist,A,A <a@x.example>,", "email: "),
        ("RH5,specialist,A\x07,a@x.example,", "control characters"),
        (f"RH5,specialist,A,a@x.example,{'1' * 41}", "phone: "),
        (",specialist,A,a@x.example,", "ods_code: is empty, and the role specialist needs one"),
        ("RH5,national_author,A,a@x.example,", "must be empty for the role national_author"),
        ("RH5,operator,A,a@x.example,", "must be empty for the role operator"),
        ("RH5,regional_lead,A,a@x.example,", "RH5 is not a region"),
        ("Y58,icb_lead,A,a@x.example,", "Y58 is not an ICB"),
        ("RH5,specialist,A", "has 3 columns"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_reason(row: str, reason: str) -> None:
    verdict = decided(ASHA, row)

    (bad,) = verdict.refused
    assert bad.line == 3
    assert reason in bad.reason
    assert len(verdict.decided) == 1


def test_leads_hold_their_own_kind_of_organisation() -> None:
    assert decided(LEAD, "QSL,icb_lead,Ina,ina@somerset.example,").refused == ()


def test_people_may_be_registered_before_their_organisation_opens() -> None:
    row = "k0n6a,specialist,A,a@x.example,"
    future = organisations.Organisation("K0N6A", "X", "X", "nhs_trust", opened_on=date(2027, 1, 1))

    verdict = people.decide(a_file(row), {"K0N6A": future}, {}, TODAY)
    assert verdict.refused == ()


def test_the_same_address_twice_for_one_organisation_is_refused() -> None:
    verdict = decided(ASHA, "RH5,deputy,Asha,ASHA.VERMA@Somerset.example,")

    assert verdict.refused == (BadRow(3, "email: stands in this file twice for this organisation"),)


def test_the_same_address_may_stand_for_two_organisations() -> None:
    assert decided(ASHA, ASHA.replace("RH5", "QSL")).count(Change.ADDED) == 2


def test_the_same_file_again_changes_nothing() -> None:
    assert decided(ASHA, AUTHOR, known=registered(ASHA, AUTHOR)).count(Change.UNCHANGED) == 2


def test_capitals_make_no_other_person_and_no_other_address() -> None:
    verdict = decided(ASHA.replace("Asha.Verma@", "ASHA.VERMA@"), known=registered(ASHA))

    assert verdict.news() == []


def test_role_name_and_telephone_change_and_the_person_stays() -> None:
    known = registered(ASHA)
    (changed,) = decided("RH5,deputy,Asha Verma-Hale,asha.verma@somerset.example,2", known=known).news()

    assert changed.person_id == next(iter(known.values())).person_id
    assert (changed.role, changed.name, changed.phone) == ("deputy", "Asha Verma-Hale", "2")


def test_a_file_without_telephones_takes_none_away() -> None:
    row = "RH5,specialist,Asha Verma,asha.verma@somerset.example"

    assert decided(row, header="ods_code,role,name,email", known=registered(ASHA)).news() == []


def test_a_registration_ends_where_the_file_says_so() -> None:
    header = "ods_code,role,name,email,phone,active"
    verdict = decided(f"{ASHA},no", header=header, known=registered(ASHA))

    assert verdict.count(Change.CLOSED) == 1
    assert [each.active for each in verdict.news()] == [False]


def test_ending_what_never_began_is_left_out() -> None:
    verdict = decided(f"{ASHA},no", header="ods_code,role,name,email,phone,active")

    assert verdict.left_out == (LeftOut(2, "is not registered, so there is nothing to end"),)


def ended() -> dict[Key, Person]:
    return {key: Person(**(vars(one) | {"active": False})) for key, one in registered(ASHA).items()}


def test_an_old_file_brings_nobody_back() -> None:
    verdict = decided(ASHA, known=ended())

    assert verdict.news() == []
    assert [left.line for left in verdict.left_out] == [2]


def test_who_has_left_begins_again_where_the_file_says_so() -> None:
    verdict = decided(f"{ASHA},yes", header="ods_code,role,name,email,phone,active", known=ended())

    assert [each.active for each in verdict.news()] == [True]


@pytest.mark.parametrize("word", ["maybe", "1"])
def test_active_is_yes_or_no(word: str) -> None:
    (bad,) = decided(f"{ASHA},{word}", header="ods_code,role,name,email,phone,active").refused

    assert "active: must be yes or no" in bad.reason


@pytest.mark.parametrize("raw", [b"", b"RH5,specialist,A,a@x.example", b'"never closed'])
def test_a_file_without_a_header_is_refused(raw: bytes) -> None:
    verdict = people.decide(raw, REGISTER, {}, TODAY)

    assert "header" in verdict.refused[-1].reason
    assert not verdict.is_taken(accept_valid=True)
