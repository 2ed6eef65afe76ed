"""Telling others of an organisation that a mail about an alert did not reach one of them."""

from collections.abc import Sequence
from typing import Any

from contracts.audience import Person
from contracts.events.actions import ActionAssigned, SignOffRequested
from contracts.events.distribution import AddressBounced
from services.distribution.config import Settings
from services.distribution.domain.audience import instead, role_name
from services.distribution.domain.errors import NotKnownYet
from services.distribution.domain.sending import TO_ANYBODY, Kind
from services.distribution.handlers import addressing
from services.distribution.storage import bounces, occasions, register
from services.distribution.storage.ledger import Planned
from services.kit.database import Transaction
from services.kit.log import log


async def mails(tx: Transaction, said: AddressBounced, settings: Settings) -> list[Planned]:
    """One to each of them. Raises NotKnownYet."""
    about = await addressing.about(tx, said, settings)
    people = await _asked_by(tx, said) if said.kind in TO_ANYBODY else await _others(tx, said)
    if not people:
        log.warning("nobody else is there to be told of a bounce", organisation=said.ods_code)
    return [about.registered(Kind.ADDRESS_BOUNCED, said.bounce_id, person) for person in people]


async def who(tx: Transaction, said: AddressBounced) -> dict[str, Any]:
    """Whom the mail did not reach, as the template names them; nothing where that is not known."""
    if said.kind in TO_ANYBODY:
        return _asked(await _request(tx, said))
    person = await register.person(tx, said.person_id)
    return (
        {"bounced_name": person.name, "bounced_role": role_name(person.role), "asked": ""} if person else {}
    )


async def _others(tx: Transaction, said: AddressBounced) -> Sequence[Person]:
    """Whoever it came back from is marked already, so they are not among them."""
    staff = await register.staff_of(tx, said.ods_code)
    return instead(staff, await bounces.where_mail_comes_back(tx, [one.email for one in staff]))


async def _asked_by(tx: Transaction, said: AddressBounced) -> Sequence[Person]:
    """The register does not know owners and executives; whoever asked them does."""
    request = await _request(tx, said)
    asker = await register.person(
        tx, request.assigned_by if isinstance(request, ActionAssigned) else request.requested_by
    )
    return [asker] if asker and asker.active else []


async def _request(tx: Transaction, said: AddressBounced) -> ActionAssigned | SignOffRequested:
    assigned = await occasions.known(tx, ActionAssigned, said.person_id)
    request = assigned or await occasions.known(tx, SignOffRequested, said.person_id)
    if request is None:
        raise NotKnownYet("request")
    return request


def _asked(request: ActionAssigned | SignOffRequested) -> dict[str, Any]:
    if isinstance(request, ActionAssigned):
        asked = f"to do action {request.number}"
        return {"bounced_name": request.owner_name, "bounced_role": "action owner", "asked": asked}
    name, title = request.executive_name, request.executive_title or "executive"
    return {"bounced_name": name, "bounced_role": title, "asked": "to sign off your response"}
