"""The choice that shows that a person sent a form."""

from datetime import timedelta

import pytest

from services.actions.domain.proving import REST, Mistake, Option, mistake, options
from tests.builders import NOW

OWN = Option("RH5", "Somerset NHS Foundation Trust (RH5)")
OTHERS = [Option(f"R{n}", f"Trust {n}") for n in range(4)]


@pytest.mark.parametrize("others", [OTHERS, OTHERS[:1], []])
def test_the_option_that_fits_is_neither_first_nor_last(others: list[Option]) -> None:
    places = set()
    for nonce in range(60):
        offered = options(OWN, others, str(nonce))
        assert len(offered) == len(set(offered)) == len(others) + 3
        places.add(offered.index(OWN))
    assert places == set(range(1, len(others) + 2))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], Mistake.NOTHING),
        ([""], Mistake.NOTHING),
        (["RH5"], None),
        (["R1"], Mistake.ANOTHER),
        (["another"], Mistake.ANOTHER),
        (["unsure"], Mistake.UNSURE),
        (["RH5", "R1"], Mistake.ANOTHER),
        (["RH5", "RH5"], Mistake.ANOTHER),
    ],
)
def test_only_the_one_that_fits_counts(chosen: list[str], expected: Mistake | None) -> None:
    assert mistake(chosen, "RH5", None, NOW) is expected
    assert mistake(chosen, "RH5", NOW - REST, NOW) is expected


def test_after_a_wrong_choice_the_right_one_has_to_wait() -> None:
    assert mistake(["RH5"], "RH5", NOW - REST + timedelta(seconds=1), NOW) is Mistake.RESTING
