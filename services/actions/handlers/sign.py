"""What an executive says by their own link: they sign, or send it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.links import LinkClaims
from services.access import deeds
from services.actions.domain import sign_off
from services.actions.domain.choosing import Unchosen
from services.actions.domain.deciding import Attempt, Order, Outcome, moved
from services.actions.domain.fields import Fields
from services.actions.domain.moves import Move
from services.actions.domain.sign_off import Evidence, Settlement, SignOffRequest
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command, Refusal
from services.actions.handlers import prove
from services.actions.handlers.choosing import chosen
from services.actions.handlers.count import count_again
from services.actions.handlers.moving import keep_move, settle
from services.actions.storage import records
from services.actions.storage.standing import standing as standing_of
from services.kit.database import Transaction

#: What the form offers, by the word that it sends.
COMMANDS = {"sign": Command.SIGN, "send_back": Command.SEND_BACK}


@dataclass(frozen=True, kw_only=True)
class Signed:
    """The executive's form as it came in."""

    choice: Sequence[str]
    organisation: Sequence[str]
    name: str
    comment: str
    nonce: str


async def sign(tx: Transaction, link: LinkClaims, sent: Signed, proof: Evidence) -> Attempt:
    """Judge it under the same hold as everything else: what changed meanwhile is not signed."""
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code)
    request = next(one for one in standing.requests if one.request_id == link.person_id)
    if any(move.nonce == sent.nonce and move.command in COMMANDS.values() for move in standing.moves):
        return Attempt(Outcome.REPEATED)
    if request.settlement:
        return Attempt(Outcome.REFUSED)
    order = await _read(tx, link, sent)
    if isinstance(order, Attempt):
        return order
    move = moved(standing, order, tx.now)
    if not isinstance(move, Move):
        return Attempt(Outcome.REFUSED, {"choice": move.sentence} if isinstance(move, Refusal) else {})
    await _keep(tx, link, standing, request, move, proof)
    return Attempt(Outcome.RECORDED)


async def _read(tx: Transaction, link: LinkClaims, sent: Signed) -> Order | Attempt:
    """The organisation first: whoever does not know who asks is told of nothing else."""
    if mistaken := await prove.weighed(tx, link, sent.organisation, {}):
        return Attempt(Outcome.NOT_CHOSEN, {field: trouble.value for field, trouble in mistaken.items()})
    choice = await chosen(tx, link, sent.choice, COMMANDS)
    if isinstance(choice, Unchosen):
        return Attempt(Outcome.NOT_CHOSEN, {"choice": choice.value})
    fields, command = Fields(), COMMANDS[choice]
    name = fields.line("name", sent.name, "Enter your full name")
    comment = ""
    if command is Command.SEND_BACK:
        comment = fields.prose("comment", sent.comment, "Say why you send it back")
    if fields.troubles:
        return Attempt(Outcome.INVALID, fields.troubles)
    return Order(
        command=command,
        by_name=name,
        nonce=sent.nonce,
        reason=comment or None,
        signed_name=name,
        request_id=link.person_id,
    )


async def _keep(
    tx: Transaction,
    link: LinkClaims,
    standing: Standing,
    request: SignOffRequest,
    move: Move,
    proof: Evidence,
) -> None:
    is_signed = move.command is Command.SIGN
    settled = Settlement(
        outcome=sign_off.Outcome.SIGNED if is_signed else sign_off.Outcome.SENT_BACK,
        comment=move.reason,
        statement=sign_off.statement(request, link.reference, standing.label) if is_signed else None,
        by_name=move.by_name or request.executive.name,
        at=move.at,
    )
    await keep_move(tx, link.reference, standing, move)
    await settle(tx, link.reference, standing, request, settled, proof)
    deeds.by_link(
        tx,
        link,
        "signed a response" if is_signed else "sent a response back",
        version=request.version,
        request_id=str(request.request_id),
    )
    await count_again(tx, link.reference, link.ods_code)
