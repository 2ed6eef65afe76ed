"""Saying how far an organisation is, when that has changed."""

from contracts.events.actions import OrganisationProgressed
from contracts.topics import ACTIONS
from services.actions.domain.progress import OrganisationProgress, advanced
from services.actions.domain.standing import Standing
from services.actions.storage import progress
from services.actions.storage.standing import standing as standing_of
from services.kit import outbox
from services.kit.database import Transaction


async def count_again(tx: Transaction, reference: str, ods_code: str) -> None:
    """Say how far the organisation is when that is no longer what was said last.

    Nothing is said before somebody decided or recorded something: who acknowledged is said by responses.
    """
    standing = await standing_of(tx, reference, ods_code)
    if not standing.moves:
        return
    before = await progress.progress_of(tx, reference, ods_code)
    now_at = advanced(before, standing.alert.version, standing.tally, standing.moves)
    if now_at != before:
        await progress.save_progress(tx, reference, ods_code, now_at)
        await outbox.say(tx, ACTIONS, _progressed(tx, reference, standing, now_at))


def _progressed(
    tx: Transaction, reference: str, standing: Standing, now_at: OrganisationProgress
) -> OrganisationProgressed:
    return OrganisationProgressed(
        reference=reference,
        version=now_at.version,
        ods_code=standing.ods_code,
        progress=now_at.progress,
        done=now_at.tally.done,
        not_applicable=now_at.tally.not_applicable,
        outstanding=now_at.tally.outstanding,
        first_action_at=now_at.first_action_at,
        completed_at=now_at.completed_at,
        changed_at=tx.now,
        status=now_at.status,
        blocked=now_at.tally.blocked,
    )
