"""What a server says is read the same however the network cuts it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.mail.replies import LONGEST_LINE, MOST_LINES, GarbledError, Replies, Reply

TALK = b"250 2.1.0 ok\r\n250-first\r\n250-\r\n250 last\r\n354 go\r\n550-5.1.1 no\r\n550 so\r\n250\r\n?\r\n"


def heard(*chunks: bytes) -> list[Reply | str]:
    """The replies, and the complaint they ended with if any."""
    replies, found = Replies(), list[Reply | str]()
    try:
        for chunk in chunks:
            found += replies.fed(chunk)
    except GarbledError as error:
        found.append(str(error))
    return found


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"", []),
        (b"250 ok\r\n", [Reply(250, "ok")]),
        (b"250 ok\n", [Reply(250, "ok")]),
        (b"250\r\n", [Reply(250, "")]),
        (b"250 \r\n", [Reply(250, "")]),
        (b"250 ok", []),
        (b"250-a\r\n250 b\r\n", [Reply(250, "a\nb")]),
        (b"250-a\r\n250\r\n", [Reply(250, "a\n")]),
        (b"250 Gr\xc3\xbc\xc3\x9fe\r\n", [Reply(250, "Grüße")]),
        (b"250 \xff\r\n", [Reply(250, "�")]),
        (b"250 a\r\n451 b\r\n", [Reply(250, "a"), Reply(451, "b")]),
        (b"250 a\r\nhello\r\n", [Reply(250, "a"), "what is no reply"]),
        (b"\r\n", ["what is no reply"]),
        (b"150 a\r\n", ["what is no reply"]),
        (b"650 a\r\n", ["what is no reply"]),
        (b"25 a\r\n", ["what is no reply"]),
        (b"2500 a\r\n", ["what is no reply"]),
        (b"250+a\r\n", ["what is no reply"]),
        ("２５０ a\r\n".encode(), ["what is no reply"]),
        (b"250-a\r\n251 b\r\n", ["a reply within a reply"]),
        (b"250-a\r\n" * (MOST_LINES + 1), ["a reply without an end"]),
        (b"250 " + b"a" * LONGEST_LINE, ["a line without an end"]),
        (b"250 " + b"a" * LONGEST_LINE + b"\r\n", ["what is no reply"]),
    ],
)
def test_replies_are_read_whole(said: bytes, expected: list[Reply | str]) -> None:
    assert heard(said) == expected


@given(st.lists(st.integers(0, len(TALK))))
def test_how_the_network_cuts_changes_nothing(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(TALK)]

    assert heard(*(TALK[a:b] for a, b in pairwise(edges))) == heard(TALK)


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_whatever_is_said_ends_in_replies_or_a_complaint(chunks: list[bytes]) -> None:
    assert [type(found) for found in heard(*chunks)][:-1] == [Reply] * (len(heard(*chunks)) - 1)


@given(st.binary(max_size=60).map(lambda said: b"250 ok\r\n250-" + said), st.integers(0, 70))
def test_any_talk_is_read_the_same_in_two_pieces(said: bytes, at: int) -> None:
    assert heard(said[:at], said[at:]) == heard(said)


@pytest.mark.parametrize(
    ("reply", "enhanced"),
    [
        (Reply(250, "2.1.5 ok"), "2.1.5"),
        (Reply(550, "5.1.1"), "5.1.1"),
        (Reply(450, "4.7.100\nand more"), "4.7.100"),
        (Reply(550, "see 5.1.1"), None),
        (Reply(550, "5.1.1.2 no"), None),
        (Reply(550, "5.1"), None),
        # RFC 2034: a code that contradicts the reply says nothing.
        (Reply(550, "4.1.1 no"), None),
        (Reply(354, "3.0.0 go"), None),
    ],
)
def test_an_enhanced_code_counts_where_it_fits(reply: Reply, enhanced: str | None) -> None:
    assert reply.enhanced == enhanced
