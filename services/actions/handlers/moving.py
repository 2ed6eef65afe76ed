"""Taking one step of an organisation's response, with all that follows from it."""

from contracts.events.actions import DecisionRecorded, SignOffSettled
from contracts.topics import ACTIONS
from services.actions.domain.deciding import Order, moved
from services.actions.domain.moves import Move
from services.actions.domain.sign_off import Evidence, Outcome, Settlement, SignOffRequest
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command, Refusal
from services.actions.storage import decisions, sign_offs
from services.kit import outbox
from services.kit.database import Transaction

#: The executive says how these end.
_SETTLED_BY_EXECUTIVE = frozenset({Command.SIGN, Command.SEND_BACK})


async def take(tx: Transaction, reference: str, standing: Standing, order: Order) -> Move | Refusal | None:
    """Take the step where the table allows it; whoever calls holds the organisation, and counts again."""
    move = moved(standing, order, tx.now)
    if isinstance(move, Move):
        await keep_move(tx, reference, standing, move)
    return move


async def keep_move(tx: Transaction, reference: str, standing: Standing, move: Move) -> None:
    """Keep it, say what it decides, and end a request for a sign-off that waited until now."""
    await decisions.add_move(tx, reference, standing.ods_code, move)
    if move.decision and move.by:
        said = DecisionRecorded(
            reference=reference,
            version=move.version,
            ods_code=standing.ods_code,
            decision=move.decision,
            reason=move.reason,
            approver=move.approver,
            decided_by=move.by,
            decided_at=move.at,
        )
        await outbox.say(tx, ACTIONS, said)
    if (waiting := standing.waiting_request) and move.command not in _SETTLED_BY_EXECUTIVE:
        await settle(tx, reference, standing, waiting, _withdrawn(standing, move))


def _withdrawn(standing: Standing, move: Move) -> Settlement:
    # A version that took it back was issued by somebody, too.
    by_name = move.by_name or standing.alert.issuer.name
    return Settlement(outcome=Outcome.WITHDRAWN, comment=move.reason, by_name=by_name, at=move.at)


async def settle(
    tx: Transaction,
    reference: str,
    standing: Standing,
    request: SignOffRequest,
    settled: Settlement,
    proof: Evidence | None = None,
) -> None:
    """End a request, once and for all."""
    await sign_offs.add_settlement(tx, request.request_id, settled, proof)
    said = SignOffSettled(
        request_id=request.request_id,
        reference=reference,
        version=request.version,
        ods_code=standing.ods_code,
        outcome=settled.outcome.value,
        comment=settled.comment,
        statement=settled.statement,
        settled_by_name=settled.by_name,
        requested_by=request.requested_by,
        settled_at=settled.at,
    )
    await outbox.say(tx, ACTIONS, said)
