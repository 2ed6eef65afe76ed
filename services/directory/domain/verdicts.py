"""What was decided about a file: what each row means for the register, and which rows it cannot take."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from services.directory.domain.rows import BadRow, LeftOut


class Kept(Protocol):
    """What the register keeps for ever, and ends by a mark."""

    @property
    def active(self) -> bool: ...


T = TypeVar("T", bound=Kept)


class Change(StrEnum):
    """What a row does to the register."""

    ADDED = "added"
    CHANGED = "changed"
    #: It was open or registered before and no longer is.
    CLOSED = "closed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Decided(Generic[T]):
    """One row that can be taken, as the register would then hold it."""

    change: Change
    value: T
    #: As the register holds it until then.
    before: T | None = None


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """The whole file. Nobody's rows are changed by it yet."""

    decided: tuple[Decided[T], ...]
    left_out: tuple[LeftOut, ...]
    refused: tuple[BadRow, ...]

    def is_taken(self, *, accept_valid: bool) -> bool:
        """One bad row keeps the file out, unless the sender wants the good ones all the same."""
        return not self.refused or (accept_valid and bool(self.decided))

    def count(self, change: Change) -> int:
        return sum(decided.change is change for decided in self.decided)

    def counts(self) -> dict[str, int]:
        """How many rows do what, by the words of `Change`."""
        return {change.value: self.count(change) for change in Change}

    def changes(self) -> list[Decided[T]]:
        """The rows that do something, with what stood there before."""
        return [decided for decided in self.decided if decided.change is not Change.UNCHANGED]

    def news(self) -> list[T]:
        """What must be saved and said."""
        return [decided.value for decided in self.changes()]

    def fingerprint(self) -> str:
        """Differs when anything in it does, so that only what somebody has seen is taken."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def compared(before: T | None, after: T) -> Decided[T]:
    """What a row does to what the register holds."""
    if before is None:
        return Decided(Change.ADDED, after)
    if before == after:
        return Decided(Change.UNCHANGED, after, before)
    has_closed = before.active and not after.active
    return Decided(Change.CLOSED if has_closed else Change.CHANGED, after, before)
