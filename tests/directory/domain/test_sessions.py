"""A session goes on as long as all that it was given still stands."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from contracts.events.register import Role
from services.directory.domain.people import Person
from services.directory.domain.sessions import Session, Way, browser_in_words, held_by, may_go_on
from tests.builders import NOW

ASHA = Person("RH5", Role.SPECIALIST, "Asha Verma", "Asha.Verma@somerset.example", person_id=UUID(int=1))
LEAD = replace(ASHA, ods_code="Y58", role=Role.REGIONAL_LEAD, person_id=UUID(int=2))
SESSION = Session(
    session_id="s1",
    person_id=ASHA.person_id,
    address="asha.verma@somerset.example",
    held=held_by([ASHA, LEAD]),
    way=Way.CODE,
    browser="Firefox",
    began_at=NOW,
)


@pytest.mark.parametrize(
    ("change", "goes_on"),
    [
        ({"name": "Asha Verma-Hale"}, True),
        ({"phone": "01632 960 002"}, True),
        ({"email": "ASHA.VERMA@somerset.example"}, True),
        ({"active": False}, False),
        ({"role": Role.NATIONAL_AUTHOR}, False),
        ({"ods_code": "Y60"}, False),
        ({"email": "somebody.else@somerset.example"}, False),
    ],
)
def test_a_session_ends_when_one_of_its_registrations_does(change: dict[str, Any], *, goes_on: bool) -> None:
    changed = replace(LEAD, **change)

    assert may_go_on(SESSION, {changed.person_id: changed}) is goes_on


def test_what_happens_to_others_ends_nothing() -> None:
    other = replace(ASHA, person_id=UUID(int=3), active=False)

    assert may_go_on(SESSION, {other.person_id: other})


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36", "Chrome on Android"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_as_its_owner_would(agent: str, words: str) -> None:
    assert browser_in_words(agent) == words
