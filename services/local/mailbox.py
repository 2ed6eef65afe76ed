"""Every mail that was caught, kept in SQLite; written in batches, read by address."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

TABLES = """
PRAGMA journal_mode = wal;
PRAGMA synchronous = full;
PRAGMA wal_autocheckpoint = 4000;
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY,
    received_at TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    source BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS recipients (
    address TEXT NOT NULL,
    mail INTEGER NOT NULL REFERENCES mails (id),
    PRIMARY KEY (address, mail)
) WITHOUT ROWID;
"""
NEWEST = "SELECT * FROM mails WHERE id < ? ORDER BY id DESC LIMIT ?"
NEWEST_TO = """
SELECT mails.* FROM recipients JOIN mails ON mails.id = recipients.mail
WHERE recipients.address = ? AND recipients.mail < ? ORDER BY recipients.mail DESC LIMIT ?
"""
AFTER_ALL = 2**63 - 1


@dataclass(frozen=True)
class ArrivingMail:
    """A mail as the sender's server handed it over."""

    received_at: datetime
    sender: str
    recipients: tuple[str, ...]
    source: bytes


@dataclass(frozen=True)
class CaughtMail:
    """A mail as its reader sees it; `to` holds the envelope's recipients, which the headers may hide."""

    id: int
    to: str
    sender: str
    subject: str
    received_at: datetime
    headers: dict[str, str]
    text: str
    html: str
    source: bytes


class Mailbox:
    """Reads by a connection of its own each time, so any thread may ask while mails arrive."""

    def __init__(self, folder: Path) -> None:
        """Begin an empty mailbox in the folder if there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "mails.sqlite3"
        self._writing = sqlite3.connect(self._file, timeout=30, check_same_thread=False)
        self._writing.executescript(TABLES)

    def close(self) -> None:
        self._writing.close()

    def messages(
        self, to: str | None = None, limit: int = 100, before: int | None = None
    ) -> list[CaughtMail]:
        """Newest first; `before` is the id where the page above ended."""
        top = AFTER_ALL if before is None else before
        query, values = (NEWEST_TO, (to.lower(), top, limit)) if to else (NEWEST, (top, limit))
        with self._open() as connection:
            return [_mail(row) for row in connection.execute(query, values)]

    def message(self, number: int) -> CaughtMail | None:
        with self._open() as connection:
            row = connection.execute("SELECT * FROM mails WHERE id = ?", (number,)).fetchone()
        return _mail(row) if row else None

    def add(self, mails: Sequence[ArrivingMail]) -> None:
        """Keep them all; they are on the disk when this returns. One caller at a time."""
        with self._writing as connection:
            (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM mails").fetchone()
            numbered = list(enumerate(mails, last + 1))
            connection.executemany("INSERT INTO mails VALUES (?, ?, ?, ?, ?)", map(_row, numbered))
            connection.executemany(
                "INSERT INTO recipients VALUES (?, ?)",
                {(to.lower(), number) for number, mail in numbered for to in mail.recipients},
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection


def _row(numbered: tuple[int, ArrivingMail]) -> tuple[int, str, str, str, bytes]:
    number, mail = numbered
    return number, mail.received_at.isoformat(), mail.sender, ", ".join(mail.recipients), mail.source


def _mail(row: sqlite3.Row) -> CaughtMail:
    message = message_from_bytes(row["source"], policy=policy.default)
    headers = _headers(message)
    named = {name.lower(): value for name, value in headers.items()}
    return CaughtMail(
        id=row["id"],
        to=row["recipients"],
        sender=named.get("from", row["sender"]),
        subject=named.get("subject", ""),
        received_at=datetime.fromisoformat(row["received_at"]),
        headers=headers,
        text=_body(message, "plain"),
        html=_body(message, "html"),
        source=row["source"],
    )


def _headers(message: EmailMessage) -> dict[str, str]:
    """A header that stands there twice keeps both values, one a line."""
    headers: dict[str, str] = {}
    for name, raw in message.raw_items():
        value = _decoded("".join(str(raw).splitlines()))
        headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    return headers


def _decoded(raw: str) -> str:
    """Anybody may send anything here, so what cannot be decoded is shown as it came."""
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        return raw.encode("ascii", "replace").decode()


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    octets = content if isinstance(content, bytes) else b""
    try:
        return octets.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return octets.decode("latin-1")
