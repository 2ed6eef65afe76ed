"""What the card and the form of one action show."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from contracts.deadlines import end_of, uk_day
from contracts.events.actions import ActionState
from services.actions.domain.answers import Answer, Typed, typed_of
from services.actions.domain.assignments import Assignment
from services.actions.domain.deadlines import time_left
from services.actions.domain.lateness import due
from services.actions.domain.merging import Difference, merge
from services.actions.domain.standing import Standing


@dataclass(frozen=True, kw_only=True)
class Due:
    """The day by which one action has to be done; `left` is said of what is still open."""

    day: date
    left: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A form that came in, as it is shown again; `version` and `revision` are those it was made from."""

    typed: Typed
    revision: int
    version: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One action's form: what stands in it, and what it was made from."""

    number: int
    revision: int
    version: int
    typed: Typed
    #: The reason for lateness is asked for when the day has passed.
    asks_why_late: bool
    #: What a colleague recorded after the form that came in was made.
    differences: tuple[Difference, ...] = ()
    #: The wording changed after the form that came in was made.
    reworded: bool = False


def sheet(
    standing: Standing,
    number: int,
    now: datetime,
    sent: Sent | None = None,
    asked: Assignment | None = None,
) -> Sheet:
    """Filled with what was sent, or else with what is recorded; how far it is stays open.

    Who was `asked` finds the day by which they were asked, where nothing is recorded yet.
    """
    newest = standing.newest_of(number)
    recorded = _recorded(standing, number) if newest else _first(asked)
    last = due(newest.answer.due_on if newest else None, standing.complete_by)
    typed = sent.typed if sent else recorded
    return Sheet(
        number=number,
        revision=newest.revision if newest else 0,
        version=standing.alert.version,
        typed=typed,
        asks_why_late=bool(typed.late_because) or (last is not None and uk_day(now) > last),
        differences=merge(sent.typed, sent.revision, newest) if sent else (),
        reworded=sent is not None and standing.was_reworded(number, sent.version),
    )


def due_of(standing: Standing, number: int, now: datetime) -> Due | None:
    """None when no day was set, when it does not apply, and when it was done in time."""
    if standing.is_over:
        return None
    newest, state = standing.newest_of(number), standing.state_of(number)
    own = newest.answer.due_on if newest else None
    last = due(own, standing.complete_by)
    if last is None or state is ActionState.NOT_APPLICABLE:
        return None
    if state is ActionState.DONE:
        is_late = newest is not None and newest.answer.late_because is not None
        return Due(day=last, left="", late=True) if is_late else None
    return Due(day=last, left=time_left(end_of(last), now), late=uk_day(now) > last)


def _recorded(standing: Standing, number: int) -> Typed:
    """Of an answer to other words only what is not the answer itself: nobody is to confirm it by a click."""
    answer, newest = standing.answer_of(number), standing.newest_of(number)
    if answer is None and newest is not None:
        answer = replace(
            newest.answer, state=ActionState.OUTSTANDING, reason=None, done_by=None, done_on=None
        )
    return replace(typed_of(answer), state="") if answer else Typed()


def _first(asked: Assignment | None) -> Typed:
    if asked is None:
        return Typed()
    return replace(
        typed_of(Answer(state=ActionState.OUTSTANDING, due_on=asked.due_on)), owner=asked.owner_name
    )
