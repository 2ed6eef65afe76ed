"""Two answers to the same action beside each other: what somebody typed, and what a colleague recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.actions.domain.answers import LATE_WORDS, Answer, Choice, Typed, typed_of
from services.actions.domain.recording import Record

CHOICE_WORDS = {
    Choice.DONE: "Done",
    Choice.IN_PROGRESS: "In progress",
    Choice.BLOCKED: "Blocked",
    Choice.NOT_STARTED: "Not started",
    Choice.NOT_APPLICABLE: "Does not apply to us",
    Choice.LEAVE: "I am only looking: leave it as it is",
}
#: The form's fields in the order of the page.
LABELS = {
    "state": "How far it is",
    "done_by": "Done by",
    "done_on": "Done on",
    "reason_not_applicable": "Why it does not apply",
    "reason_blocked": "What blocks it",
    "owner": "Who does it",
    "due_on": "Due on",
    "late_because": "Why it is late",
    "note": "Note",
    "evidence": "Evidence",
}


@dataclass(frozen=True)
class Difference:
    """One field that the two fill differently; empty when one left it empty."""

    label: str
    yours: str
    theirs: str


def merge(typed: Typed, shown_revision: int, newest: Record | None) -> tuple[Difference, ...]:
    """Nothing when the form was made from what is recorded now."""
    if newest is None or shown_revision == newest.revision:
        return ()
    return tuple(_differences(typed, newest.answer))


def _differences(typed: Typed, answer: Answer) -> Iterator[Difference]:
    recorded = typed_of(answer)
    for field, label in LABELS.items():
        yours, theirs = _text(typed, field), _text(recorded, field)
        if field == "state" and not recorded.state:
            theirs = "Outstanding"
        if yours != theirs:
            yield Difference(label, yours, theirs)


def _text(typed: Typed, field: str) -> str:
    """What stands in one field, as words."""
    if field in ("done_on", "due_on"):
        parts = (getattr(typed, f"{field}_{part}").strip() for part in ("day", "month", "year"))
        return " ".join(part.lstrip("0") or part for part in parts if part)
    text = str(getattr(typed, field)).replace("\r\n", "\n").strip()
    if field == "state":
        return {str(choice): words for choice, words in CHOICE_WORDS.items()}.get(text, "")
    if field == "late_because":
        return {str(reason): words for reason, words in LATE_WORDS.items()}.get(text, text)
    return text
