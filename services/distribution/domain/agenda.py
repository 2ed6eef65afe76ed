"""The plan of chasing as it is looked at: what was done on which day, and what is still to come."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contracts.events.alerts import EARLIEST, LATEST
from services.distribution.domain.chasing import Deadline, Step
from services.distribution.domain.deadlines import is_working_day

#: How many organisations mails asked about, by day, deadline and rung.
Reached = Mapping[tuple[date, str, str], int]


@dataclass(frozen=True)
class Entry:
    """One step; `done_on` is when its mails were planned, None while they are to come."""

    step: Step
    done_on: date | None
    #: Asked about then, or asked about if nothing more is answered; None while nobody knows.
    organisations: int | None


@dataclass(frozen=True)
class DraftDays:
    """The days of an alert that is not issued yet; each is None where none is stated."""

    issued: date
    acknowledge_by: date | None
    underway_by: date | None
    complete_by: date | None


def entries(
    steps: Iterable[Step],
    held: Collection[date],
    reached: Reached,
    still_open: Mapping[Deadline, int],
    bank_holidays: Collection[date],
) -> list[Entry]:
    """A round does the steps of its day; on a working day also those of days before it that had none."""
    working = {day for day in held if is_working_day(day, bank_holidays)}
    return [_entry(step, {step.day} & set(held) | working, reached, still_open) for step in steps]


def only_planned(steps: Iterable[Step]) -> list[Entry]:
    """Of an alert that nobody has got yet."""
    return [Entry(step, None, None) for step in steps]


def read_days(typed: Mapping[str, str], today: date) -> DraftDays | dict[str, str]:
    """Days as `2025-11-24`; what is wrong, by the name of the field."""
    days: dict[str, date | None] = {}
    troubles: dict[str, str] = {}
    for name, text in typed.items():
        try:
            days[name] = date.fromisoformat(text.strip()) if text.strip() else None
        except ValueError:
            troubles[name] = "Enter a day as year, month and day, such as 2025-11-24"
    issued = days.get("issued") or today
    for name, day in days.items():
        if day and not EARLIEST <= day.year <= LATEST:
            troubles[name] = f"Enter a year from {EARLIEST} to {LATEST}"
        elif day and day < issued:
            troubles[name] = "This is before the alert is issued"
    if troubles:
        return troubles
    return DraftDays(issued, *(days.get(name) for name in ("acknowledge_by", "underway_by", "complete_by")))


def _entry(step: Step, held: set[date], reached: Reached, still_open: Mapping[Deadline, int]) -> Entry:
    done_on = min((day for day in held if day >= step.day), default=None)
    if done_on is None:
        return Entry(step, None, still_open.get(step.deadline, 0))
    asked = (reached.get((done_on, step.deadline.value, rung.value), 0) for rung in step.rungs)
    return Entry(step, done_on, max(asked))
