from dataclasses import replace
from datetime import date
from uuid import UUID

from contracts.events.register import Role
from services.directory.domain import batches
from services.directory.domain.batches import Difference, Touched
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person

TODAY = date(2026, 7, 20)
SOMERSET = Organisation("RH5", "SOMERSET", "Somerset", "nhs_trust")
RENAMED = replace(SOMERSET, name="Somerset and Dorset")
ASHA = Person("RH5", Role.SPECIALIST, "Asha Verma", "asha@somerset.example", person_id=UUID(int=1))


def test_what_was_changed_is_said_again_as_it_was() -> None:
    restored = batches.organisations_restored([Touched(SOMERSET, RENAMED)], {"RH5": RENAMED}, {"RH5"}, TODAY)

    assert restored.rows == (SOMERSET,)
    assert not restored.hindrances


def test_what_was_added_is_closed_and_not_deleted() -> None:
    restored = batches.organisations_restored([Touched(None, SOMERSET)], {"RH5": SOMERSET}, (), TODAY)

    assert restored.rows == (replace(SOMERSET, said_closed=True, active=False),)


def test_a_later_change_of_the_same_row_stands_in_the_way() -> None:
    touched = [Touched(SOMERSET, RENAMED)]
    (one,) = batches.organisations_restored(touched, {"RH5": SOMERSET}, (), TODAY).hindrances
    assert one.who == "RH5"

    (one,) = batches.people_restored(
        [Touched(None, ASHA)], {UUID(int=1): replace(ASHA, phone="1")}
    ).hindrances
    assert (one.who, "changed since" in one.reason) == ("Asha Verma", True)


def test_a_day_that_came_meanwhile_is_no_later_change() -> None:
    opening = replace(SOMERSET, opened_on=date(2026, 7, 1))
    then = opening.on(date(2026, 6, 30))
    restored = batches.organisations_restored(
        [Touched(SOMERSET, then)], {"RH5": opening.on(TODAY)}, (), TODAY
    )

    assert restored.rows == (SOMERSET,)


def test_a_registration_goes_back_or_ends() -> None:
    before = replace(ASHA, role=Role.DEPUTY)
    known = {ASHA.person_id: ASHA}

    assert batches.people_restored([Touched(before, ASHA)], known).rows == (before,)
    assert batches.people_restored([Touched(None, ASHA)], known).rows == (replace(ASHA, active=False),)


def test_a_change_is_told_field_by_field() -> None:
    after = replace(SOMERSET, said_closed=True, successors=("QSL", "RA4"), closed_on=date(2026, 7, 1))

    assert batches.differences(SOMERSET, after) == [
        Difference("closed on", "nothing", "2026-07-01"),
        Difference("said closed", "no", "yes"),
        Difference("successors", "nothing", "QSL, RA4"),
    ]
