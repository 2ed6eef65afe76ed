"""What somebody who has signed in may open."""

from collections.abc import Sequence
from enum import StrEnum

from services.kit.database import Transaction
from services.responses.domain import mine
from services.responses.domain.links import Person
from services.responses.domain.mine import Held, Listed, WayIn
from services.responses.storage import mine as stored

#: More are on the organisation's own page.
MOST = 100


class NoWayIn(StrEnum):
    """Why an alert cannot be opened by its reference."""

    NOT_REGISTERED = "not_registered"
    UNKNOWN = "unknown"
    NOT_FOR_ORGANISATION = "not_for_organisation"


async def registered(tx: Transaction, held: Sequence[Held]) -> list[Person]:
    """Of the registrations that a session holds, those that have not ended."""
    return mine.still_registered(held, await stored.people_of(tx, held))


async def alerts_of(tx: Transaction, people: Sequence[Person]) -> list[Listed]:
    """The alerts of these registrations, newest first."""
    return await stored.listed(tx, people, most=MOST)


async def ways_in(tx: Transaction, held: Sequence[Held], reference: str) -> list[WayIn] | NoWayIn:
    """One for each of their organisations that the alert is for; or why there is none."""
    people = await registered(tx, held)
    if not people:
        return NoWayIn.NOT_REGISTERED
    found = await stored.listed(tx, people, reference=reference, most=MOST)
    if found:
        return [one.way_in for one in found]
    return NoWayIn.NOT_FOR_ORGANISATION if await stored.is_known(tx, reference) else NoWayIn.UNKNOWN
