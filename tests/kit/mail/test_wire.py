"""A message arrives as it was written, and can neither end early nor hide a second one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.mail.wire import LONG, Form, sealed

#: What makes trouble, often.
TROUBLE = st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"a", b"MAIL", b"x" * LONG])).map(b"".join)


def received(wire: bytes) -> bytes:
    """As a server reads it (RFC 5321 §4.5.2), up to the first line that is a lone dot."""
    lines: list[bytes] = []
    for line in wire.split(b"\r\n"):
        if line == b".":
            return b"".join(kept + b"\r\n" for kept in lines)
        lines.append(line.removeprefix(b"."))
    raise AssertionError("the message has no end")


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (b"", b".\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"a\r\n", b"a\r\n.\r\n"),
        (b".\r\n", b"..\r\n.\r\n"),
        (b"a\r\n.\r\nb", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\n.\nb\r.c", b"a\r\n..\r\nb\r\n..c\r\n.\r\n"),
        ((b"a\r\n", b".b"), b"a\r\n..b\r\n.\r\n"),
        ((b"a\r\n", b"", b".b"), b"a\r\n..b\r\n.\r\n"),
        ((b"a", b".b"), b"a.b\r\n.\r\n"),
        ((b"a\r", b"\n.b"), b"a\r\n..b\r\n.\r\n"),
        ((b"a\r", b".b"), b"a\r\n..b\r\n.\r\n"),
        ((b"x" * LONG + b"\r\n", b".b"), b"x" * LONG + b"\r\n..b\r\n.\r\n"),
    ],
)
def test_dots_and_line_ends(message: bytes | tuple[bytes, ...], wire: bytes) -> None:
    assert sealed(message) == wire


@given(TROUBLE)
def test_a_message_is_received_as_it_was_written(message: bytes) -> None:
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    whole = lines if not lines or lines.endswith(b"\r\n") else lines + b"\r\n"

    assert received(sealed(message)) == whole


@given(st.lists(TROUBLE))
def test_pieces_are_the_same_as_the_whole(pieces: list[bytes]) -> None:
    assert sealed(tuple(pieces)) == sealed(b"".join(pieces))


@given(st.lists(TROUBLE))
def test_there_is_one_end_and_no_odd_line_end(pieces: list[bytes]) -> None:
    wire = b"\r\n" + sealed(tuple(pieces))

    assert wire.index(b"\r\n.\r\n") == len(wire) - 5
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire)


@given(st.lists(st.tuples(TROUBLE, TROUBLE)), TROUBLE)
def test_a_filled_form_is_the_same_as_the_whole(begun: list[tuple[bytes, bytes]], last: bytes) -> None:
    """`begun` is pieces, each with the value behind it."""
    pieces, values = [piece for piece, _ in begun], [value for _, value in begun]
    whole = b"".join((*(part for pair in begun for part in pair), last))

    form = Form([*pieces, last])
    assert form.filled(values).raw == sealed(whole)
    assert b"".join(form.in_pieces(values)) == whole
