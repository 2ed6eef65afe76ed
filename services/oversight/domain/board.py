"""A board's page: five numbers, the open alerts, what stands in the way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.deadlines import uk_day
from contracts.events.actions import LateReason
from services.oversight.domain.own import OPEN, OwnAlert, Section, Sought, found
from services.oversight.domain.sentences import day_in_words
from services.oversight.domain.standing import Status, has_passed, has_reached

#: What fits on one page; the rest is counted.
MOST_ALERTS, MOST_OBSTACLES = 10, 10
LATE_REASONS: Mapping[LateReason, str] = {
    LateReason.CLOSED_LATE: "it was closed late",
    LateReason.NATIONAL_SOLUTION: "a national solution is awaited",
    LateReason.AUDIT_OUTSTANDING: "an audit is outstanding",
    LateReason.SUPPLIER: "a supplier is awaited",
    LateReason.PLAN_IN_PROGRESS: "the plan is in progress",
}


@dataclass(frozen=True, kw_only=True)
class BoardReport:
    """All that the page says of the organisation's real alerts."""

    numbers: tuple[tuple[str, int], ...]
    open: tuple[OwnAlert, ...]
    more_open: int
    #: An alert's reference, and what stands in its way.
    obstacles: tuple[tuple[str, str], ...]
    more_obstacles: int


def board_report(alerts: Iterable[OwnAlert], now: datetime) -> BoardReport:
    """Exercises, and what was only told or recorded, are no part of it."""
    real = [one for one in alerts if one.alert.is_real]
    asked = [one for one in real if one.section in (*OPEN, Section.DONE) and one.judged.standing.must_respond]
    pending = found((one for one in asked if one.section in OPEN), Sought())
    obstacles = [(one.alert.reference, words) for one in pending for words in in_the_way(one, uk_day(now))]
    return BoardReport(
        numbers=(
            ("Alerts to answer", len(asked)),
            ("Done", len(asked) - len(pending)),
            ("Of these in time", sum(_was_in_time(one) for one in asked)),
            ("Open", len(pending)),
            ("Overdue", sum(one.section is Section.OVERDUE for one in pending)),
        ),
        open=pending[:MOST_ALERTS],
        more_open=max(0, len(pending) - MOST_ALERTS),
        obstacles=tuple(obstacles[:MOST_OBSTACLES]),
        more_obstacles=max(0, len(obstacles) - MOST_OBSTACLES),
    )


def _was_in_time(own: OwnAlert) -> bool:
    by, at = own.alert.deadlines.complete_by, own.organisation.completed_at
    return own.section is Section.DONE and (by is None or (at is not None and not has_passed(by, at)))


def in_the_way(own: OwnAlert, today: date) -> Iterator[str]:
    """What keeps the organisation from being done, most external first."""
    if (why := own.organisation.why_undelivered) and not has_reached(own.judged.status, Status.DELIVERED):
        yield f"The mail has not arrived: {why}."
    for item in own.work.actions:
        if item.is_blocked:
            yield _sentence(f"Action {item.number} is blocked", item.note)
        elif item.is_past_its_day(today) and item.due_on:
            due = day_in_words(item.due_on, today)
            reason = LATE_REASONS[item.late_because] if item.late_because else None
            yield _sentence(f"Action {item.number} was due on {due}", reason)
    for question in own.work.waits_for_answers:
        yield _sentence("A question waits for the national team", question)
    if own.work.sent_back:
        who, comment = own.work.sent_back
        yield _sentence(f"{who} sent the sign-off back", comment)


def _sentence(what: str, why: str | None) -> str:
    """Ended once, however whoever wrote the reason ended it."""
    text = f"{what}: {why.strip()}" if why else what
    return text if text.endswith((".", "?", "!")) else f"{text}."
