"""Carrying out what an operator orders, and keeping a record of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.distribution.domain.steering import Order, Refusal, What, refusal_of
from services.distribution.storage import alerts, queue, steering
from services.kit import audit
from services.kit.database import Transaction


@dataclass(frozen=True, slots=True)
class Done:
    """How many mails an order concerned."""

    mails: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How sending is; `oldest_due` is since when the longest waiting mail could have left."""

    as_of: datetime
    oldest_due: datetime | None
    pauses: list[steering.Pause]
    alerts: list[steering.Progress]

    def total(self, *states: str) -> int:
        """Mails in these states, of the alerts that are shown."""
        return sum(alert.states.get(state, 0) for alert in self.alerts for state in states)


async def carry_out(
    tx: Transaction, order: Order, by: UUID | None, by_name: str, program: str = "key"
) -> Done | Refusal:
    """Nothing is changed unless it is done whole, and written down.

    Where no person orders, `program` is whose key it was, such as key/ID.
    """
    refusal = refusal_of(order) or await _refusal_of_scope(tx, order)
    if refusal:
        return refusal
    done = await _carried_out(tx, order)
    if isinstance(done, Done):
        await steering.note(tx, order, by, by_name, done.mails)
        who = f"person/{by}" if by else program
        scope = f"{order.scope.reference or 'all alerts'} {order.scope.kind}".strip()
        audit.note(tx, who, f"gave the order to {order.what.value} mails", scope, mails=done.mails)
    return done


async def overview(tx: Transaction, alerts_shown: int) -> Overview:
    return Overview(
        as_of=tx.now,
        oldest_due=await queue.oldest_due(tx),
        pauses=await steering.all_pauses(tx),
        alerts=await steering.progress(tx, limit=alerts_shown),
    )


async def _refusal_of_scope(tx: Transaction, order: Order) -> Refusal | None:
    reference = order.scope.reference
    if reference and await alerts.title_of(tx, reference) is None:
        return Refusal("reference", f"The alert {reference} has not arrived here. Check the reference.")
    return None


async def _carried_out(tx: Transaction, order: Order) -> Done | Refusal:
    if order.what is What.PAUSE:
        return await _pause(tx, order)
    if order.what is What.RESUME:
        return await _resume(tx, order)
    act = steering.cancel if order.what is What.CANCEL else steering.retry
    touched = await act(tx, order.scope)
    if not touched:
        return Refusal("what", f"There is nothing to {order.what.value}: no such mail waits or failed.")
    await alerts.mark_changed(tx, {*touched})
    return Done(len(touched))


async def _pause(tx: Transaction, order: Order) -> Done | Refusal:
    if not await steering.pause(tx, order):
        return Refusal("what", f"This is paused already: {order.scope.in_words()}.")
    return Done(await steering.waiting(tx, order.scope))


async def _resume(tx: Transaction, order: Order) -> Done | Refusal:
    if not await steering.end_pause(tx, order.scope):
        return Refusal("what", f"This is not paused: {order.scope.in_words()}. Resume what the list shows.")
    return Done(await steering.wake(tx, order.scope))
