"""Who did what with the response as a whole."""

from dataclasses import replace
from datetime import date, timedelta

from services.actions.domain.cas import CasAnswer
from services.actions.domain.history import FIRST_ACTION, Entry, history
from services.actions.domain.moves import BY_ANSWER
from services.actions.domain.status import Command
from tests.actions.domain.test_moves import a_move
from tests.actions.domain.test_steps import ASKED, REQUEST
from tests.builders import NOW

ASKING = a_move(Command.REQUEST_SIGN_OFF, 2, request_id=REQUEST.request_id)
CAS = CasAnswer(
    cas_status="Action completed",
    answered_on=date(2025, 11, 1),
    by_name="Ben Cole",
    at=NOW + timedelta(hours=9),
)


def test_it_is_told_newest_first_with_people_apart_from_words() -> None:
    standing = replace(ASKED, moves=(a_move(Command.RECORD_ACTION), ASKING), cas=(CAS,))
    cas, asked, first = history(standing)
    assert (first.words, first.who, first.said) == (FIRST_ACTION, "Asha Verma", None)
    assert (asked.whom, asked.said) == ("Jo Park, Chief nurse", "Folder 7")
    assert cas.words == "Wrote down that CAS was answered on 1 November 2025: Action completed"
    assert not any("Jo" in entry.words or "Asha" in entry.words for entry in (cas, asked, first))


def test_every_step_has_its_words() -> None:
    at = NOW + timedelta(hours=1)
    for command in set(Command) - {Command.ACKNOWLEDGE, Command.WITHDRAW_ACKNOWLEDGEMENT}:
        move = replace(a_move(Command.ASSESS), command=command, reason=BY_ANSWER)
        [entry] = history(replace(ASKED, moves=(move,)))
        assert isinstance(entry, Entry)
        assert entry.at == at
        assert len(entry.words.split()) > 2 or command is Command.REOPEN
