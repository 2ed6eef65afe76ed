from dataclasses import dataclass

import pytest

from services.directory.domain.rows import BadRow
from services.directory.domain.verdicts import Change, Decided, Verdict, compared


@dataclass(frozen=True)
class Kept:
    active: bool = True
    name: str = "Somerset"


GOOD = Decided(Change.ADDED, Kept())
BAD = BadRow(2, "no such role")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, Kept(), Change.ADDED),
        (None, Kept(active=False), Change.ADDED),
        (Kept(), Kept(), Change.UNCHANGED),
        (Kept(), Kept(name="Dorset"), Change.CHANGED),
        (Kept(), Kept(active=False), Change.CLOSED),
        (Kept(), Kept(active=False, name="Dorset"), Change.CLOSED),
        (Kept(active=False), Kept(), Change.CHANGED),
        (Kept(active=False), Kept(active=False, name="Dorset"), Change.CHANGED),
    ],
)
def test_a_row_is_told_by_what_it_does_to_the_register(
    before: Kept | None, after: Kept, change: Change
) -> None:
    assert compared(before, after) == Decided(change, after, before)


@pytest.mark.parametrize(
    ("decided", "refused", "accept_valid", "taken"),
    [
        ((GOOD,), (), False, True),
        ((), (), False, True),
        ((GOOD,), (BAD,), False, False),
        ((GOOD,), (BAD,), True, True),
        ((), (BAD,), True, False),
    ],
)
def test_one_bad_row_keeps_a_file_out_unless_the_good_ones_are_wanted(
    decided: tuple[Decided[Kept], ...], refused: tuple[BadRow, ...], accept_valid: bool, taken: bool
) -> None:
    assert Verdict(decided, (), refused).is_taken(accept_valid=accept_valid) is taken


def test_only_news_are_saved_and_said() -> None:
    same, closed = Decided(Change.UNCHANGED, Kept()), Decided(Change.CLOSED, Kept(active=False))
    verdict = Verdict((same, closed, closed), (), ())

    assert verdict.news() == [Kept(active=False)] * 2
    assert verdict.changes() == [closed, closed]
    assert [verdict.count(change) for change in Change] == [0, 0, 2, 1]


def test_anything_that_differs_shows_in_the_fingerprint() -> None:
    one, other = Verdict((GOOD,), (), (BAD,)), Verdict((GOOD,), (), (BadRow(3, "no such role"),))

    assert one.fingerprint() == Verdict((GOOD,), (), (BAD,)).fingerprint()
    assert len({one.fingerprint(), other.fingerprint(), Verdict((GOOD,), (), ()).fingerprint()}) == 3
