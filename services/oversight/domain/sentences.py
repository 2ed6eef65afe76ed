"""The one sentence that answers a reader's first question."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from contracts.deadlines import LONDON, uk_day
from services.oversight.domain.counts import Shelves, Show, Tally
from services.oversight.domain.standing import Alert, Ended, has_passed


def day_in_words(day: date, today: date) -> str:
    """Friday 21 November; the year only where it is another than today's."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def to_the_second(instant: datetime) -> str:
    """09:15:00, in London."""
    return f"{instant.astimezone(LONDON):%H:%M:%S}"


def where_it_stands(alert: Alert, counted: Tally, where: str, now: datetime) -> str:
    """How many have acknowledged, how many have not, and since when those are late."""
    required = counted[Show.REQUIRED]
    if not alert.audience_known:
        return "Which organisations this alert is for has not arrived yet."
    if not counted[Show.ALL]:
        return f"This alert is for no organisation in {where}."
    if not required:
        return f"No organisation in {where} has to answer; {_told(counted[Show.INFORMED])} for information."
    if alert.ended:
        return f"{how_it_ended(alert.ended, now)} {_had_acknowledged(counted)}"
    if not alert.mailed:
        return _recorded(counted)
    return _acknowledged(alert, counted, now)


def how_it_ended(ended: Ended, now: datetime) -> str:
    """That nothing is asked any more, since when, and what stands in its place."""
    day = day_in_words(uk_day(ended.at), uk_day(now))
    instead = f" {ended.superseded_by} stands in its place." if ended.superseded_by else ""
    return f"This alert was {ended.outcome.value} on {day}: nothing is asked any more.{instead}"


def _had_acknowledged(counted: Tally) -> str:
    have = counted[Show.ACKNOWLEDGED]
    return f"{have:,} of {_organisations(counted[Show.REQUIRED])} had acknowledged."


def _told(number: int) -> str:
    return "1 is told" if number == 1 else f"{number:,} are told"


def _recorded(counted: Tally) -> str:
    have = counted[Show.ACKNOWLEDGED]
    answered = "none" if not have else f"{have:,}"
    verb = "have" if have > 1 else "has"
    return (
        "This alert was recorded here, not mailed: "
        f"{answered} of {_organisations(counted[Show.REQUIRED])} {verb} answered here."
    )


def _organisations(number: int) -> str:
    return "1 organisation" if number == 1 else f"{number:,} organisations"


def _acknowledged(alert: Alert, counted: Tally, now: datetime) -> str:
    required, missing = counted[Show.REQUIRED], counted[Show.NOT_ACKNOWLEDGED]
    have = required - missing
    if not missing and required == 1:
        return "The one organisation that must answer has acknowledged."
    if not missing:
        return f"All {required:,} organisations have acknowledged."
    rest = _late_or_until(alert.deadlines.acknowledge_by, missing, now)
    if have:
        verb = "have" if have > 1 else "has"
        not_yet = "1 has" if missing == 1 else f"{missing:,} have"
        return f"{have:,} of {_organisations(required)} {verb} acknowledged; {not_yet} not and {rest}."
    if required == 1:
        return f"The one organisation that must answer has not acknowledged and {rest}."
    return f"None of {_organisations(required)} has acknowledged; they {rest}."


def _late_or_until(by: datetime | None, missing: int, now: datetime) -> str:
    is_one = missing == 1
    if by is None:
        return "has no stated day for it" if is_one else "have no stated day for it"
    if has_passed(by, now):
        since = day_in_words(uk_day(by + timedelta(seconds=1)), uk_day(now))
        return f"{'is' if is_one else 'are'} late since {since}"
    return f"{'has' if is_one else 'have'} until {_until(by, now)}"


def _until(by: datetime, now: datetime) -> str:
    """A deadline at the end of a day is that day; another one has its time."""
    local = by.astimezone(LONDON)
    day = day_in_words(local.date(), uk_day(now))
    is_end_of_day = (local.hour, local.minute) == (23, 59)
    return f"the end of {day}" if is_end_of_day else f"{local:%H:%M} on {day}"


def what_is_done(alert: Alert, counted: Tally, now: datetime) -> str | None:
    """How many have completed, once there is anything to say about it."""
    required, complete = counted[Show.REQUIRED], counted[Show.COMPLETE]
    if alert.ended or not (alert.mailed and required):
        return None
    if complete == required:
        return "The actions are complete everywhere." if required > 1 else "Its actions are complete."
    return " ".join(_completion(alert, counted, now))


def _completion(alert: Alert, counted: Tally, now: datetime) -> Iterator[str]:
    required, complete, late = (counted[s] for s in (Show.REQUIRED, Show.COMPLETE, Show.LATE_TO_COMPLETE))
    have = f"{complete:,}" if complete else "None"
    yield f"{have} of {required:,} {'have' if complete > 1 else 'has'} completed the actions;"
    by = alert.deadlines.complete_by
    if by is None:
        yield "no day is stated for it."
    elif late:
        since = day_in_words(uk_day(by + timedelta(seconds=1)), uk_day(now))
        yield f"{late:,} {'is' if late == 1 else 'are'} late since {since}."
    else:
        yield f"the last day for it is {day_in_words(uk_day(by), uk_day(now))}."


def in_brief(shelves: Shelves) -> str:
    """How many open alerts have organisations that are late."""
    number = len(shelves.open)
    late = sum(1 for one in shelves.open if one.total[Show.LATE])
    if not number:
        return "No alert is open."
    if number == 1:
        return (
            f"One alert is open; {'organisations are late with it' if late else 'no organisation is late'}."
        )
    if not late:
        return f"{number:,} alerts are open; no organisation is late."
    return f"{number:,} alerts are open; organisations are late with {late:,} of them."


#: Stands on everything that leaves the service about an organisation.
SELF_CERTIFIED = (
    "This is self-certified: it is what the organisation recorded about itself. "
    "Nobody outside it has checked it, and it does not replace an answer on CAS."
)


def of_own_alerts(overdue: int, pending: int, practice: int = 0) -> str:
    """How an organisation's page answers the first question; practice is never counted with what is real."""
    if not practice:
        return _of_real_alerts(overdue, pending)
    waits = "1 exercise or test waits" if practice == 1 else f"{practice:,} exercises or tests wait"
    return f"{_of_real_alerts(overdue, pending)} Beside that, {waits} for an answer."


def _of_real_alerts(overdue: int, pending: int) -> str:
    if not pending:
        return "Nothing waits for an answer."
    alerts = "1 alert waits" if pending == 1 else f"{pending:,} alerts wait"
    if not overdue:
        return f"{alerts} for an answer; none is overdue."
    late = "it is overdue" if pending == 1 else f"{overdue:,} {'is' if overdue == 1 else 'are'} overdue"
    return f"{alerts} for an answer; {late}."
