"""What an import did, row by row, and how it is undone: what stood there before is said again.

Nothing is deleted by it. What the import added is ended, since alerts may have been sent there meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic

from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person
from services.directory.domain.verdicts import T


@dataclass(frozen=True)
class Touched(Generic[T]):
    """One row before and after an import; `before` is None where it was added."""

    before: T | None
    after: T


@dataclass(frozen=True)
class Hindrance:
    """Why a row cannot go back to what it was."""

    who: str
    reason: str


@dataclass(frozen=True)
class Restored(Generic[T]):
    """What must be saved and said, unless something stands in the way."""

    rows: tuple[T, ...]
    hindrances: tuple[Hindrance, ...]


@dataclass(frozen=True)
class Difference:
    """A field that changes, in the words of its column."""

    field: str
    before: str
    after: str


def organisations_restored(
    touched: Iterable[Touched[Organisation]],
    known: Mapping[str, Organisation],
    staffed: Collection[str],
    today: date,
) -> Restored[Organisation]:
    """The organisations as they stood before. `staffed` are codes where people are registered now."""
    rows: list[Organisation] = []
    hindrances: list[Hindrance] = []
    for each in touched:
        code = each.after.ods_code
        if known[code].on(today) != each.after.on(today):
            hindrances.append(
                Hindrance(code, "has changed since; undo that first, or mend it by another file")
            )
        elif each.before is None and code in staffed:
            hindrances.append(Hindrance(code, "is new, and people are registered there; end or move them"))
        else:
            was = each.before or replace(each.after, said_closed=True)
            rows.append(was.on(today))
    return Restored(tuple(rows), tuple(hindrances))


def people_restored(touched: Iterable[Touched[Person]], known: Mapping[Any, Person]) -> Restored[Person]:
    """The registrations as they stood before; `known` is by id."""
    rows: list[Person] = []
    hindrances: list[Hindrance] = []
    for each in touched:
        if known[each.after.person_id] != each.after:
            hindrances.append(Hindrance(each.after.name, "has changed since; mend this registration by hand"))
        else:
            rows.append(each.before or replace(each.after, active=False))
    return Restored(tuple(rows), tuple(hindrances))


def differences(before: Organisation | Person, after: Organisation | Person) -> list[Difference]:
    """What a row changes, field by field, as a keeper of the register reads it."""
    found = []
    for field in fields(after):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now:
            found.append(Difference(field.name.replace("_", " "), _in_words(was), _in_words(now)))
    return found


def _in_words(value: object) -> str:
    match value:
        case None | () | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)
