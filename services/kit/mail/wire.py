"""A message as it goes over the wire: whole lines, dots doubled where a line begins with one, and its end.

A line that ends in anything but CR LF could pass for the end of the message at one server and not at the next
(SMTP smuggling), so there is none; and looking for that in twelve kilobytes costs as much as sending them,
so what many mails share is looked through once.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

END = b".\r\n"
#: A message that was taken back: a transaction must end, and this one has no recipient.
NOTHING = END
#: Shorter pieces are looked through each time: they are people's names and links, which nobody should keep.
LONG = 1024
_LINE_END = re.compile(rb"\r\n|\r|\n")


def with_whole_lines(message: bytes) -> bytes:
    """Any line end becomes CR LF, as mail programs mean it; the very same object where they all are."""
    if message.count(b"\n") == message.count(b"\r\n") == message.count(b"\r"):
        return message
    return _LINE_END.sub(b"\r\n", message)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message that is ready to be written behind a 354."""

    raw: bytes


class Form:
    """A message that many mails share but for the values between its pieces, looked through once for all."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        """Between each two pieces stands a value."""
        self._pieces = tuple(pieces)
        stuffed = [_stuffed(piece) for piece in self._pieces]
        self._is_odd = None in stuffed or self._pieces[0].startswith(b".") or not _ends_line(self._pieces[-1])
        #: What is written: a piece, a value, a piece and so on, the end.
        self._parts = [*chain.from_iterable((piece or b"", b"") for piece in stuffed)]
        self._parts[-1] = END
        self._begin_lines = [at for at, piece in enumerate(self._pieces[:-1]) if _ends_line(piece)]

    def filled(self, values: Sequence[bytes]) -> Sealed:
        """One mail."""
        if self._is_odd or self._is_odd_with(values):
            return Sealed(sealed(self.in_pieces(values)))
        parts = self._parts.copy()
        parts[1:-1:2] = values
        return Sealed(b"".join(parts))

    def in_pieces(self, values: Sequence[bytes]) -> tuple[bytes, ...]:
        """The same mail as it is before it goes over the wire."""
        return (self._pieces[0], *chain.from_iterable(zip(values, self._pieces[1:], strict=True)))

    def _is_odd_with(self, values: Sequence[bytes]) -> bool:
        """Whether a value breaks a line, or decides how a line begins."""
        joined = b"".join(values)
        if b"\n" in joined or b"\r" in joined:
            return True
        return any(not values[at] or values[at].startswith(b".") for at in self._begin_lines)


def _ends_line(piece: bytes) -> bool:
    return piece.endswith(b"\n")


def sealed(message: bytes | tuple[bytes, ...] | Sealed) -> bytes:
    """Ready to be written behind a 354."""
    if isinstance(message, Sealed):
        return message.raw
    if isinstance(message, bytes):
        stuffed = [_stuffed(message)]
    else:
        stuffed = [_stuffed_once(piece) if len(piece) >= LONG else _stuffed(piece) for piece in message]
    return _mended(message) if None in stuffed else _joined(piece for piece in stuffed if piece)


def _joined(pieces: Iterable[bytes]) -> bytes:
    out: list[bytes] = []
    begins_line = True
    for piece in pieces:
        out += (b".", piece) if begins_line and piece.startswith(b".") else (piece,)
        begins_line = piece.endswith(b"\n")
    return b"".join((*out, END if begins_line else b"\r\n" + END))


def _stuffed(piece: bytes) -> bytes | None:
    """With doubled dots at the lines' beginnings but its own; None when a line end is odd, or cut in two."""
    if b"\n" not in piece and b"\r" not in piece:
        return piece
    if not piece.count(b"\n") == piece.count(b"\r\n") == piece.count(b"\r"):
        return None
    return piece.replace(b"\r\n.", b"\r\n..")


_stuffed_once = lru_cache(maxsize=1024)(_stuffed)


def _mended(message: bytes | tuple[bytes, ...]) -> bytes:
    whole = with_whole_lines(message if isinstance(message, bytes) else b"".join(message))
    return _joined([whole.replace(b"\r\n.", b"\r\n..")])
