"""Memory is looked through later, and then as before."""

import gc

import pytest

from services.kit.memory import collecting_later


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
