"""Who did what with the response as a whole, newest first; answers stand at their actions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.actions.domain.cas import CasAnswer
from services.actions.domain.moves import BY_ACTING, Move
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command

_WORDS = {
    Command.ASSESS: "Began to assess whether the organisation has to act",
    Command.DECIDE_REQUIRED: "Decided that the organisation has to act",
    Command.DECIDE_NOT_REQUIRED: "Decided that nothing has to be done",
    Command.RECORD_ACTION: "Changed an answer, which took the request for a signature back",
    Command.REQUEST_SIGN_OFF: "Asked an executive to sign",
    Command.WITHDRAW_REQUEST: "Took the request for a signature back",
    Command.SIGN: "Signed that every action that applies is complete",
    Command.SEND_BACK: "Sent it back without signing",
    Command.REOPEN: "Re-opened the response",
    Command.NEW_VERSION: "The response was opened again by a new version",
}
FIRST_ACTION = "Recorded a first action, which says that the organisation has to act"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; people stand apart from words, because not every reader is shown them."""

    at: datetime
    words: str
    who: str | None = None
    #: Who approved it, or was asked.
    whom: str | None = None
    said: str | None = None


def history(standing: Standing) -> list[Entry]:
    """Decisions, signatures and what was written down of CAS."""
    asked = {request.request_id: request.executive.titled for request in standing.requests}
    evidence = {request.request_id: request.evidence for request in standing.requests}
    entries = [_of_move(move, asked, evidence) for move in standing.moves]
    entries += map(_of_cas, standing.cas)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_move(move: Move, asked: dict[UUID, str], evidence: dict[UUID, str]) -> Entry:
    if move.command is Command.REQUEST_SIGN_OFF and move.request_id:
        whom, said = asked.get(move.request_id), evidence.get(move.request_id)
    else:
        whom, said = move.approver, move.reason
    if move.command is Command.RECORD_ACTION:
        words = FIRST_ACTION if move.reason == BY_ACTING else _WORDS[move.command]
        return Entry(at=move.at, who=move.by_name, words=words)
    return Entry(at=move.at, who=move.by_name, words=_WORDS[move.command], whom=whom, said=said)


def _of_cas(answer: CasAnswer) -> Entry:
    on = f"{answer.answered_on:%d %B %Y}".lstrip("0")
    words = f"Wrote down that CAS was answered on {on}: {answer.cas_status}"
    return Entry(at=answer.at, who=answer.by_name, words=words)
