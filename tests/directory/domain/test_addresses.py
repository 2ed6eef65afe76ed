from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.events.register import Role
from services.directory.domain.addresses import Fault, corrected, counts
from services.directory.domain.people import Person
from tests.builders import NOW, person_id

ASHA = Person("RH5", Role.SPECIALIST, "Asha Verma", "asha@somerst.example", person_id=person_id("Asha"))
BEN = Person("RH5", Role.DEPUTY, "Ben Okafor", "ben@somerset.example", person_id=person_id("Ben"))


def test_a_corrected_address_is_a_confirmed_one() -> None:
    right = corrected(ASHA, " asha@somerset.example ", [ASHA, BEN], NOW)

    assert right == replace(ASHA, email="asha@somerset.example", address_confirmed_at=NOW)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.NO_ADDRESS),
        ("asha", Fault.NO_ADDRESS),
        ("Asha <asha@somerset.example>", Fault.NO_ADDRESS),
        ("Asha@Somerst.example", Fault.THE_SAME),
        ("BEN@somerset.example", Fault.TAKEN),
    ],
)
def test_an_address_that_cannot_be_the_right_one_is_refused_with_why(typed: str, fault: Fault) -> None:
    assert corrected(ASHA, typed, [ASHA, BEN], NOW) is fault


def test_the_same_address_may_be_registered_for_two_organisations() -> None:
    elsewhere = replace(BEN, ods_code="RA9")

    assert isinstance(corrected(ASHA, elsewhere.email, [ASHA, elsewhere], NOW), Person)


def test_a_mail_that_left_before_the_address_was_confirmed_says_nothing_of_it() -> None:
    confirmed, before = replace(ASHA, address_confirmed_at=NOW), NOW - timedelta(minutes=1)

    assert counts(ASHA, before)
    assert not counts(confirmed, before)
    assert counts(confirmed, NOW + timedelta(minutes=1))
    assert counts(confirmed, None)
