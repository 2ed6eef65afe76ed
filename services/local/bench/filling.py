"""A full database: what the topics told comes through the services' own doors, answers as rows at once."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import text

from contracts.envelope import EventData, event_of
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen, AudienceOrganisation, Recipient
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from contracts.links import LinkClaims
from services.kit.service import Service

EXAMPLE = "alert-issued.v1.json"
_PEOPLE = UUID("0d1f3c1a-58d5-4f3e-93a2-8c2f5d4f7a10")
#: One specialist of each organisation acknowledged; every third asked, and the national team answered.
_ANSWERS = {
    "responses": (
        """INSERT INTO responses.acknowledgements (reference, version, person_id, ods_code, role, name,
               acknowledged_at, first_of_organisation, page_shown_at, delivered_at, user_agent)
           SELECT a.reference, a.version, p.person_id, p.ods_code, p.role, p.name,
               :now, true, :now, :now, 'bench'
           FROM responses.audience_organisations a JOIN responses.people p USING (ods_code)""",
        """INSERT INTO responses.deliveries (reference, version, ods_code, first_accepted_at, counted_at)
           SELECT reference, version, ods_code, :now, :now FROM responses.audience_organisations""",
        """INSERT INTO responses.questions (question_id, reference, version, ods_code, person_id,
               question, asked_at)
           SELECT gen_random_uuid(), a.reference, a.version, p.ods_code, p.person_id,
               'Does this apply to paper charts as well?', :now
           FROM responses.audience_organisations a JOIN responses.people p USING (ods_code)
           WHERE hashtext(p.ods_code || a.reference) % 3 = 0""",
        """INSERT INTO responses.answers (question_id, answer, answered_at, answered_by)
           SELECT question_id, 'Yes, to every chart that is in use.', :now, 'The national team'
           FROM responses.questions""",
        """INSERT INTO responses.progress (reference, ods_code, progress, done, not_applicable, outstanding,
               first_action_at, changed_at)
           SELECT reference, ods_code, 'in_progress', 2, 0, 1, :now, :now
           FROM responses.audience_organisations""",
    ),
    "actions": (
        """INSERT INTO actions.acknowledgements (reference, version, ods_code, person_id, acknowledged_at)
           SELECT a.reference, a.version, a.ods_code, p.person_id, :now
           FROM actions.audiences a JOIN actions.people p USING (ods_code)""",
        """INSERT INTO actions.records (reference, ods_code, number, revision, version, state, done_by,
               done_on, note, recorded_by, recorded_at, nonce)
           SELECT a.reference, a.ods_code, n, 1, a.version, 'done', 'Ward manager',
               CAST(:now AS date), 'Done on all wards.', p.person_id, :now, gen_random_uuid()::text
           FROM actions.audiences a JOIN actions.people p USING (ods_code), generate_series(1, 2) n""",
        """INSERT INTO actions.progress (reference, ods_code, version, progress, done, not_applicable,
               outstanding, first_action_at)
           SELECT reference, ods_code, version, 'in_progress', 2, 0, 1, :now FROM actions.audiences""",
    ),
}


@dataclass(frozen=True)
class Size:
    """Every alert was for every organisation."""

    organisations: int = 1000
    alerts: int = 50

    @property
    def codes(self) -> Sequence[str]:
        return [f"R{number:04}" for number in range(self.organisations)]

    @property
    def references(self) -> Sequence[str]:
        return [f"NatPSA/{2020 + number // 100}/{number % 100 + 1:03}/NHSPS" for number in range(self.alerts)]

    def claims(self, code: str, reference: str) -> LinkClaims:
        """Whose link it is to answer this alert for this organisation."""
        return LinkClaims(person_id=specialist(code), ods_code=code, reference=reference, version=1)


def specialist(code: str) -> UUID:
    """The one specialist of an organisation."""
    return uuid5(_PEOPLE, code)


async def fill(
    services: Iterable[Service], size: Size, now: datetime, progress: Callable[[str], None]
) -> None:
    """Let each service hear the register, alerts and audiences; then give every organisation's answers."""
    for service in services:
        progress(f"Filling {service.name}: {size.organisations} organisations, {size.alerts} alerts")
        async with service.database.transaction() as tx:
            for sequence, data in enumerate(facts(size, now), start=1):
                event = event_of(data, source="/bench", time=now, sequence=sequence)
                for door in service.doors:
                    if door.event is type(data):
                        await door.hear(tx, event, service.settings)
            for statement in _ANSWERS.get(service.name, ()):
                await tx.execute(text(statement), {"now": now})
        await _settle(service)


async def _settle(service: Service) -> None:
    """As PostgreSQL does by itself once it finds the time."""
    async with service.database.engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text("ANALYZE"))


def facts(size: Size, now: datetime) -> Iterator[EventData]:
    """What the topics tell, in the order in which it comes about."""
    for number, code in enumerate(size.codes):
        yield OrganisationRecorded(
            ods_code=code,
            name=f"Trust number {number}",
            organisation_type="nhs_trust",
            region_code=f"Y{number % 7}",
            region_name=f"Region {number % 7}",
        )
        yield PersonRecorded(
            person_id=specialist(code),
            ods_code=code,
            role=Role.SPECIALIST,
            name=f"Specialist number {number}",
            email=f"specialist.{number}@trust.example",
        )
    for reference in size.references:
        yield an_alert(reference, now)
        yield _audience(reference, size, now)


def an_alert(reference: str, now: datetime) -> AlertIssued:
    """As long as a real one: the alert of the contracts' example under another reference."""
    example: dict[str, Any] = json.loads((files("contracts") / "examples" / EXAMPLE).read_text("utf-8"))
    changed = {"reference": reference, "version": 1, "issued_at": now, "deadlines": {}}
    return AlertIssued.model_validate(example["data"] | changed)


def _audience(reference: str, size: Size, now: datetime) -> AudienceFrozen:
    everybody = (
        AudienceOrganisation(
            ods_code=code,
            must_respond=True,
            recipients=(Recipient(person_id=specialist(code), role=Role.SPECIALIST),),
        )
        for code in size.codes
    )
    return AudienceFrozen(
        reference=reference, version=1, frozen_at=now, acknowledge_by=now, organisations=tuple(everybody)
    )
