"""Writing down what the organisation answered on CAS."""

from dataclasses import dataclass

from contracts.deadlines import uk_day
from contracts.events.actions import CasRecorded
from contracts.links import LinkClaims
from contracts.topics import ACTIONS
from services.access import deeds
from services.actions.domain.cas import read_status
from services.actions.domain.deciding import Attempt, Outcome
from services.actions.domain.fields import Fields
from services.actions.storage import decisions, records
from services.actions.storage.standing import standing as standing_of
from services.kit import outbox
from services.kit.database import Transaction


@dataclass(frozen=True, kw_only=True)
class SentCas:
    """The form as it came in."""

    cas_status: str
    answered_on: tuple[str, str, str]
    nonce: str


async def record_cas(tx: Transaction, link: LinkClaims, sent: SentCas) -> Attempt:
    """Each is added beside those before; the last one counts."""
    fields = Fields()
    status = read_status(fields, sent.cas_status)
    missing = "Enter the day on which it was answered on CAS"
    answered_on = fields.past_day("answered_on", sent.answered_on, uk_day(tx.now), missing)
    if fields.troubles or answered_on is None:
        return Attempt(Outcome.INVALID, fields.troubles)
    await records.hold(tx, link.reference, link.ods_code)
    standing = await standing_of(tx, link.reference, link.ods_code, link.person_id)
    before = [(one.cas_status, one.answered_on, one.nonce) for one in standing.cas]
    if (status, answered_on, sent.nonce) in before or [(status, answered_on)] == [b[:2] for b in before[-1:]]:
        return Attempt(Outcome.REPEATED)
    said = CasRecorded(
        reference=link.reference,
        version=standing.alert.version,
        ods_code=link.ods_code,
        cas_status=status,
        answered_on=answered_on,
        recorded_by=link.person_id,
        recorded_at=tx.now,
    )
    await decisions.add_cas(tx, said, standing.name_of(link.person_id), sent.nonce)
    await outbox.say(tx, ACTIONS, said)
    deeds.by_link(
        tx,
        link,
        "recorded an answer on CAS",
        version=said.version,
        cas_status=said.cas_status,
        answered_on=said.answered_on.isoformat(),
    )
    return Attempt(Outcome.RECORDED)
