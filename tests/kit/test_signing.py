"""Tokens that anybody may read and nobody else can make."""

import pytest

from services.kit.signing import Signer, Verifier, decode, encode, new_private_key, public_key_of

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
