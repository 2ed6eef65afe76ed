"""The mails of an alert itself, to those whom it is for."""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from uuid import UUID

from contracts.audience import Addressed, Person
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceOrganisation, Recipient
from services.distribution.config import Settings
from services.distribution.domain.audience import colleagues
from services.distribution.domain.sending import Kind, Lane, lane, message_id
from services.distribution.storage.ledger import Planned


def alert_mails(
    alert: AlertIssued, addressed: Sequence[Addressed], settings: Settings, correction_id: UUID | None = None
) -> Iterator[Planned]:
    """One for each recipient; those of a correction are mails of their own, whoever got the alert before."""
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    # Whoever must answer is planned first, and the mails of one organisation stand together.
    for one in sorted(addressed, key=lambda each: not each.must_respond):
        goes_in = lane(alert, must_respond=one.must_respond)
        for person in one.recipients:
            yield _mail(alert, one, person, goes_in, domain, correction_id)


def _mail(
    alert: AlertIssued, one: Addressed, person: Person, goes_in: Lane, domain: str, correction_id: UUID | None
) -> Planned:
    kind, version = Kind.ALERT_ISSUED, alert.version
    return Planned(
        person_id=person.person_id,
        ods_code=one.organisation.ods_code,
        reference=alert.reference,
        version=version,
        kind=kind,
        occasion_id=correction_id,
        address=person.email,
        person_name=person.name,
        organisation_name=one.organisation.name,
        role=person.role,
        colleagues=colleagues(person, one.recipients),
        must_respond=one.must_respond,
        lane=goes_in,
        message_id=message_id(domain, person.person_id, alert.reference, version, kind, correction_id),
    )


def told(addressed: Sequence[Addressed]) -> tuple[AudienceOrganisation, ...]:
    """Exactly whom it is for, as it is said to the other services."""
    return tuple(
        AudienceOrganisation(
            ods_code=one.organisation.ods_code,
            must_respond=one.must_respond,
            recipients=tuple(Recipient(person_id=p.person_id, role=p.role) for p in one.recipients),
        )
        for one in addressed
    )
