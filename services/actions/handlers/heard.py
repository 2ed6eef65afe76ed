"""Keeping what the neighbours said."""

from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
)
from services.actions.domain.deciding import Order
from services.actions.domain.status import Command
from services.actions.handlers.count import count_again
from services.actions.handlers.moving import take
from services.actions.storage import decisions, heard, records
from services.actions.storage.standing import standing as standing_of
from services.kit.database import Transaction


async def keep_alert(tx: Transaction, alert: AlertIssued) -> None:
    """A new version may have other actions, so whoever had begun is looked at again."""
    if await heard.save_alert(tx, alert):
        for ods_code in await decisions.organisations_that_moved(tx, alert.reference):
            await records.hold(tx, alert.reference, ods_code)
            await _meet_version(tx, alert.reference, ods_code)
            await count_again(tx, alert.reference, ods_code)


async def keep_end(tx: Transaction, ended: AlertEnded) -> None:
    """Nothing is recorded from now on; what was recorded stays, and so does how far each organisation is."""
    await heard.save_end(tx, ended)


async def keep_correction(tx: Transaction, said: AudienceCorrected) -> None:
    """Nothing is recorded by those to whom it was sent in error; what they recorded stays."""
    await heard.save_correction(tx, said)


async def _meet_version(tx: Transaction, reference: str, ods_code: str) -> None:
    """Other actions open again what was closed with those before."""
    standing = await standing_of(tx, reference, ods_code)
    why = f"Version {standing.alert.version} of the alert has other actions."
    await take(tx, reference, standing, Order(command=Command.NEW_VERSION, reason=why))


async def keep_organisation(tx: Transaction, organisation: OrganisationRecorded) -> None:
    """Its name, for the page."""
    await heard.save_organisation(tx, organisation)


async def keep_person(tx: Transaction, person: PersonRecorded) -> None:
    """Who may answer, and under which name."""
    await heard.save_person(tx, person)


async def keep_audience(tx: Transaction, audience: AudienceFrozen | AudienceWidened) -> None:
    """Which organisations have to act, from the beginning or since a correction."""
    await heard.save_audience(tx, audience)


async def keep_acknowledgement(tx: Transaction, given: AlertAcknowledged) -> None:
    """For the strip of steps, and for the status of those who did nothing else yet."""
    await heard.save_acknowledgement(tx, given)


async def keep_withdrawal(tx: Transaction, withdrawn: AcknowledgementWithdrawn) -> None:
    """The organisation may be waiting again."""
    await heard.save_withdrawal(tx, withdrawn)


async def keep_question(tx: Transaction, asked: QuestionAsked) -> None:
    """It may block completion; signing waits for the same hold, so one of the two comes first."""
    await records.hold(tx, asked.reference, asked.ods_code)
    await heard.save_question(tx, asked)


async def keep_question_end(tx: Transaction, ended: QuestionAnswered | QuestionClosed) -> None:
    """It blocks nothing any more."""
    await heard.save_question_end(tx, ended)
