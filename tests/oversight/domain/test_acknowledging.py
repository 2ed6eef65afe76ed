from datetime import timedelta
from itertools import permutations

import pytest

from services.oversight.domain.acknowledging import Acknowledgement, Withdrawal, counting
from tests.builders import NOW, person_id

ASHA, BEN = person_id("Asha Verma"), person_id("Ben")


def given(hour: int, by: str = "Asha Verma") -> Acknowledgement:
    return Acknowledgement(NOW + timedelta(hours=hour), person_id(by), "specialist")


def taken_back(hour: int, left: Acknowledgement | None = None) -> Withdrawal:
    return Withdrawal(NOW + timedelta(hours=hour), left)


FIRST, SECOND, THIRD = given(1), given(2, "Ben"), given(5, "Cem")


@pytest.mark.parametrize(
    ("given", "taken_back", "counts"),
    [
        ((), (), None),
        ((FIRST,), (), FIRST),
        ((FIRST, SECOND), (), FIRST),
        ((FIRST,), (taken_back(3),), None),
        ((FIRST, SECOND), (taken_back(3, SECOND),), SECOND),
        ((FIRST, SECOND, THIRD), (taken_back(3, SECOND),), SECOND),
        ((FIRST, SECOND, THIRD), (taken_back(3, SECOND), taken_back(4)), THIRD),
        ((FIRST, SECOND, THIRD), (taken_back(3, SECOND), taken_back(4), taken_back(6)), None),
        # What was left is believed although its own event has not arrived.
        ((FIRST,), (taken_back(3, SECOND),), SECOND),
    ],
)
def test_the_earliest_that_was_not_taken_back_counts_in_whatever_order(
    given: tuple[Acknowledgement, ...], taken_back: tuple[Withdrawal, ...], counts: Acknowledgement | None
) -> None:
    for order in permutations(given):
        for taken in permutations(taken_back):
            assert counting(order, taken) == counts


def test_of_two_at_one_instant_it_is_always_the_same() -> None:
    both = given(1), given(1, "Ben")

    assert counting(both, ()) == counting(both[::-1], ())
