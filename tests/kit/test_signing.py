"""Tokens that anybody may read and nobody else can make."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as new_rsa_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from services.kit.signing import (
    Signer,
    Verifier,
    decode,
    encode,
    new_private_key,
    public_key_of,
    read_private_key,
)

KEY, OTHER_KEY = new_private_key(), new_private_key()
SIGNER = Signer.of("2025", KEY)
VERIFIER = Verifier.of(f"2025:{public_key_of(KEY)}, 2024:{public_key_of(OTHER_KEY)}")
CLAIMS = b'{"p":"Asha"}'


def test_what_was_signed_comes_back() -> None:
    assert VERIFIER.claims(SIGNER.sign(CLAIMS)) == CLAIMS


def test_the_same_claims_give_the_same_token() -> None:
    assert SIGNER.sign(CLAIMS) == SIGNER.sign(CLAIMS)


def test_an_older_key_still_counts_until_it_is_retired() -> None:
    token = Signer.of("2024", OTHER_KEY).sign(CLAIMS)
    assert VERIFIER.claims(token) == CLAIMS
    assert Verifier.of(f"2025:{public_key_of(KEY)}").claims(token) is None


def test_a_token_cannot_be_moved_to_another_key_name() -> None:
    both = Verifier.of(f"a:{public_key_of(KEY)},b:{public_key_of(KEY)}")
    token = Signer.of("a", KEY).sign(CLAIMS)
    assert both.claims(token) == CLAIMS
    assert both.claims(token.replace("a.", "b.", 1)) is None


def test_every_changed_byte_is_noticed() -> None:
    signed = bytearray(decode(SIGNER.sign(CLAIMS).partition(".")[2]))
    for place in range(len(signed)):
        signed[place] ^= 1
        assert VERIFIER.claims(f"2025.{encode(bytes(signed))}") is None
        signed[place] ^= 1


@pytest.mark.parametrize("token", ["", ".", "2025", "2025.", "2025.x", "2025.ä", "2025.====", "none.AAAA"])
def test_what_is_no_token_is_refused_quietly(token: str) -> None:
    assert VERIFIER.claims(token) is None


def test_a_signature_of_nothing_is_refused() -> None:
    assert VERIFIER.claims(SIGNER.sign(b"")) is None


def test_nobody_is_trusted_without_keys() -> None:
    assert Verifier.of("").claims(SIGNER.sign(CLAIMS)) is None


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\xff\xfe\xfd", bytes(range(256))])
def test_bytes_survive_an_address(raw: bytes) -> None:
    text = encode(raw)
    assert decode(text) == raw
    assert not set(text) & set("+/=")


def as_pem(key: PrivateKeyTypes, locked: KeySerializationEncryption | None = None) -> str:
    raw: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked or NoEncryption())
    return raw.decode()


@pytest.mark.parametrize(
    "key", [Ed25519PrivateKey.generate(), new_rsa_key(65537, 2048)], ids=["ed25519", "rsa"]
)
def test_a_key_is_read_however_settings_hold_it(key: PrivateKeyTypes) -> None:
    pem = as_pem(key)
    bare = "".join(pem.splitlines()[1:-1])

    assert [as_pem(read_private_key(text)) for text in (pem, pem.replace("\n", "\\n"), bare)] == [pem] * 3


def test_of_ed25519_the_bare_bytes_will_do() -> None:
    key = Ed25519PrivateKey.generate()

    assert as_pem(read_private_key(base64.b64encode(key.private_bytes_raw()).decode())) == as_pem(key)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (as_pem(new_rsa_key(65537, 1024)), "2048 bits"),  # noqa: S505 — that is what is refused
        (as_pem(new_ec_key(SECP256R1())), "neither of RSA nor of Ed25519"),
        (as_pem(new_rsa_key(65537, 2048), BestAvailableEncryption(b"x")), "locked"),
        ("", "."),
        ("no key", "."),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "."),
    ],
)
def test_what_is_no_key_to_sign_with_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_private_key(text)
