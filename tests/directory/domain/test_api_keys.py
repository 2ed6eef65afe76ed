"""What an operator may ask for when making a key."""

import pytest

from services.access import KeyScope
from services.directory.domain.api_keys import LONGEST_NAME, SCOPE_WORDS, faults_of

READ = [KeyScope.ALERTS_READ.value]


@pytest.mark.parametrize("name", ["", "x" * (LONGEST_NAME + 1), "two\nlines", "zero\x00"])
def test_a_key_says_which_program_uses_it(name: str) -> None:
    assert set(faults_of(name, READ, [])) == {"name"}
    assert faults_of("Reporting of the South West", READ, []) == {}


def test_no_two_good_keys_have_one_name() -> None:
    assert set(faults_of("Reporting", READ, ["REPORTING"])) == {"name"}


@pytest.mark.parametrize("scopes", [[], ["alerts:read", "everything"]])
def test_a_key_is_for_something_that_there_is(scopes: list[str]) -> None:
    assert set(faults_of("Reporting", scopes, [])) == {"scopes"}


def test_every_scope_has_its_words() -> None:
    assert list(SCOPE_WORDS) == list(KeyScope)
