"""Deciding whether the organisation has to act, taking that back, and what acting itself decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.links import LinkClaims
from services.access import deeds
from services.actions.domain.choosing import Unchosen
from services.actions.domain.deciding import (
    COMMANDS,
    Attempt,
    Order,
    Outcome,
    TypedDecision,
    read_order,
    weighed,
)
from services.actions.domain.moves import Move
from services.actions.domain.standing import Standing
from services.actions.domain.status import BEGUN, Command, Refusal
from services.actions.handlers.choosing import chosen
from services.actions.handlers.count import count_again
from services.actions.handlers.moving import keep_move, take
from services.actions.storage import records
from services.actions.storage.standing import standing as standing_of
from services.kit.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What comes with every form: what was chosen, what the page was shown with, and which page it was."""

    choice: Sequence[str]
    revision: int
    nonce: str


async def decide(tx: Transaction, link: LinkClaims, sent: Sent, typed: TypedDecision) -> Attempt:
    """Record a decision, unless a colleague was faster or it does not fit."""
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    choice = await chosen(tx, link, sent.choice, COMMANDS)
    if isinstance(choice, Unchosen):
        return Attempt(Outcome.NOT_CHOSEN, {"choice": choice.value})
    order = read_order(choice, typed, link.person_id, standing.name_of(link.person_id), sent.nonce)
    if not isinstance(order, Order):
        return Attempt(Outcome.INVALID, order)
    after = weighed(standing, order, sent.revision, tx.now)
    if isinstance(after, Attempt):
        return after
    await keep_move(tx, link.reference, standing, after)
    deeds.by_link(
        tx,
        link,
        _deed(standing, after),
        version=after.version,
        command=after.command.value,
        status=after.status.value,
        revision=after.revision,
    )
    await count_again(tx, link.reference, link.ods_code)
    return Attempt(Outcome.RECORDED)


def _deed(standing: Standing, after: Move) -> str:
    if after.command is Command.REOPEN:
        return "re-opened a response"
    return "changed a decision" if standing.status in BEGUN else "recorded a decision"


async def acted(
    tx: Transaction, reference: str, standing: Standing, by: UUID, by_name: str | None
) -> Move | Refusal | None:
    """An action was recorded: the alert applies, and what waited for a signature is no longer the same."""
    order = Order(command=Command.RECORD_ACTION, by=by, by_name=by_name)
    return await take(tx, reference, standing, order)
