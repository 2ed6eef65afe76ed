"""Asking an executive to sign, and taking that back; what they say themselves is in sign.py."""

from uuid import uuid4

from contracts.events.actions import SignOffRequested
from contracts.links import LinkClaims
from contracts.topics import ACTIONS
from services.access import deeds
from services.actions.domain.choosing import Unchosen
from services.actions.domain.deciding import Attempt, Order, Outcome, weighed
from services.actions.domain.fields import Fields
from services.actions.domain.moves import Move
from services.actions.domain.sign_off import Executive, TypedRequest, offered, read_executive
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command
from services.actions.handlers.choosing import chosen
from services.actions.handlers.count import count_again
from services.actions.handlers.decide import Sent
from services.actions.handlers.moving import keep_move
from services.actions.storage import records, sign_offs
from services.actions.storage.standing import standing as standing_of
from services.kit import outbox
from services.kit.database import Transaction


async def request_sign_off(tx: Transaction, link: LinkClaims, sent: Sent, typed: TypedRequest) -> Attempt:
    """Ask an executive; distribution mails them their own link."""
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    leads = offered(await sign_offs.executives_of(tx, link.ods_code))
    choice = await chosen(tx, link, sent.choice, leads)
    if isinstance(choice, Unchosen):
        return Attempt(Outcome.NOT_CHOSEN, {"choice": choice.value})
    fields = Fields()
    executive = read_executive(leads[choice], typed, fields)
    evidence = fields.evidence("evidence", typed.evidence, "Say where the evidence is kept")
    if fields.troubles:
        return Attempt(Outcome.INVALID, fields.troubles)
    order = _asking(link, standing, sent, executive, evidence)
    after = weighed(standing, order, sent.revision, tx.now)
    if isinstance(after, Attempt):
        return after
    await _ask(tx, link, standing, after, executive, evidence)
    return Attempt(Outcome.RECORDED)


def _asking(link: LinkClaims, standing: Standing, sent: Sent, executive: Executive, evidence: str) -> Order:
    return Order(
        command=Command.REQUEST_SIGN_OFF,
        by=link.person_id,
        by_name=standing.name_of(link.person_id),
        nonce=sent.nonce,
        executive=executive.name,
        evidence=evidence,
        request_id=uuid4(),
    )


async def _ask(
    tx: Transaction, link: LinkClaims, standing: Standing, move: Move, executive: Executive, evidence: str
) -> None:
    await keep_move(tx, link.reference, standing, move)
    said = SignOffRequested(
        request_id=move.request_id,
        reference=link.reference,
        version=move.version,
        ods_code=link.ods_code,
        executive_name=executive.name,
        executive_title=executive.title,
        executive_email=executive.email,
        evidence=evidence,
        requested_by=link.person_id,
        requested_by_name=move.by_name or "A specialist",
        requested_at=move.at,
    )
    await sign_offs.add_request(tx, said)
    await outbox.say(tx, ACTIONS, said)
    deeds.by_link(
        tx, link, "asked an executive to sign", version=said.version, request_id=str(said.request_id)
    )
    await count_again(tx, link.reference, link.ods_code)


TAKE_BACK = "take_back"


async def take_back(tx: Transaction, link: LinkClaims, sent: Sent, typed: TypedRequest) -> Attempt:
    """The executive's link signs nothing any more."""
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    choice = await chosen(tx, link, sent.choice, (TAKE_BACK,))
    if isinstance(choice, Unchosen):
        return Attempt(Outcome.NOT_CHOSEN, {"choice": choice.value})
    fields = Fields()
    reason = fields.prose("reason", typed.reason, "Say why you take the request back")
    if fields.troubles:
        return Attempt(Outcome.INVALID, fields.troubles)
    order = Order(
        command=Command.WITHDRAW_REQUEST,
        by=link.person_id,
        by_name=standing.name_of(link.person_id),
        nonce=sent.nonce,
        reason=reason,
    )
    after = weighed(standing, order, sent.revision, tx.now)
    if isinstance(after, Attempt):
        return after
    await keep_move(tx, link.reference, standing, after)
    ended = standing.waiting_request
    deeds.by_link(
        tx,
        link,
        "took a request to sign back",
        version=after.version,
        request_id=str(ended.request_id) if ended else "",
    )
    await count_again(tx, link.reference, link.ods_code)
    return Attempt(Outcome.RECORDED)
