"""When somebody is away: as it is typed, and as it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.events.register import Absence

Parts = tuple[str, str, str]
#: Whoever is away for longer has left.
LONGEST = timedelta(days=366)
#: As many as a registration holds.
MOST = 20


@dataclass(frozen=True)
class Refused:
    """What is wrong, by the name of the field."""

    troubles: dict[str, str]


def read(first: Parts, last: Parts, today: date) -> Absence | Refused:
    """Day, month and year of the first and the last day."""
    days, troubles = {}, {}
    for name, parts in (("first", first), ("last", last)):
        day = _day(parts)
        if isinstance(day, str):
            troubles[name] = day
        else:
            days[name] = day
    if not troubles and (wrong := _wrong(days["first"], days["last"], today)):
        troubles["last"] = wrong
    return Refused(troubles) if troubles else Absence(first_day=days["first"], last_day=days["last"])


def with_another(known: Iterable[Absence], new: Absence, today: date) -> tuple[Absence, ...] | Refused:
    """Those that are over are left out; they matter to nobody any more."""
    kept = {one for one in known if one.last_day >= today} | {new}
    if len(kept) > MOST:
        return Refused({"first": f"A registration holds {MOST} absences at the most; remove one first"})
    return tuple(sorted(kept, key=lambda one: (one.first_day, one.last_day)))


def without(known: Iterable[Absence], first_day: date, last_day: date) -> tuple[Absence, ...]:
    return tuple(one for one in known if (one.first_day, one.last_day) != (first_day, last_day))


def _day(parts: Parts) -> date | str:
    typed = [part.strip() for part in parts]
    if not any(typed):
        return "Enter a day, month and year"
    day, month, year = typed
    # Digits alone: int() would take "1_0" and the digits of other scripts too.
    if not all(part.isascii() and part.isdigit() for part in typed) or len(year) != 4:  # noqa: PLR2004 — as years are written
        return "Enter the day in numbers, such as 24 11 2025"
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return "There is no such day; enter it in numbers, such as 24 11 2025"


def _wrong(first: date, last: date, today: date) -> str | None:
    if last < first:
        return "The last day is before the first"
    if last < today:
        return "This absence is over already"
    if last - first > LONGEST:
        return "Nobody is away for more than a year; end the registration instead"
    return None
