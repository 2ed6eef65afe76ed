"""A file's bytes as rows that know their line; what cannot be read is reported with it.

Each line is read by itself: a stray quotation mark then spoils its own row and not the rest of the file.
The price is that no cell may hold a line break.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, order=True)
class BadRow:
    """A row that cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True, order=True)
class LeftOut:
    """A row that is right but not for this register, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class NamedRow:
    """A row under a header; a column the header lacks is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column."""
        return self.cells.get(column, "")


class Unusable(ValueError):  # noqa: N818 — its text is the reason that is reported
    """A cell cannot be used; the reader of the row turns this into a BadRow."""


def read(raw: bytes) -> Iterator[Row | BadRow]:
    """Every line that holds something; lines are numbered as an editor numbers them."""
    for number, line in enumerate(raw.removeprefix(_BYTE_ORDER_MARK).splitlines(), start=1):
        text = _decoded(line)
        if not text.strip(' \t,"'):
            continue
        try:
            (cells,) = csv.reader([text], strict=True)
        except csv.Error:
            yield BadRow(number, "a quotation mark stands where none may stand, or is never closed")
        else:
            yield Row(number, tuple(cell.strip() for cell in cells))


def _decoded(line: bytes) -> str:
    """UTF-8, or else what old Windows programs write; some files hold both."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def columns_of(header: Row) -> tuple[str, ...]:
    """The names in a header line, as they are compared."""
    return tuple(cell.casefold().replace(" ", "_") for cell in header.cells)


def faults_of(header: Row, required: Collection[str]) -> Iterator[BadRow]:
    """What is wrong with a header line; with any of it no row can be read."""
    columns = columns_of(header)
    if missing := [column for column in required if column not in columns]:
        yield BadRow(header.line, f"the header lacks {', '.join(missing)}")
    if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
        yield BadRow(header.line, f"the header has a column twice: {', '.join(twice)}")


def under(header: Row, rows: Iterable[Row | BadRow]) -> Iterator[NamedRow | BadRow]:
    """The rows below a header, their cells by column."""
    columns = columns_of(header)
    for row in rows:
        if isinstance(row, BadRow):
            yield row
        elif len(row.cells) < len(columns) or any(row.cells[len(columns) :]):
            yield BadRow(row.line, f"has {len(row.cells)} columns, the header has {len(columns)}")
        else:
            yield NamedRow(row.line, dict(zip(columns, row.cells, strict=False)))


def day(text: str, column: str) -> date | None:
    """A day as 2026-07-01 or 20260701; empty is none. Raises Unusable."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 — a day has no zone
        except ValueError:
            continue
    raise Unusable(f"{column}: not a day such as 2026-07-01")


def code(text: str, column: str = "ods_code") -> str:
    """An ODS code in capitals, of any length; it stands in addresses of pages. Raises Unusable."""
    if not text:
        raise Unusable(f"{column}: is empty")
    if not (text.isascii() and text.isalnum()):
        raise Unusable(f"{column}: may hold letters and digits only")
    return text.upper()


def code_or_none(text: str, column: str) -> str | None:
    """As `code`, but may be empty."""
    return code(text, column) if text else None
