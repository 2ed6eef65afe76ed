"""Every signature is checked by dkimpy, which knows nothing of ours."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from services.kit.config import KitSettings
from services.kit.mail import Dkim
from services.kit.mail.wire import sealed

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
RSA = generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()
HEAD = (
    b"From: Safety Cascade <alerts@cascade.example>\r\nTo: =?utf-8?q?Zo=C3=AB?=\r\n <zoe@x.example>\r\n"
    b"Subject: An  alert\twith spaces \r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n"
    b"Message-ID: <1@cascade.example>\r\n"
)
MAIL = HEAD + b"\r\nRead  it.\t \r\n\r\n.And answer.\r\n\r\n\r\n"
BOTH_KEYS = pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])


def a_signer(key: RSAPrivateKey | Ed25519PrivateKey = RSA) -> Dkim:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    signer = Dkim.of(
        KitSettings(dkim_domain="cascade.example", dkim_selector="s1", dkim_private_key=SecretStr(pem))
    )
    assert signer
    return signer


def arrived(message: bytes | tuple[bytes, ...]) -> bytes:
    """As the server has it, once the dots are taken away again."""
    return sealed(message).removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")


def is_good(mail: bytes, key: RSAPrivateKey | Ed25519PrivateKey = RSA) -> bool:
    """By dkimpy, with the public key in a DNS of our own."""
    if isinstance(key, RSAPrivateKey):
        raw = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        raw = key.public_key().public_bytes_raw()
    kind = "rsa" if isinstance(key, RSAPrivateKey) else "ed25519"
    record = f"v=DKIM1; k={kind}; p={base64.b64encode(raw).decode()}".encode()

    def ask(name: bytes, **_: Any) -> bytes | None:
        return record if name == b"s1._domainkey.cascade.example." else None

    return bool(dkim.verify(mail, dnsfunc=ask))


@BOTH_KEYS
def test_a_signature_is_good(key: RSAPrivateKey | Ed25519PrivateKey) -> None:
    mail = arrived(a_signer(key).signed(MAIL, NOW))

    assert is_good(mail, key)
    assert b" t=1795780800;" in mail
    assert max(map(len, mail.split(b"\r\n"))) < 80 + len(MAIL.split(b"\r\n")[0])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Read  it.", b"Read it"),
        (b"An  alert", b"No alert"),
        (b"zoe@", b"joe@"),
        (b"Fri, 27", b"Sat, 28"),
        (b"Subject:", b"Subject: Another\r\nSubject:"),
        (b"Subject:", b"Reply-To: else@x.example\r\nSubject:"),
        (b"Subject:", b"Content-Type: text/html\r\nSubject:"),
        (b"d=cascade.example", b"d=elsewhere.example"),
    ],
)
def test_what_was_changed_is_found_out(before: bytes, after: bytes) -> None:
    mail = arrived(a_signer().signed(MAIL, NOW))
    assert before in mail

    assert not is_good(mail.replace(before, after, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Read  it.\t ", b"Read it."),
        (b"Subject: An  alert", b"SUBJECT:   An\r\n\talert"),
        (b"\r\n\r\n\r\n", b"\r\n"),
    ],
)
def test_what_relays_do_to_spaces_changes_nothing(before: bytes, after: bytes) -> None:
    mail = arrived(a_signer().signed(MAIL, NOW))
    assert before in mail

    assert is_good(mail.replace(before, after, 1))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from([b".", b" ", b"\t", b"\r", b"\n", b"\r\n", b"a", b"\xc3\xa9", b"x" * 1100]),
        max_size=12,
    )
)
def test_whatever_a_message_holds_its_signature_is_good(body: list[bytes]) -> None:
    assert is_good(arrived(a_signer(ED25519).signed((HEAD + b"\r\n", *body), NOW)), ED25519)


def test_long_pieces_stay_the_same_objects() -> None:
    """They are looked through once for all mails that share them."""
    pieces = (HEAD, b"\r\n", b"x" * 2000 + b"\r\n")
    signed = a_signer().signed(pieces, NOW)

    assert [one is other for one, other in zip(signed[1:], pieces, strict=True)] == [True] * 3


def test_a_message_of_the_library_is_signed_as_well() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "us@cascade.example",
        "a@x.example",
        "Zoë’s code " * 12,
    )
    message.set_content("Your code is 1.\n")
    message.add_alternative("<p>Your code is 1.</p>\n", subtype="html")

    assert is_good(arrived(a_signer().signed(bytes(message), NOW)))


def test_nothing_is_signed_unless_somebody_says_so() -> None:
    assert Dkim.of(KitSettings()) is None
