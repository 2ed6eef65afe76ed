"""Which choices count."""

from datetime import datetime, timedelta

import pytest

from services.actions.domain.choosing import MISTAKEN, Unchosen, choice_of
from tests.builders import NOW

OFFERED = ("required", "not_required")
JUST_NOW, A_WHILE_AGO = NOW - timedelta(seconds=59), NOW - timedelta(seconds=60)


@pytest.mark.parametrize(
    ("sent", "mistaken_at", "choice"),
    [
        (["required"], None, "required"),
        (["required"], A_WHILE_AGO, "required"),
        (["required"], JUST_NOW, Unchosen.RESTING),
        (["leave"], JUST_NOW, Unchosen.RESTING),
        ([], None, Unchosen.NOTHING),
        ([""], None, Unchosen.NOTHING),
        (["leave"], None, Unchosen.LEFT),
        (["unsure"], None, Unchosen.UNSURE),
        (["reopened"], None, Unchosen.NOT_ONE),
        (["required", "not_required"], None, Unchosen.NOT_ONE),
        (["leave", "required"], None, Unchosen.NOT_ONE),
    ],
)
def test_one_option_that_is_offered_counts_unless_the_link_rests(
    sent: list[str], mistaken_at: datetime | None, choice: str | Unchosen
) -> None:
    assert choice_of(sent, OFFERED, mistaken_at, NOW) == choice


def test_the_link_rests_after_what_a_machine_may_have_chosen() -> None:
    assert set(Unchosen) - MISTAKEN == {Unchosen.NOTHING, Unchosen.RESTING}
