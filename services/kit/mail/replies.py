"""What a mail server says, read from bytes as they come (RFC 5321 §4.2, RFC 2034)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

#: RFC 5321 §4.5.3.1.5 allows 512 octets; servers with much to tell take more.
LONGEST_LINE = 4096
MOST_LINES = 128
#: The server is about to close the connection, whatever was asked (RFC 5321 §3.8).
CLOSING = 421
SEND_IT = 354
_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?!\S)")


class GarbledError(Exception):
    """The server says what is no reply, so what it says next cannot be told apart either."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply; the lines of a long one are parted by line ends."""

    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        """Whether it did as it was told."""
        return 200 <= self.code < 300  # noqa: PLR2004 — RFC 5321: 2yz

    @property
    def is_no(self) -> bool:
        """Whether it refused, for now or for good."""
        return 400 <= self.code < 600  # noqa: PLR2004 — RFC 5321: 4yz and 5yz

    @property
    def enhanced(self) -> str | None:
        return enhanced_in(self.code, self.text)


def enhanced_in(code: int | None, text: str) -> str | None:
    """The enhanced status code a text begins with; one that contradicts the plain code is none."""
    found = _ENHANCED.match(text)
    return found[0] if found and code is not None and found[1] == str(code)[0] else None


class Replies:
    """Puts replies together, however the network cut them."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._rest = b""
        self._code = b""
        self._texts: list[str] = []

    def fed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are complete now. Raises GarbledError behind those that were good."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if reply := self._taken(line):
                yield reply
        if len(self._rest) > LONGEST_LINE:
            raise GarbledError("a line without an end")

    def _taken(self, line: bytes) -> Reply | None:
        if not self._texts and (whole := _alone(line)):
            return whole
        found = _LINE.fullmatch(line.removesuffix(b"\r"))
        if not found or len(line) > LONGEST_LINE:
            raise GarbledError("what is no reply")
        code, more, text = found.groups(b"")
        if self._texts and code != self._code:
            raise GarbledError("a reply within a reply")
        if len(self._texts) == MOST_LINES:
            raise GarbledError("a reply without an end")
        self._texts.append(text.decode(errors="replace"))
        if more == b"-":
            self._code = code
            return None
        texts, self._texts = self._texts, []
        return Reply(int(code), "\n".join(texts))


@lru_cache(maxsize=64)
def _alone(line: bytes) -> Reply | None:
    """The reply that this line is by itself, if it is one: servers say the same few things to every mail."""
    found = _LINE.fullmatch(line.removesuffix(b"\r"))
    if not found or found[2] == b"-" or len(line) > LONGEST_LINE:
        return None
    return Reply(int(found[1]), (found[3] or b"").decode(errors="replace"))
