from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.events.register import Role
from services.directory.domain import moving
from services.directory.domain.moving import Misfit
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import NOBODY, Person

TODAY = date(2026, 7, 20)
ASHA = Person("RA4", Role.SPECIALIST, "Asha Verma", "asha@somerset.example", "1", person_id=UUID(int=1))


def closed(code: str, *successors: str) -> Organisation:
    return Organisation(code, code, code, "nhs_trust", said_closed=True, successors=successors, active=False)


def opened(code: str, kind: str = "nhs_trust") -> Organisation:
    return Organisation(code, code, code, kind)


def codes(*known: Organisation, of: str = "RA4") -> list[str]:
    found = moving.heirs(of, {each.ods_code: each for each in known}, TODAY)
    return [each.ods_code for each in found]


def test_successors_that_closed_too_are_followed_to_those_that_are_open() -> None:
    assert codes(closed("RA4", "RH5"), opened("RH5")) == ["RH5"]
    assert codes(closed("RA4", "RB1", "RC1"), closed("RB1", "RD1"), opened("RC1"), opened("RD1")) == [
        "RC1",
        "RD1",
    ]
    assert codes(closed("RA4")) == []


def test_two_that_name_each_other_lead_nowhere_and_end() -> None:
    assert codes(closed("RA4", "RB1"), closed("RB1", "RA4", "RX9")) == []


def test_a_mover_is_registered_anew_and_as_what_they_were() -> None:
    there = moving.moved(ASHA, "RH5", {"RH5": opened("RH5")}, {}, TODAY)

    assert there == replace(ASHA, ods_code="RH5", person_id=NOBODY)


def test_whoever_is_registered_there_stays_as_they_are() -> None:
    already = replace(ASHA, ods_code="RH5", role=Role.DEPUTY, person_id=UUID(int=2))
    known = {"RH5": opened("RH5")}

    assert moving.moved(ASHA, "RH5", known, {already.key: already}, TODAY) == already
    ended = replace(already, active=False)
    began = moving.moved(ASHA, "RH5", known, {ended.key: ended}, TODAY)
    assert began == replace(ASHA, ods_code="RH5", person_id=UUID(int=2))


def test_a_role_that_cannot_be_held_there_is_told() -> None:
    lead = replace(ASHA, role=Role.ICB_LEAD)
    misfit = moving.moved(lead, "RH5", {"RH5": opened("RH5")}, {}, TODAY)

    assert isinstance(misfit, Misfit)
    assert "is not an ICB" in misfit.reason
