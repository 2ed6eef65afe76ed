"""Memory is looked through later, and then as before."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from services.kit.memory import RARELY, collecting_later, settle


class Ring:
    """Only the collector finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def _as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.mark.usefixtures("_as_before")
def test_what_is_loaded_is_looked_through_no_more_and_the_rest_rarely() -> None:
    settle()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == RARELY


@pytest.mark.usefixtures("_as_before")
def test_what_holds_itself_is_still_found() -> None:
    settle()
    gone = weakref.finalize(Ring(), lambda: None)

    kept: list[list[str]] = [[] for _ in range(2 * RARELY)]

    assert kept
    assert not gone.alive


def test_nothing_is_collected_within() -> None:
    with collecting_later():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_an_error_within_ends_it_too() -> None:
    with pytest.raises(ValueError, match="no good"), collecting_later():
        raise ValueError("no good")

    assert gc.isenabled()


def test_of_two_at_once_whichever_ends_last_leaves_it_as_it_was() -> None:
    first, second = collecting_later(), collecting_later()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)

    assert gc.isenabled()
