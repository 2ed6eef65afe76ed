"""A command is one line about one mail, whatever the address holds."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.mail import Envelope
from services.kit.mail.commands import Offers, UnmailableError, mail, rcpt

ALL = Offers(pipelining=True, eight_bit=True, utf8=True)


def to(recipient: str, sender: str = "alerts@cascade.example") -> Envelope:
    return Envelope(sender, recipient, b"")


@pytest.mark.parametrize(
    ("sender", "recipient", "offers", "command"),
    [
        ("a@x.example", "b@x.example", Offers(), b"MAIL FROM:<a@x.example>\r\n"),
        ("a@x.example", "b@x.example", ALL, b"MAIL FROM:<a@x.example> BODY=8BITMIME\r\n"),
        ("a@x.example", "zoë@x.example", ALL, b"MAIL FROM:<a@x.example> BODY=8BITMIME SMTPUTF8\r\n"),
        ("", "b@x.example", Offers(), b"MAIL FROM:<>\r\n"),
    ],
)
def test_what_the_server_offers_is_used(sender: str, recipient: str, offers: Offers, command: bytes) -> None:
    assert mail(to(recipient, sender), offers) == command


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    with pytest.raises(UnmailableError, match="beyond ASCII"):
        mail(to("zoë@x.example"), Offers(pipelining=True))


@pytest.mark.parametrize(
    "address", ["b@x.example", "o'neil+a=b@x.example", '"b c"@x.example', "zoë@x.example"]
)
def test_an_address_stands_in_brackets(address: str) -> None:
    assert rcpt(to(address)) == f"RCPT TO:<{address}>\r\n".encode()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "b",
        "@x.example",
        "b@",
        "b@x.example\r\nRCPT TO:<c@x.example>",
        "b@x.example\n",
        "b@x.example> NOTIFY=NEVER",
        "b c@x.example",
        "b\x00@x.example",
        "b\x85@x.example",
        "b\x9b@x.example",
        '"b\x9b"@x.example',
        "b@x.example\u2028",
        '"b\r\n"@x.example',
        "\ud800@x.example",
        "b@x@y.example",
        "b" * 250 + "@x.example",
    ],
)
def test_what_is_no_address_is_never_said(address: str) -> None:
    with pytest.raises(UnmailableError):
        rcpt(to(address))
    if address:
        with pytest.raises(UnmailableError):
            mail(to("b@x.example", address), ALL)


@given(st.text() | st.text().map(lambda text: f"{text}@x.example"))
def test_no_address_makes_a_second_command(address: str) -> None:
    try:
        command = rcpt(to(address))
    except UnmailableError:
        return
    assert command == b"RCPT TO:<" + address.encode() + b">\r\n"
    assert [letter for letter in command.decode()[:-2] if category(letter) == "Cc"] == []
