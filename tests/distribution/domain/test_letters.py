"""Splicing gives what plain building would give, whatever people and organisations are called."""

import email
import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.distribution.domain.letters import (
    Letter,
    Values,
    Written,
    cut,
    encoded,
    folded,
    mailbox,
    mark,
    opening,
)

SECRET = "Q0123456789ABCDEFQ"
NAMES = ("person_name", "organisation_name", "link")
TEXT = "Dear {person_name} of {organisation_name},\n.\n..dots\nopen {link}\n"
HTML = '<p>Dear {person_name} of\n{organisation_name}</p><a href="{link}">Öffnen</a>'
OWN = ("To", "Date", "Message-ID")
HEADERS = {"From": '"Alerts" <alerts@x.example>'}
LINES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf")), min_size=1, max_size=300
).map(lambda text: " ".join(text.split()) or "x")


def letter(text: str = TEXT, html: str = HTML, subject: str = "Acknowledge") -> Letter:
    marks = {name: mark(SECRET, name) for name in NAMES}
    return cut(Written(subject, text.format(**marks), html.format(**marks), SECRET), HEADERS)


def values(person: str = "Asha Verma", organisation: str = "Somerset", **own: str) -> Values:
    headers = {
        "to": '"Asha" <asha@y.example>',
        "date": "Mon, 24 Nov 2025 09:00:00 +0000",
        "message_id": "<1@x.example>",
        "more": "",
    }
    others = {"role_name": "specialist", "ods_code": "R1A", "colleagues": "Nobody else."}
    names = {"person_name": person, "organisation_name": organisation, "link": "https://x.example/answer/t"}
    return Values(**headers | others | names | own)


def read(message: bytes) -> EmailMessage:
    return email.message_from_bytes(message, policy=default)


def parts(message: bytes) -> tuple[str, str]:
    text, html = read(message).iter_parts()
    return text.get_content().replace("\r\n", "\n"), html.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("person", ["Asha Verma", "Zoë Ó Briain", "周 小明", 'O\'Neill & <Sons> "x"'])
def test_a_spliced_mail_is_what_building_it_plainly_gives(person: str) -> None:
    text, html = parts(letter().filled(values(person)))

    said = values(person)._asdict()
    assert text == TEXT.format(**said)
    assert html.rstrip("\n") == HTML.format(**{name: escape(value) for name, value in said.items()})


@given(LINES, LINES)
@example("é" * 300, "<" * 300)
@example('"& ' * 100, "周" * 300)
def test_every_line_fits_into_a_mail(person: str, organisation: str) -> None:
    message = letter().filled(values(person, organisation, to=mailbox(person, "a@x.example")))

    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert b"\r" not in message.replace(b"\r\n", b"")


@given(LINES)
def test_a_name_never_becomes_a_header_or_another_address(person: str) -> None:
    mail = read(letter().filled(values(to=mailbox(person, "asha@x.example"))))

    assert set(mail.keys()) == {*OWN, "From", "Subject", "MIME-Version", "Content-Type"}
    assert [address.addr_spec for address in mail["To"].addresses] == ["asha@x.example"]


@pytest.mark.parametrize(
    "name",
    [
        "Asha Verma",
        "Zoë",
        "Verma, Asha",
        'Asha "Ash" Verma',
        "a\\b",
        "=?utf-8?q?x?=",
        "<x@y.example>",
    ],
)
def test_a_name_arrives_as_it_is(name: str) -> None:
    mail = read(f"To: {mailbox(name, 'asha@x.example')}\r\n\r\n".encode())

    assert mail["To"].addresses[0].display_name == name


def test_a_long_name_is_parted_between_letters() -> None:
    # Python 3.11's own reader puts spaces between the parts, where RFC 2047 has none.
    header, _, address = mailbox("é" * 200, "asha@x.example").rpartition("\r\n ")

    assert str(make_header(decode_header(header))) == "é" * 200
    assert max(len(line) for line in header.splitlines()) <= 76
    assert address == "<asha@x.example>"


@pytest.mark.parametrize("name", ["Asha\r\nBcc: x@y.example", "Asha\nVerma", "Asha\x0bVerma"])
def test_a_line_break_in_a_name_breaks_nothing(name: str) -> None:
    mail = read(f"To: {mailbox(name, 'asha@x.example')}\r\n\r\n".encode())

    assert mail.keys() == ["To"]


@pytest.mark.parametrize(
    "subject", ["Acknowledge by Mon 24 Nov: é\r\nBcc: x@y.example", "é" * 300, "a " * 200]
)
def test_a_subject_is_one_header(subject: str) -> None:
    mail = read(letter(subject=subject).filled(values()))

    assert mail["Bcc"] is None
    assert mail["Subject"] == " ".join(subject.split())
    assert encoded(subject, "Subject").isascii()


def test_a_mail_begins_with_headers_of_its_own() -> None:
    mail = read(letter().filled(values(more="\r\nX-Cascade-Repeat: 2")))

    assert mail.keys()[:4] == [*OWN, "X-Cascade-Repeat"]
    assert (mail["Message-ID"], mail["X-Cascade-Repeat"]) == ("<1@x.example>", "2")


def test_a_template_cannot_ask_for_what_nobody_has() -> None:
    marks = f"{mark(SECRET, 'person_name')} {mark(SECRET, 'shoe_size')}"
    with pytest.raises(ValueError, match=r"nobody has a value for text\.shoe_size"):
        cut(Written("Acknowledge", marks, "", SECRET), HEADERS)


def test_long_lines_are_broken_between_words() -> None:
    prose = "word " * 1000
    text, html = parts(letter(text=prose + "{link}{person_name}{organisation_name}").filled(values()))

    assert max(len(line) for line in text.splitlines()) <= 998
    assert re.sub(r"\s+", " ", text).count("word ") == 1000
    assert "wo rd" not in text.replace("\n", " ")
    assert "Öffnen" in html


def test_a_word_too_long_for_a_mail_is_broken_anywhere() -> None:
    text, _ = parts(letter(text="é" * 5000).filled(values()))

    assert text.replace("\n", "") == "é" * 5000


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "a\nb"])
def test_every_line_end_becomes_the_mails(text: str) -> None:
    assert b"a\r\nb\r\n" in letter(text=text).filled(values())


def test_a_long_name_is_the_same_but_for_line_breaks() -> None:
    name = "x" * 117 + '"<&' * 60
    text, html = parts(letter().filled(values(name)))

    assert name in text.replace("\n", "")
    assert escape(name) in html.replace("\n", "")
    assert not re.search(r"&[a-z#0-9]*\n", html)


def test_a_short_value_is_left_as_it_is() -> None:
    assert folded("Somerset NHS Foundation Trust") == "Somerset NHS Foundation Trust"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("One. Two! Three?", "One. Two!"),
        ("One\nline. Two.\n\nThree.", "One line. Two."),
        ("Give 3.5 mg, e.g. by mouth. Two. Three.", "Give 3.5 mg, e.g. by mouth. Two."),
        ("No end", "No end"),
        ("", ""),
    ],
)
def test_a_text_begins_with_two_whole_sentences(text: str, begins: str) -> None:
    assert opening(text) == begins
