"""Signing mails (DKIM, RFC 6376), relaxed as relays and filters need it.

A small module of our own, because messages are bytes in pieces here and a library would take them apart
again; the tests have every signature checked by one. A signature with RSA takes a third of a millisecond,
with Ed25519 a tenth of that, which few receivers can check yet (RFC 8463).
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from services.kit.config import KitSettings
from services.kit.mail import wire
from services.kit.signing import read_private_key

#: Named once more than there are, so that nobody can add another that a mail program would show.
SEALED = ("from", "to", "cc", "subject", "date", "message-id", "reply-to", "mime-version", "content-type")
#: Signed where they are there.
ALSO_SIGNED = ("content-transfer-encoding", "list-id", "auto-submitted")
_LINE = 72


@dataclass(frozen=True)
class Dkim:
    """Who signs; the public half of the key stands in the DNS at `SELECTOR._domainkey.DOMAIN`."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def of(cls, settings: KitSettings) -> Self | None:
        """None where mails are not signed. Raises ValueError where the key cannot be read."""
        if not settings.dkim_domain:
            return None
        key = read_private_key(settings.dkim_private_key.get_secret_value())
        return cls(settings.dkim_domain, settings.dkim_selector, key)

    def signed(self, message: bytes | tuple[bytes, ...], now: datetime) -> tuple[bytes, ...]:
        """The same message with a signature on top; long pieces stay the same objects."""
        pieces = (message,) if isinstance(message, bytes) else message
        joined = b"".join(pieces)
        whole = wire.with_whole_lines(joined)
        head, _, body = whole.partition(b"\r\n\r\n")
        signature = self._signature(head, _body_hash(body), int(now.timestamp()))
        return (signature, *(pieces if whole is joined else (whole,)))

    def _signature(self, head: bytes, body_hash: bytes, instant: int) -> bytes:
        fields = _fields(head)
        chosen = [(name, [*reversed(fields.get(name, ()))]) for name in (*SEALED, *ALSO_SIGNED)]
        names = tuple(name for name, found in chosen for _ in range(len(found) + (name in SEALED)))
        unsigned = self._unsigned(names) % (instant, body_hash)
        lines = [line for _, found in chosen for line in found]
        made = self._sign(b"\r\n".join((*lines, _relaxed_field(unsigned)[1])))
        encoded = b64encode(made)
        folded = b"\r\n\t".join(encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE))
        return unsigned + folded + b"\r\n"

    def _unsigned(self, names: tuple[str, ...]) -> bytes:
        kind = "rsa" if isinstance(self.key, RSAPrivateKey) else "ed25519"
        return _template(kind, self.domain, self.selector, names)

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), SHA256())
        # RFC 8463 §3: Ed25519 signs the hash.
        return self.key.sign(sha256(data).digest())


@lru_cache(maxsize=64)
def _template(kind: str, domain: str, selector: str, names: tuple[str, ...]) -> bytes:
    """All but when, the body's hash, and the signature itself."""
    listed = [names[at : at + 5] for at in range(0, len(names), 5)]
    h = ":\r\n\t ".join(":".join(line) for line in listed)
    return (
        f"DKIM-Signature: v=1; a={kind}-sha256; c=relaxed/relaxed; d={domain};\r\n\ts={selector};"
        f" t=%d;\r\n\th={h};\r\n\tbh=%b;\r\n\tb="
    ).encode()


def _fields(head: bytes) -> dict[str, list[bytes]]:
    """The fields as they are signed, by their names in lower case, in their order."""
    found: dict[str, list[bytes]] = {}
    for field in head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        name, line = _relaxed_field(field)
        found.setdefault(name, []).append(line)
    return found


def _relaxed_field(field: bytes) -> tuple[str, bytes]:
    """RFC 6376 §3.4.2."""
    name, _, value = field.replace(b"\r\n", b"").partition(b":")
    name = name.strip().lower()
    return name.decode("ascii", "replace"), name + b":" + _single_spaced(value).strip(b" ")


def _body_hash(body: bytes) -> bytes:
    """RFC 6376 §3.4.4: no space at the ends of lines, no empty lines at the end."""
    relaxed = _single_spaced(body + b"\r\n").replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return b64encode(sha256(relaxed + b"\r\n" if relaxed else b"").digest())


def _single_spaced(text: bytes) -> bytes:
    """Much quicker than a regular expression over twelve kilobytes."""
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text
