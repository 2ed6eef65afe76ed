"""Who acts on the desk, and when two of them are one."""

from dataclasses import dataclass, field
from typing import Any

#: Whoever holds the key of the API; a key belongs to no person.
API = "api"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who signed in, or a program that holds the key of the API.

    `ids` are all registrations of their mail address, because one person may hold several roles.
    """

    #: One of `ids`.
    id: str
    ids: frozenset[str]
    name: str
    is_program: bool = False
    #: Whether one of their roles may approve; asked of whoever acts, and not kept.
    may_approve: bool = field(default=False, compare=False)

    @property
    def actor(self) -> str:
        """What the audit names them by."""
        if self.is_program:
            return "clock" if self.id == "clock" else "key"
        return f"person/{self.id}"

    def is_same_as(self, other: "Person") -> bool:
        """By a registration they share, or by their name: in doubt two are taken for one."""
        same_name = not (self.is_program or other.is_program) and _plain(self.name) == _plain(other.name)
        return bool(self.ids & other.ids) or same_name

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"id": self.id, "ids": sorted(self.ids), "name": self.name, "is_program": self.is_program}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Person":
        """What `to_json` gave."""
        return cls(
            id=kept["id"], ids=frozenset(kept["ids"]), name=kept["name"], is_program=kept["is_program"]
        )


PROGRAM = Person(id=API, ids=frozenset({API}), name="A program with the API key", is_program=True)
#: Issues at the set time what two people settled before.
CLOCK = Person(id="clock", ids=frozenset({"clock"}), name="The clock", is_program=True)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
