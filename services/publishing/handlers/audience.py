"""Looking at whom a draft goes to, and keeping what was seen beside its steps."""

from collections.abc import Sequence

from contracts.audience import Organisation, audience, in_force
from contracts.events.alerts import AlertEnded, AlertIssued
from services.kit import audit
from services.kit.database import Transaction
from services.publishing.domain.audience import Look, Snapshot, compared
from services.publishing.domain.correcting import with_it
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import Proposal, State, Step
from services.publishing.storage import alerts, audiences, corrections, register

#: What is kept beside these can be compared with later.
KEPT_AT = (Step.SUBMITTED, Step.APPROVED, Step.SCHEDULED, Step.ISSUED)


async def look(tx: Transaction, proposal: Proposal) -> Look | None:
    """By the register as it is known here now; once it was issued, as it was then.

    None of a draft that cannot be read yet, and of what goes to whoever has the alert. Of a correction those
    that it adds.
    """
    organisations = await register.all_organisations(tx)
    now = await _now(tx, proposal, organisations)
    if now is None:
        return None
    approved = await audiences.last_of(tx, proposal.id, Step.APPROVED) if _was_approved(proposal) else None
    closed = {one.ods_code for one in organisations if not one.active}
    return Look(
        now=now,
        since_approval=compared(approved.snapshot, now, closed) if approved else None,
        approved_at=approved.at if approved else None,
        is_known=bool(organisations),
        names={one.ods_code: one.name for one in organisations},
    )


async def _now(tx: Transaction, proposal: Proposal, organisations: Sequence[Organisation]) -> Snapshot | None:
    if proposal.state is State.ISSUED:
        issued = await audiences.last_of(tx, proposal.id, Step.ISSUED)
        return issued.snapshot if issued else None
    said = proposal.read(tx.now)
    if isinstance(said, tuple | AlertEnded):
        return None
    known = [one.document for one in await corrections.of_alert(tx, said.reference)]
    people = await register.all_people(tx)
    if isinstance(said, AlertIssued):
        return Snapshot.of(audience(said, organisations, people, in_force(known)))
    newest = await alerts.newest_version(tx, said.reference)
    added = {*said.must_respond, *said.for_information}
    if newest is None or not added:
        return None
    everybody = audience(newest.document, organisations, people, with_it(known, said))
    return Snapshot.of(one for one in everybody if one.organisation.ods_code in added)


async def names_of_people(tx: Transaction, seen: Look | None) -> dict[str, str]:
    """Of those who are told of because something changed about them."""
    changed = seen.since_approval.people() if seen and seen.since_approval else set()
    return await register.names_of_people(tx, changed) if changed else {}


async def keep(tx: Transaction, proposal: Proposal, step: Step, seen: Look | None, by: Person) -> None:
    """Beside the step that was taken; of an issue the audit also has what changed since the approval."""
    if seen is None or step not in KEPT_AT:
        return
    await audiences.add(tx, proposal.id, step, seen.now)
    if step is Step.ISSUED and seen.since_approval:
        details = seen.since_approval.details()
        audit.note(
            tx, by.actor, "issued to an audience", proposal.reference, version=proposal.version, **details
        )


def _was_approved(proposal: Proposal) -> bool:
    return proposal.state is State.ISSUED or proposal.is_approved
