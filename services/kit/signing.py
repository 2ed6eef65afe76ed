"""Signed tokens that stand in addresses: Ed25519, so that who reads them cannot make them."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

#: Receivers take no shorter ones for good.
SHORTEST_RSA_KEY = 2048
_ED25519_BYTES = 32
_SIGNATURE_BYTES = 64


def encode(raw: bytes) -> str:
    """Base64 as it may stand in an address, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The reverse of `encode`. Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def new_private_key() -> str:
    """A fresh private key, as the settings hold it."""
    return encode(Ed25519PrivateKey.generate().private_bytes_raw())


def public_key_of(private_key: str) -> str:
    """What to give to those who only check."""
    return encode(Ed25519PrivateKey.from_private_bytes(decode(private_key)).public_key().public_bytes_raw())


def read_private_key(text: str) -> RSAPrivateKey | Ed25519PrivateKey:
    """A key as it is found in a PEM file, with or without its first and last line. Raises ValueError.

    Of Ed25519 the bare 32 bytes will do, in base64.
    """
    text = text.replace("\\n", "\n").strip()
    try:
        key = _loaded(text)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the key is locked by a password, or of an unknown kind") from error
    if isinstance(key, RSAPrivateKey) and key.key_size < SHORTEST_RSA_KEY:
        raise ValueError(f"an RSA key needs at least {SHORTEST_RSA_KEY} bits")
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("the key is neither of RSA nor of Ed25519")  # noqa: TRY004 — a setting is wrong, no type
    return key


def _loaded(text: str) -> PrivateKeyTypes:
    if text.startswith("-----BEGIN"):
        return load_pem_private_key(text.encode(), password=None)
    raw = base64.b64decode("".join(text.split()), validate=True)
    if len(raw) == _ED25519_BYTES:
        return Ed25519PrivateKey.from_private_bytes(raw)
    return load_der_private_key(raw, password=None)


@dataclass(frozen=True)
class Signer:
    """Makes tokens of the form `key id . claims and signature`."""

    key_id: str
    #: As libsodium takes it: every mail has a link of its own, and it signs in half the time of OpenSSL.
    secret_key: bytes = field(repr=False)

    @classmethod
    def of(cls, key_id: str, private_key: str) -> "Signer":
        """Read the key as the settings hold it. Raises ValueError."""
        seed = decode(private_key)
        if len(seed) != _ED25519_BYTES:
            raise ValueError(f"a key is base64 of {_ED25519_BYTES} bytes")
        return cls(key_id, crypto_sign_seed_keypair(seed)[1])

    def sign(self, claims: bytes) -> str:
        """The same claims give the same token, so a repeated mail carries the same address."""
        signed = crypto_sign(b"%b.%b" % (self.key_id.encode(), claims), self.secret_key)
        return f"{self.key_id}.{encode(claims + signed[:_SIGNATURE_BYTES])}"


@dataclass(frozen=True)
class Verifier:
    """Checks tokens against the keys that are in force; a key that was retired is simply not among them."""

    keys: Mapping[str, Ed25519PublicKey]

    @classmethod
    def of(cls, keys: str) -> "Verifier":
        """Read `id:base64,id:base64`. Raises ValueError."""
        pairs = (pair.strip().split(":", 1) for pair in keys.split(",") if pair.strip())
        return cls({name: Ed25519PublicKey.from_public_bytes(decode(key)) for name, key in pairs})

    def claims(self, token: str) -> bytes | None:
        """What was signed, or None when nobody we know signed it."""
        key_id, _, body = token.partition(".")
        key = self.keys.get(key_id)
        try:
            signed = decode(body)
        except ValueError:
            return None
        claims, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
        if key is None or not claims or not _is_genuine(key, signature, key_id.encode() + b"." + claims):
            return None
        return claims


def _is_genuine(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
