"""Planning the mail that takes an answer to whoever asked."""

from email.utils import parseaddr

from contracts.events.responses import QuestionAnswered
from services.distribution.config import Settings
from services.distribution.domain.audience import Organisation, Person
from services.distribution.domain.errors import AskerNotKnown
from services.distribution.domain.sending import Kind, Lane, message_id
from services.distribution.storage import alerts, ledger, register
from services.kit.database import Transaction
from services.kit.log import log


async def plan_answer(tx: Transaction, answered: QuestionAnswered, settings: Settings) -> None:
    """One mail to the asker; nobody is mailed who has left the register since."""
    asker = await register.person(tx, answered.person_id)
    organisation = await register.organisation(tx, answered.ods_code)
    alert_known = await alerts.alert_known(tx, answered.reference, answered.version)
    if asker is None or organisation is None or alert_known is None:
        raise AskerNotKnown(f"question {answered.question_id}")
    if not asker.active:
        log.info("the asker is no longer registered", question=str(answered.question_id))
        return
    await alerts.save_answer(tx, answered)
    await ledger.plan(tx, [_mail(answered, asker, organisation, settings)])


def _mail(
    answered: QuestionAnswered, asker: Person, organisation: Organisation, settings: Settings
) -> ledger.Planned:
    kind = Kind.QUESTION_ANSWERED
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    return ledger.Planned(
        person_id=asker.person_id,
        ods_code=answered.ods_code,
        reference=answered.reference,
        version=answered.version,
        kind=kind,
        question_id=answered.question_id,
        address=asker.email,
        person_name=asker.name,
        organisation_name=organisation.name,
        role=asker.role,
        colleagues="",
        must_respond=False,
        lane=Lane.ANSWER,
        message_id=message_id(
            domain, asker.person_id, answered.reference, answered.version, kind, answered.question_id
        ),
    )
