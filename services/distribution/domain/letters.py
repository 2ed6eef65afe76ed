"""A mail that is written once for many people and filled in for each.

The message is built as bytes with marks where one person's values belong, and cut there;
a mail is then a join of pieces, which takes microseconds where building a message takes a millisecond.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from functools import cached_property, lru_cache
from html import escape
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

NEWLINE = re.compile(r"\r\n|\r|\n")
#: RFC 5322 §2.1.1 allows 998; the rest is for values that are filled in.
LONGEST_LINE = 900
LONGEST_LINE_WITH_MARKS = 300
LONGEST_PIECE = 120
_TO_BE_QUOTED = re.compile(r'(["\\])')
_SENTENCE_END = re.compile(r"""(?<=[.!?])\s+(?=["“‘(]?[A-Z])""")
_REFERENCE_BEGUN = re.compile(r"&[#a-z0-9]{0,5}$")


@dataclass(frozen=True)
class Written:
    """A mail as the templates give it, with marks; `secret` is part of every mark."""

    subject: str
    text: str
    html: str
    secret: str
    #: An entry for calendars, the same for everybody.
    calendar: str | None = None


class Values(NamedTuple):
    """What is one person's own in their mail."""

    #: Of the headers, finished but for their line ends.
    to: str
    date: str
    message_id: str
    #: Further headers, each behind a line end; mostly none.
    more: str
    person_name: str
    link: str
    #: From here on, what whole organisations share.
    role_name: str
    organisation_name: str
    ods_code: str
    colleagues: str


_OF_HEADERS = Values._fields[:4]
#: What templates have marks for.
PERSONAL = Values._fields[4:]


@dataclass(frozen=True)
class Letter:
    """A mail cut at its marks: bytes that are the same for all, and between them the names of values."""

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]

    def filled(self, values: Values) -> bytes:
        """One person's mail."""
        between = chain.from_iterable(zip(self.between(values), self.pieces[1:], strict=True))
        return b"".join((self.pieces[0], *between))

    def between(self, values: Values) -> tuple[bytes, ...]:
        """One person's values as they stand between the pieces."""
        return self._chosen(_spelled(values))

    @cached_property
    def _chosen(self) -> Callable[[tuple[bytes, ...]], tuple[bytes, ...]]:
        """Takes what stands at each place."""
        return itemgetter(*map(_SPELLINGS.index, self.names))


#: In this order each value is spelled.
_SPELLINGS = (*_OF_HEADERS, *(f"{kind}.{name}" for name in PERSONAL for kind in ("text", "html")))


def _spelled(values: Values) -> tuple[bytes, ...]:
    to, date, message_id, more, person_name, link, *shared = values
    return (
        *(to.encode(), date.encode(), message_id.encode(), more.encode()),
        *_as_text_and_html(person_name),
        # An address is never folded: it is ours, and short enough.
        *(link.encode(), escape(link).encode()),
        *_shared(*shared),
    )


def _as_text_and_html(value: str) -> tuple[bytes, bytes]:
    return folded(value).encode(), folded(escape(value)).encode()


@lru_cache(maxsize=1024)
def _shared(*values: str) -> tuple[bytes, ...]:
    """Kept, for the next mails are to the same organisation; nobody's own name or link is."""
    return (*chain.from_iterable(map(_as_text_and_html, values)),)


def mark(secret: str, name: str) -> str:
    """What stands for a value; plain letters, which no escaping changes."""
    return f"{secret}{name}{secret}"


def cut(written: Written, headers: Mapping[str, str]) -> Letter:
    """Build the message and cut it; `headers` are those of all.

    Raises ValueError where a template has a mark for what is no value.
    """
    boundary = f"part-{written.secret}"
    subject = {"Subject": encoded(written.subject, "Subject"), "MIME-Version": "1.0"}
    to, date, message_id, more = (mark(written.secret, name) for name in _OF_HEADERS)
    own = {"To": to, "Date": date, "Message-ID": message_id + more}
    top = "".join(f"{name}: {value}\r\n" for name, value in (own | dict(headers) | subject).items())
    letter = [
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n',
        _part("text.", "plain", written.text, boundary, written.secret),
        _part("html.", "html", written.html, boundary, written.secret),
        f"--{boundary}--\r\n",
    ]
    parts = [top, *(letter if written.calendar is None else _with_calendar(letter, written))]
    found = re.split(f"{written.secret}([a-z_.]+){written.secret}", "".join(parts))
    if unknown := {*found[1::2]}.difference(_SPELLINGS):
        raise ValueError(f"nobody has a value for {', '.join(sorted(unknown))}")
    return Letter(tuple(piece.encode() for piece in found[::2]), tuple(found[1::2]))


def encoded(value: str, name: str) -> str:
    """A header's value on as many lines as it needs, in ASCII, whatever it was made of."""
    one_line = " ".join(value.split())
    plain = one_line.isascii() and "=?" not in one_line
    header = Header(one_line, "us-ascii" if plain else "utf-8", maxlinelen=76, header_name=name)
    return header.encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """A person and their address, as To and From take them; a name can never become a second address."""
    one_line = " ".join(name.split())
    if one_line.isascii() and "=?" not in one_line:
        is_plain = '"' not in one_line and "\\" not in one_line
        quoted = one_line if is_plain else _TO_BE_QUOTED.sub(r"\\\1", one_line)
        return f'"{quoted}" <{address}>' if one_line else f"<{address}>"
    return f"{encoded(one_line, 'To')}\r\n <{address}>"


def opening(text: str, sentences: int = 2) -> str:
    """How a text begins, in whole sentences; where none ends, all of it."""
    return " ".join(_SENTENCE_END.split(" ".join(text.split()), maxsplit=sentences)[:sentences])


@lru_cache(maxsize=16)
def date_of(now: datetime) -> str:
    """The same for a whole batch."""
    return format_datetime(now)


def folded(value: str) -> str:
    """A value as it is, unless it is so long that a line could become too long for mail."""
    return value if len(value.encode()) <= LONGEST_PIECE else "\r\n".join(_broken(value, LONGEST_PIECE))


def _with_calendar(letter: list[str], written: Written) -> Iterator[str]:
    """Beside the letter and not among its alternatives: a program that prefers it would hide the alert."""
    outer = f"whole-{written.secret}"
    calendar = written.calendar or ""
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "PUBLISH"
    yield f'Content-Type: multipart/mixed; boundary="{outer}"\r\n\r\n--{outer}\r\n'
    yield from letter
    yield (
        f"--{outer}\r\nContent-Type: text/calendar; method={method}; charset=utf-8; name=briefing.ics\r\n"
        "Content-Disposition: attachment; filename=briefing.ics\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    yield calendar
    yield f"--{outer}--\r\n"


def _part(prefix: str, kind: str, body: str, boundary: str, secret: str) -> str:
    marked = re.sub(f"{secret}([a-z_]+){secret}", rf"{secret}{prefix}\1{secret}", body)
    lines = (piece for line in NEWLINE.split(marked) for piece in _lines(line, secret))
    return (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + "\r\n".join(lines)
        + "\r\n"
    )


def _lines(line: str, secret: str) -> list[str]:
    return _broken(line, LONGEST_LINE_WITH_MARKS if secret in line else LONGEST_LINE)


def _broken(line: str, longest: int) -> list[str]:
    """Break at spaces where there are any; a word too long for mail is broken anywhere."""
    pieces: list[str] = []
    while len(line.encode()) > longest:
        head = line.encode()[:longest].decode(errors="ignore")
        at = head.rfind(" ") + 1 or _before_a_reference(head)
        pieces.append(line[:at].rstrip(" "))
        line = line[at:]
    return [*pieces, line]


def _before_a_reference(head: str) -> int:
    """Where to break a word: never inside what escaping made of one letter, such as `&quot;`."""
    begun = _REFERENCE_BEGUN.search(head)
    return begun.start() if begun and begun.start() > 0 else len(head)
