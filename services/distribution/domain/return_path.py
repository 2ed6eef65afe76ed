"""Where a mail comes back to (VERP): the address says which mail it was, and nobody but us can make one."""

import hmac
from dataclasses import dataclass
from hashlib import blake2s

#: Before the plus; the bare address takes reports that lost what stood behind it.
LOCAL_PART = "bounces"


@dataclass(frozen=True, slots=True)
class ReturnPath:
    """The same in every process that has the key; letters may change their case on the way."""

    domain: str
    key: bytes

    @classmethod
    def of(cls, domain: str, secret: str) -> "ReturnPath":
        """The secret serves another purpose too, so the key is derived from it."""
        return cls(domain.lower(), hmac.digest(secret.encode(), b"return path", "sha256"))

    @property
    def bare(self) -> str:
        return f"{LOCAL_PART}@{self.domain}"

    def address(self, ledger_id: int) -> str:
        """The same for every attempt at a mail."""
        return f"{LOCAL_PART}+{self.token(ledger_id)}@{self.domain}"

    def token(self, ledger_id: int) -> str:
        return f"{ledger_id}-{self._seal(str(ledger_id))}"

    def mail_of(self, token: str) -> int | None:
        """Which mail a token is of; None when we did not make it."""
        number, _, seal = token.lower().partition("-")
        if not (number.isascii() and number.isdecimal()) or len(number) > 18:  # noqa: PLR2004 — a bigint
            return None
        return int(number) if hmac.compare_digest(seal.encode(), self._seal(number).encode()) else None

    def token_in(self, address: str) -> str | None:
        """What stands behind the plus; empty for the bare address, None for an address that is not ours."""
        local, _, domain = address.lower().rpartition("@")
        name, _, token = local.partition("+")
        return token if (name, domain) == (LOCAL_PART, self.domain) else None

    def _seal(self, number: str) -> str:
        # Keyed BLAKE2 is made to be a seal, and takes a third of the time of HMAC.
        return blake2s(number.encode(), key=self.key, digest_size=8).hexdigest()
