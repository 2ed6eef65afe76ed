from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.events.register import Role
from services.directory.domain import registering
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person
from services.directory.domain.registering import Asked, Kind, Registration, Troubles

TODAY = date(2026, 7, 20)
KNOWN = {"RH5": Organisation("RH5", "SOMERSET", "Somerset", "nhs_trust")}
ASHA = Person("RH5", Role.SPECIALIST, "Asha Verma", "asha@somerset.example", person_id=UUID(int=1))
IVO = Asked(
    kind="additional",
    role="specialist",
    name="Ivo Stone",
    email="ivo@somerset.example",
    phone="01632 960 002",
    job_title="Head of quality",
    pay_band="8b",
    director_name="Dee Moss",
    director_email="dee@somerset.example",
    considered="yes",
)


def decided(asked: Asked, *registered: Person) -> Registration | Troubles:
    return registering.decide(asked, "RH5", KNOWN, {each.key: each for each in registered}, TODAY)


def test_somebody_is_registered_on_the_directors_word() -> None:
    done = decided(IVO, ASHA)

    assert isinstance(done, Registration)
    assert (done.person.name, done.person.role, done.person.phone) == (
        "Ivo Stone",
        Role.SPECIALIST,
        "01632 960 002",
    )
    assert (done.kind, done.job_title, done.pay_band, done.replaced) == (
        Kind.ADDITIONAL,
        "Head of quality",
        "8b",
        None,
    )


def test_job_title_and_pay_band_stand_in_no_event() -> None:
    done = decided(IVO)

    assert isinstance(done, Registration)
    assert "8b" not in done.person.recorded().model_dump_json()
    assert "Head of" not in done.person.recorded().model_dump_json()


def test_a_replacement_names_whom_it_replaces() -> None:
    done = decided(replace(IVO, kind="replacement", replaces=str(ASHA.person_id)), ASHA)

    assert isinstance(done, Registration)
    assert done.replaced == ASHA
    nobody = decided(replace(IVO, kind="replacement", replaces=str(UUID(int=9))), ASHA)
    assert nobody == Troubles({"replaces": "Choose who is replaced"})


def test_whoever_comes_back_keeps_their_number() -> None:
    left = replace(ASHA, active=False)
    done = decided(replace(IVO, kind="first", email="ASHA@somerset.example"), left)

    assert isinstance(done, Registration)
    assert done.person.person_id == ASHA.person_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "first"}, "kind"),
        ({"role": "national_author"}, "role"),
        ({"role": "icb_lead"}, "role"),
        ({"name": ""}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"email": "asha@somerset.example"}, "email"),
        ({"phone": "0" * 50}, "phone"),
        ({"director_name": ""}, "director_name"),
        ({"director_email": "Dee <dee@somerset.example>"}, "director_email"),
        ({"considered": ""}, "considered"),
        ({"job_title": "two\nlines"}, "job_title"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(changes: dict[str, str], field: str) -> None:
    told = decided(replace(IVO, **changes), ASHA)

    assert isinstance(told, Troubles)
    assert set(told.by_field) == {field}


def test_a_partner_is_registered_without_a_directors_word() -> None:
    done = registering.partner("RH5", "May Lin", "may@home.example", KNOWN, {}, TODAY)

    assert isinstance(done, Person)
    assert (done.role, done.ods_code, done.name) == (Role.PARTNER, "RH5", "May Lin")


def test_a_name_and_a_telephone_are_corrected() -> None:
    assert registering.changed(ASHA, " Asha Hale ", "") == replace(ASHA, name="Asha Hale")
    wrong = registering.changed(ASHA, "", "")
    assert isinstance(wrong, Troubles)
    assert set(wrong.by_field) == {"name"}
