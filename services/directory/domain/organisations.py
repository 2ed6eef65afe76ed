"""Organisations: how they stand on a day, and what a file says about them.

Two kinds of file are read: ours, with a header, which says everything; and the extract of trusts that ODS
publishes (`etr.csv`), without a header, which knows neither sectors nor successors nor other kinds.
So what a file does not say is kept, and an organisation that a file does not hold is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pydantic import ValidationError

from contracts.envelope import in_words
from contracts.events.register import OrganisationRecorded
from services.directory.domain import rows
from services.directory.domain.names import readable
from services.directory.domain.rows import BadRow, LeftOut, NamedRow, Row, Unusable
from services.directory.domain.verdicts import Decided, Verdict, compared

REQUIRED = ("ods_code", "name", "type")
#: The extract has 27 columns; before 2023 it had 24.
EXTRACT_COLUMNS = (24, 27)
_KIND = re.compile(r"[a-z][a-z0-9_]*")


class Standing(StrEnum):
    """How an organisation stands on a day."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Organisation:
    """As the register holds it. `ods_name` is ODS's own spelling, `name` the one to show."""

    ods_code: str
    ods_name: str
    name: str
    organisation_type: str
    sector: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    icb_code: str | None = None
    opened_on: date | None = None
    #: The last day it was open.
    closed_on: date | None = None
    #: Known to be closed, even where nobody knows since when.
    said_closed: bool = False
    successors: tuple[str, ...] = ()
    #: Open today. One that opens later takes no part yet: an alert would wait for an answer nobody can give.
    active: bool = True

    def standing(self, today: date) -> Standing:
        """A closing day that has passed counts, whatever the status column still says."""
        if self.said_closed or (self.closed_on is not None and self.closed_on < today):
            return Standing.CLOSED
        if self.opened_on is not None and self.opened_on > today:
            return Standing.NOT_YET_OPEN
        return Standing.OPEN

    def on(self, today: date) -> "Organisation":
        """The same on another day; `active` follows the dates."""
        return replace(self, active=self.standing(today) is Standing.OPEN)

    def recorded(self) -> OrganisationRecorded:
        """What is said about it. Raises ValidationError."""
        return OrganisationRecorded(
            ods_code=self.ods_code,
            name=self.name,
            organisation_type=self.organisation_type,
            sector=self.sector,
            region_code=self.region_code,
            region_name=self.region_name,
            icb_code=self.icb_code,
            active=self.active,
            opened_on=self.opened_on,
            closed_on=self.closed_on,
            successors=self.successors,
        )


def overdue(organisations: Iterable[Organisation], today: date) -> list[Organisation]:
    """Those that opened or closed by the calendar alone, as they stand today."""
    return [now for was in organisations if (now := was.on(today)) != was]


def decide(raw: bytes, known: Mapping[str, Organisation], today: date) -> Verdict[Organisation]:
    """What a CSV means for the register; nothing is changed by it."""
    return judged(_said_by(raw, known), known, today)


def judged(
    lines: Iterable[tuple[int, Organisation | BadRow | LeftOut]],
    known: Mapping[str, Organisation],
    today: date,
) -> Verdict[Organisation]:
    """What a file means that says this, line by line."""
    decided: dict[str, Decided[Organisation]] = {}
    left_out: list[LeftOut] = []
    refused: list[BadRow] = []
    for line, said in lines:
        match said:
            case BadRow():
                refused.append(said)
            case LeftOut():
                left_out.append(said)
            case Organisation() if said.ods_code in decided:
                refused.append(BadRow(line, f"ods_code: {said.ods_code} stands in this file twice"))
            case Organisation():
                decided[said.ods_code] = compared(known.get(said.ods_code), said.on(today))
    return Verdict(tuple(decided.values()), tuple(left_out), tuple(refused))


def _said_by(
    raw: bytes, known: Mapping[str, Organisation]
) -> Iterator[tuple[int, Organisation | BadRow | LeftOut]]:
    """Each line's organisation, by whichever of the two kinds the file is."""
    lines = list(rows.read(raw))
    first = next((line for line in lines if isinstance(line, Row)), None)
    if first is not None and "ods_code" in rows.columns_of(first):
        yield from _said_under(first, lines, known)
    elif any(isinstance(line, Row) and len(line.cells) in EXTRACT_COLUMNS for line in lines):
        regions = {each.region_code: each.region_name for each in known.values() if each.region_name}
        for line in lines:
            yield line.line, line if isinstance(line, BadRow) else _from_extract(line, known, regions)
    else:
        reason = f"neither a header with {', '.join(REQUIRED)} nor an ODS extract of 27 columns"
        yield 1, BadRow(1, reason)


def _said_under(
    header: Row, lines: list[Row | BadRow], known: Mapping[str, Organisation]
) -> Iterator[tuple[int, Organisation | BadRow | LeftOut]]:
    faults = list(rows.faults_of(header, REQUIRED))
    yield from ((fault.line, fault) for fault in faults)
    below = [line for line in lines if line is not header]
    for row in rows.under(header, below) if not faults else ():
        yield row.line, row if isinstance(row, BadRow) else _from_ours(row, known)


def _from_ours(row: NamedRow, known: Mapping[str, Organisation]) -> Organisation | BadRow:
    try:
        ods_code = rows.code(row["ods_code"])
        said = Organisation(
            ods_code=ods_code,
            ods_name=row["name"],
            name=row["display_name"] or shown(row["name"], known.get(ods_code)),
            organisation_type=_kind(row["type"], "type"),
            sector=_kind(row["sector"], "sector") if row["sector"] else None,
            region_code=rows.code_or_none(row["region_code"], "region_code"),
            region_name=row["region_name"] or None,
            icb_code=rows.code_or_none(row["icb_code"], "icb_code"),
            opened_on=rows.day(row["opened_on"], "opened_on"),
            closed_on=rows.day(row["closed_on"], "closed_on"),
            said_closed=_is_closed(row["status"]),
            successors=_successors(row["successor_ods_code"]),
        )
        return sound(said)
    except Unusable as unusable:
        return BadRow(row.line, str(unusable))


def _from_extract(
    row: Row, known: Mapping[str, Organisation], regions: Mapping[str | None, str | None]
) -> Organisation | BadRow | LeftOut:
    if len(row.cells) not in EXTRACT_COLUMNS:
        return BadRow(row.line, f"has {len(row.cells)} columns, the extract has 27 (before 2023: 24)")
    ods_code, name, region, icb, *_ = row.cells
    opened_on, closed_on = row.cells[10:12]
    if row.cells[12]:
        return BadRow(row.line, "column 13 is filled, as in the extracts of practices; this one is of trusts")
    if region == "W00" or (not region and row.cells[23] == "W"):
        return LeftOut(row.line, "is in Wales: these alerts are for the NHS in England")
    try:
        before = known.get(rows.code(ods_code))
        region_code = rows.code(region, "column 3 (region)")
        said = Organisation(
            ods_code=rows.code(ods_code),
            ods_name=name,
            name=shown(name, before),
            organisation_type="nhs_foundation_trust" if "FOUNDATION TRUST" in name.upper() else "nhs_trust",
            sector=before.sector if before else None,
            region_code=region_code,
            region_name=regions.get(region_code),
            icb_code=rows.code_or_none(icb, "column 4 (ICB)"),
            opened_on=rows.day(opened_on, "column 11 (open date)"),
            closed_on=rows.day(closed_on, "column 12 (close date)"),
            said_closed=bool(closed_on) and bool(before and before.said_closed),
            successors=before.successors if before else (),
        )
        return sound(said)
    except Unusable as unusable:
        return BadRow(row.line, str(unusable))


def shown(ods_name: str, before: Organisation | None) -> str:
    """A name that somebody spelled by hand is kept while ODS's own does not change."""
    return before.name if before and before.ods_name == ods_name else readable(ods_name)


def sound(said: Organisation) -> Organisation:
    """Whether it could be said as it stands. Raises Unusable."""
    if not said.ods_name:
        raise Unusable("name: is empty")
    if said.opened_on and said.closed_on and said.closed_on < said.opened_on:
        raise Unusable(f"closed on {said.closed_on}, before it opened on {said.opened_on}")
    try:
        # Both names are kept, so both must be fit to be shown.
        replace(said, name=said.ods_name).recorded()
        said.recorded()
    except ValidationError as error:
        raise Unusable(in_words(error)) from None
    return said


def _kind(text: str, column: str) -> str:
    """A word such as nhs_trust. The list is open, since ODS gains kinds. Raises Unusable."""
    word = text.casefold().replace(" ", "_").replace("-", "_")
    if not _KIND.fullmatch(word):
        raise Unusable(f"{column}: must be a word such as nhs_foundation_trust, icb or region")
    return word


def _is_closed(status: str) -> bool:
    if status.casefold() not in {"", "active", "closed"}:
        raise Unusable("status: must be active or closed")
    return status.casefold() == "closed"


def _successors(text: str) -> tuple[str, ...]:
    return tuple(rows.code(part.strip(), "successor_ods_code") for part in text.split(";") if part.strip())
