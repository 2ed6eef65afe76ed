"""The audit: who did what, and who looked at whom. Rows are added only, each sealed with the one before.

A row that was changed, taken out or put in between breaks the chain from there on. Rows taken away at its end
do not: that shows beside a file that was exported before (`broken_beside`).
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.dialects.postgresql import insert

from services.kit.database import Transaction
from services.kit.tables import table

#: What stands in the first row, which has none before it.
NOTHING = "0" * 64
#: How what begins that was not a deed but a look at people.
LOOKED = "looked at "
#: Ids, counts and words of ours; nothing that names a person.
Details = Mapping[str, str | int | bool | list[str]]


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """One row. `who` is such as person/ID, key/ID, link/ID; `about` names a subject."""

    service: str
    id: int
    at: datetime
    who: str
    what: str
    about: str
    details: Details
    previous: str
    hash: str

    def line(self) -> str:
        """As it is exported: JSON on one line."""
        return _canonical(_said(self) | {"hash": self.hash})


def seal(row: AuditRow) -> str:
    """What the hash of a row has to be."""
    return hashlib.sha256(_canonical(_said(row)).encode()).hexdigest()


def note(tx: Transaction, who: str, what: str, about: str, **details: str | int | bool | list[str]) -> None:
    """Write a row as the last thing of this transaction, so that deed and row stand or fall together."""
    if tx.last is None:
        raise TypeError("a transaction that only reads leaves no note")

    async def write(tx: Transaction) -> None:
        await _add(tx, {"at": tx.now, "who": who, "what": what, "about": about, "details": details})

    tx.last.append(write)


async def _add(tx: Transaction, said: dict[str, Any]) -> None:
    """One after the other: whoever comes next waits until this transaction has ended."""
    audit = table(tx.metadata, "audit")
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{tx.service}.audit"))))
    newest = await tx.execute(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1))
    before = newest.one_or_none()
    number, previous = (before.id + 1, before.hash) if before else (1, NOTHING)
    row = AuditRow(service=tx.service, id=number, previous=previous, hash="", **said)
    await tx.execute(insert(audit).values(id=number, previous=previous, hash=seal(row), **said))


async def rows_of(tx: Transaction) -> AsyncIterator[AuditRow]:
    """All of them, the oldest first; however many, a few stand in memory at a time."""
    audit = table(tx.metadata, "audit")
    async with tx.connection.stream(select(audit).order_by(audit.c.id)) as found:
        async for row in found:
            yield AuditRow(service=tx.service, **row._mapping)  # noqa: SLF001 — public, whatever its name


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which rows somebody wants to see; what is empty leaves none out."""

    who: str = ""
    what: str = ""
    about: str = ""
    #: From this instant on, and before that one.
    since: datetime | None = None
    until: datetime | None = None
    #: Only looks at people, or only what was no look.
    looks: bool | None = None


async def found(tx: Transaction, sought: Sought, *, first: int, limit: int) -> list[AuditRow]:
    """The newest first, after as many as `first` says."""
    audit = table(tx.metadata, "audit")
    wanted = select(audit).where(*_wanted(audit, sought))
    rows = await tx.execute(wanted.order_by(audit.c.id.desc()).offset(first).limit(limit))
    return [AuditRow(service=tx.service, **row._mapping) for row in rows]  # noqa: SLF001 — as above


async def count(tx: Transaction, sought: Sought) -> int:
    """How many there are of these."""
    audit = table(tx.metadata, "audit")
    counted = await tx.execute(select(func.count()).select_from(audit).where(*_wanted(audit, sought)))
    return int(counted.scalar_one())


def _wanted(audit: Table, sought: Sought) -> list[ColumnElement[bool]]:
    said = {"who": sought.who, "what": sought.what, "about": sought.about}
    wanted = [audit.c[name].icontains(words, autoescape=True) for name, words in said.items() if words]
    if sought.since:
        wanted.append(audit.c.at >= sought.since)
    if sought.until:
        wanted.append(audit.c.at < sought.until)
    if sought.looks is not None:
        wanted.append(audit.c.what.startswith(LOOKED).is_(sought.looks))
    return wanted


async def walked(tx: Transaction) -> "Chain":
    """The chain after the last row that is kept."""
    chain = Chain(tx.service)
    async for row in rows_of(tx):
        chain.add(row)
    return chain


class Chain:
    """Checks rows as they come; `broken` says where the chain breaks first, in words."""

    def __init__(self, service: str) -> None:
        """Of one service, from its first row on."""
        self.service, self.count, self.head, self.broken = service, 0, NOTHING, ""

    def add(self, row: AuditRow) -> None:
        """The next row."""
        if not self.broken and (fault := self._fault(row)):
            self.broken = f"{self.service}: row {self.count + 1}: {fault}"
        self.count, self.head = self.count + 1, row.hash

    def _fault(self, row: AuditRow) -> str:
        if row.id != self.count + 1:
            return f"its number is {row.id}; one was taken out or put in"
        if row.previous != self.head:
            return "it is not sealed with the row before"
        if row.service != self.service:
            return f"it is of {row.service}"
        return "" if seal(row) == row.hash else "it was changed after it was written"


def read_lines(lines: Iterable[str]) -> Iterator[AuditRow]:
    """An exported file. Raises ValueError with the number of a line that is none."""
    for number, line in enumerate(lines, start=1):
        try:
            said = json.loads(line)
            yield AuditRow(**said | {"at": datetime.fromisoformat(said["at"])})
        except (ValueError, TypeError, KeyError):
            raise ValueError(f"line {number} is not a row of an audit") from None


def broken_beside(kept: Iterable[AuditRow], now: Iterable[AuditRow]) -> str:
    """Where rows of a service are no longer what an older export holds; more may have come since."""
    for before, after in zip_longest(kept, now):
        if before is None:
            return ""
        if after is None:
            return f"{before.service}: row {before.id}: it was taken away since the export"
        if before.line() != after.line():
            return f"{before.service}: row {before.id}: it is not what was exported"
    return ""


def _said(row: AuditRow) -> dict[str, Any]:
    said = asdict(row) | {"at": row.at.astimezone(UTC).isoformat(timespec="microseconds")}
    del said["hash"]
    return said


def _canonical(said: dict[str, Any]) -> str:
    """The same bytes on every machine and in every year."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
