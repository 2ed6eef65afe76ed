"""The briefing as its reader sees it, and noting that somebody comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.events.responses import Attendance, BriefingAttendanceNoted
from contracts.topics import RESPONSES
from services.access import deeds
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.domain import briefings
from services.responses.domain.briefings import Announced
from services.responses.domain.forms import Asks, Outcome, Patience, SentForm
from services.responses.domain.links import Link
from services.responses.handlers.acknowledge import choice_outcome
from services.responses.storage import attendances, heard


@dataclass(frozen=True)
class Shown:
    """The briefing, and what this person said of it last."""

    told: Announced
    mine: Attendance | None


async def announced(tx: Transaction, link: Link) -> Announced | None:
    return briefings.announced(await heard.versions(tx, link.claims), link)


async def shown(tx: Transaction, link: Link) -> Shown | None:
    told = await announced(tx, link)
    if told is None:
        return None
    return Shown(told, await attendances.of_person(tx, link.claims.reference, link.person.person_id))


async def note(
    tx: Transaction,
    link: Link,
    form: SentForm,
    chosen: Sequence[str],
    organisation: Sequence[str],
    patience: Patience,
) -> Outcome:
    """What was said last counts; the same said again is said once.

    A machine may well choose an attendance; it has no reason to choose just this organisation.
    """
    if trouble := briefings.noting_trouble(link, form, await announced(tx, link), chosen, patience):
        return trouble
    fits = await choice_outcome(tx, link, form, Asks.BRIEFING, organisation, patience)
    if fits is not Outcome.RECORDED:
        return fits
    said = BriefingAttendanceNoted(
        reference=link.claims.reference,
        version=link.claims.version,
        ods_code=link.claims.ods_code,
        person_id=link.person.person_id,
        attendance=Attendance(chosen[0]),
        noted_at=form.sent_at,
    )
    if await attendances.of_person(tx, said.reference, said.person_id) is said.attendance:
        return Outcome.REPEATED
    await attendances.add(tx, said.model_dump() | {"attendance": said.attendance.value})
    await outbox.say(tx, RESPONSES, said)
    deeds.by_link(
        tx,
        link.claims,
        "said whether they attend a briefing",
        version=said.version,
        attendance=said.attendance.value,
    )
    return Outcome.RECORDED
