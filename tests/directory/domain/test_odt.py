import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.directory.domain import odt, organisations
from services.directory.domain.organisations import Organisation
from services.directory.domain.rows import BadRow
from tests.directory.surroundings import SMALL_REGISTER

TODAY = date(2026, 7, 20)
#: Made up in the form of the API, for organisations that there are but for the last two.
BUNDLE = (Path(__file__).parents[1] / "samples" / "odt-bundle.json").read_bytes()


def after(raw: bytes, known: dict[str, Organisation] | None = None) -> dict[str, Organisation]:
    verdict = odt.decide(raw, known or {}, TODAY)
    assert not verdict.refused
    return {each.value.ods_code: each.value for each in verdict.decided}


def small_register() -> dict[str, Organisation]:
    verdict = organisations.decide(SMALL_REGISTER, {}, TODAY)
    return {each.value.ods_code: each.value for each in verdict.decided}


def changed(**changes: Any) -> bytes:
    """A bundle of the first resource alone, otherwise."""
    resource = json.loads(BUNDLE)["entry"][0]["resource"] | changes
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": resource}]}).encode()


def test_a_bundle_says_what_is_open_closed_and_succeeded() -> None:
    found = after(BUNDLE)

    assert set(found) == {"RH5", "RA4", "S9Z9Z"}
    assert found["RH5"].name == "Somerset NHS Foundation Trust"
    assert (found["RH5"].organisation_type, found["RH5"].active) == ("nhs_foundation_trust", True)
    assert found["RH5"].successors == ()
    yeovil = found["RA4"]
    assert (yeovil.active, yeovil.said_closed, yeovil.closed_on) == (False, True, date(2023, 3, 31))
    assert yeovil.successors == ("RH5",)
    assert (found["S9Z9Z"].organisation_type, found["S9Z9Z"].opened_on) == ("icb", date(2026, 4, 1))


def test_what_is_not_for_these_alerts_is_left_out_and_told() -> None:
    (left,) = odt.decide(BUNDLE, {}, TODAY).left_out

    assert (left.line, left.reason) == (4, "L81001 is of a kind that these alerts are not for")


def test_what_a_resource_does_not_say_is_kept() -> None:
    known = small_register()

    assert after(BUNDLE, known)["RH5"] == known["RH5"]
    assert after(BUNDLE, known)["RA4"] == replace(known["RA4"], said_closed=True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "name: is empty"),
        ({"identifier": [], "id": "R/5"}, "ods_code: may hold letters and digits only"),
        ({"identifier": [{"system": odt.ODS_CODES}]}, "is not built as an Organization of FHIR R4 is"),
        ({"extension": [{"url": 1}]}, "is not built as an Organization of FHIR R4 is"),
        ({"extension": "text"}, "is not built as an Organization of FHIR R4 is"),
    ],
)
def test_a_broken_resource_is_told_by_its_place(changes: dict[str, Any], reason: str) -> None:
    assert odt.decide(changed(**changes), {}, TODAY).refused == (BadRow(1, reason),)


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b"{}", b'{"entry": [1]}', b'{"resourceType": "Patient", "entry": []}']
)
def test_what_is_no_bundle_is_told(raw: bytes) -> None:
    (bad,) = odt.decide(raw, {}, TODAY).refused

    assert bad.reason == "is no FHIR Bundle with entries, each a resource"


def test_a_bundle_is_known_by_its_first_sign() -> None:
    assert odt.is_bundle(b"\xef\xbb\xbf\n {}")
    assert not odt.is_bundle(SMALL_REGISTER)
