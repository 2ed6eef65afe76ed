"""A message as it goes over the wire: whole lines, dots doubled where a line begins with one, and its end.

A line that ends in anything but CR LF could pass for the end of the message at one server and not at the next
(SMTP smuggling), so there is none; and looking for that in twelve kilobytes costs as much as sending them,
so what many mails share is looked through once.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

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


def sealed(message: bytes | tuple[bytes, ...]) -> bytes:
    """Ready to be written behind a 354."""
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
