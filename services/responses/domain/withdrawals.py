"""Taking an acknowledgement back: whether there is one, and what is left of the organisation's then."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.responses.domain.forms import Outcome, SentForm
from services.responses.domain.progress import Acknowledged
from services.responses.domain.questions import Entry


@dataclass(frozen=True)
class TakenBack:
    """An acknowledgement that does not stand any more."""

    given: Acknowledged
    withdrawn_at: datetime
    reason: str


def mine_of(given: Iterable[Acknowledged], person_id: UUID) -> Acknowledged | None:
    """What stands of one person: there is one at the most."""
    return next((one for one in given if one.person_id == person_id), None)


def taken_back_at(taken_back: Iterable[TakenBack], person_id: UUID) -> datetime | None:
    """When this person last took one back."""
    return max((one.withdrawn_at for one in taken_back if one.given.person_id == person_id), default=None)


def acknowledging_trouble(
    form: SentForm, given: Sequence[Acknowledged], taken_back: Sequence[TakenBack], person_id: UUID
) -> Outcome | None:
    """Why there is nothing to acknowledge by this form: it was, or was taken back since it was shown."""
    if mine_of(given, person_id):
        return Outcome.REPEATED
    return Outcome.TAKEN_BACK_SINCE if _is_older(form, taken_back_at(taken_back, person_id)) else None


def withdrawing_trouble(
    form: SentForm, given: Sequence[Acknowledged], taken_back: Sequence[TakenBack], person_id: UUID
) -> Outcome | None:
    """Why there is nothing to take back by this form: it was, or another was given since it was shown."""
    mine = mine_of(given, person_id)
    if mine is None:
        gone = taken_back_at(taken_back, person_id)
        return Outcome.REPEATED if gone else Outcome.NOTHING_GIVEN
    return Outcome.GIVEN_SINCE if _is_older(form, mine.acknowledged_at) else None


def _is_older(form: SentForm, at: datetime | None) -> bool:
    return at is not None and form.shown_at is not None and form.shown_at < at


def entries(taken_back: Iterable[TakenBack]) -> Iterator[Entry]:
    """For the history: when each was given, and when and why it was taken back."""
    for one in taken_back:
        who = f"{one.given.name}, {one.given.role_words}"
        yield Entry(one.given.acknowledged_at, f"Acknowledged by {who}")
        yield Entry(one.withdrawn_at, f"Acknowledgement taken back by {who}: {one.reason}")
