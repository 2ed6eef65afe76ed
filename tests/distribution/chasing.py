"""A chase as it is played in tests: who answers what, the day's round, and the mails it sends."""

from datetime import UTC, datetime
from typing import Any

from contracts.events.actions import OrganisationProgressed, Progress
from contracts.events.register import Role
from contracts.events.responses import AcknowledgementWithdrawn, AlertAcknowledged
from tests.builders import REFERENCE, a_person, an_organisation, person_id
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

#: Eight in the morning, and after the mails were given time to settle.
MORNING, LATER = (8, 0), (8, 6)


def acknowledged(ods_code: str = "RH5", **changes: Any) -> AlertAcknowledged:
    own = {
        "reference": REFERENCE,
        "version": 1,
        "ods_code": ods_code,
        "person_id": person_id("Person 0"),
        "role": Role.SPECIALIST,
        "acknowledged_at": datetime(2025, 11, 24, 8, 2, tzinfo=UTC),
        "first_of_organisation": True,
    }
    return AlertAcknowledged.model_validate(own | changes)


def withdrawn() -> AcknowledgementWithdrawn:
    return AcknowledgementWithdrawn(
        reference=REFERENCE,
        version=1,
        ods_code="RH5",
        person_id=person_id("Person 0"),
        reason="It was the wrong alert.",
        withdrawn_at=datetime(2025, 11, 24, 9, tzinfo=UTC),
    )


def progressed(progress: Progress, reference: str = REFERENCE) -> OrganisationProgressed:
    return OrganisationProgressed(
        reference=reference,
        version=1,
        ods_code="RH5",
        progress=progress,
        done=0,
        not_applicable=0,
        outstanding=2,
        changed_at=datetime(2025, 11, 24, 8, 2, tzinfo=UTC),
    )


async def chase(stage: Stage, day: int, at: tuple[int, int] = MORNING) -> None:
    """November's; the round is held, and nothing is sent yet."""
    stage.clock.now = datetime(2025, 11, day, *at, tzinfo=UTC)
    await next(job.tick for job in stage.service.jobs if "chases" in job.name)()


async def send(stage: Stage, day: int) -> None:
    stage.clock.now = datetime(2025, 11, day, *LATER, tzinfo=UTC)
    await stage.send()


def to(sink: Sink) -> list[str]:
    return sorted(recipient.partition("@")[0] for recipient, _ in sink.taken)


async def issued(stage: Stage, sink: Sink) -> None:
    """On Thursday, to be acknowledged by Monday; everybody has the alert."""
    stage.clock.now = datetime(2025, 11, 20, 10, tzinfo=UTC)
    somerset = (
        a_person("Ben", role=Role.DEPUTY, email="ben@x.example"),
        a_person("Box", role=Role.SHARED_MAILBOX, email="box@x.example"),
        a_person("Elena", role=Role.EXECUTIVE_LEAD, email="elena@x.example"),
        a_person("Rhys", role=Role.REGIONAL_LEAD, ods_code="Y58", email="rhys@x.example"),
    )
    region = an_organisation(ods_code="Y58", name="South West", organisation_type="region")
    yeovil = an_organisation(ods_code="RA4", name="Yeovil")
    await stage.hear(region, yeovil, *somerset)
    await stage.issue("asha@x.example")
    await stage.send()
    sink.taken.clear()
