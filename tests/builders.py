"""Valid by default: a test says only what matters to it. People and addresses are made up."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from contracts.attachments import Attachment
from contracts.envelope import D, Event, event_of
from contracts.events.alerts import (
    Action,
    AlertEnded,
    AlertIssued,
    Audience,
    AudienceCorrected,
    AudienceGroup,
    Briefing,
    Deadlines,
    Issuer,
)
from contracts.events.distribution import (
    AddressBounced,
    AudienceFrozen,
    AudienceOrganisation,
    AudienceWidened,
    DeliveriesCounted,
    Recipient,
)
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role

#: Friday 21 November 2025, a quarter past nine in London: tests live here unless they move the clock.
NOW = datetime(2025, 11, 21, 9, 15, tzinfo=UTC)
REFERENCE = "NatPSA/2025/006/NHSPS"
_PEOPLE = UUID("5b0c2f5e-7f5a-4f0e-9a53-0d3f2a6f0c11")


def person_id(who: str) -> UUID:
    """The same made-up person in every test."""
    return uuid5(_PEOPLE, who)


def an_alert(**changes: Any) -> AlertIssued:
    """The penicillamine alert of November 2025, cut to two actions."""
    alert = AlertIssued(
        reference=REFERENCE,
        title="Harm from incorrect recording of a penicillin allergy as a penicillamine allergy",
        short_title="Penicillin allergy recorded as penicillamine allergy",
        issuer=Issuer(code="NHSPS", name="NHS England national patient safety team"),
        issued_at=datetime(2025, 11, 20, 9, 58, tzinfo=UTC),
        summary="Staff have entered a penicillin allergy as an allergy to penicillamine.",
        actions=(
            Action(
                number=1, group="whole system", text="Find patients recorded with a penicillamine allergy."
            ),
            Action(number=2, group="secondary care", text="Cover safe recording of allergies in training."),
        ),
        deadlines=Deadlines(acknowledge_by=date(2025, 11, 24), complete_by=date(2026, 11, 20)),
        audience=Audience(
            must_respond=AudienceGroup(organisation_types=("nhs_trust", "nhs_foundation_trust")),
            for_information=AudienceGroup(organisation_types=("icb",)),
        ),
    )
    return AlertIssued.model_validate(alert.model_dump() | changes)


def a_briefing(**changes: Any) -> Briefing:
    """A call on Wednesday afternoon."""
    return Briefing.model_validate(
        {
            "starts_at": datetime(2025, 12, 3, 14, tzinfo=UTC),
            "ends_at": datetime(2025, 12, 3, 15, tzinfo=UTC),
            "joining": "https://meet.example/penicillin or 01632 960100",
            "capacity": 250,
        }
        | changes
    )


def an_attachment(**changes: Any) -> Attachment:
    """A checklist for wards, as a PDF."""
    return Attachment.model_validate(
        {
            "name": "Checklist for wards",
            "media_type": "application/pdf",
            "size": 1_234_567,
            "sha256": "0123456789abcdef" * 4,
            "address": "https://www.example/checklist.pdf",
        }
        | changes
    )


def an_end(outcome: str = "withdrawn", **changes: Any) -> AlertEnded:
    """That alert came to its end on Friday."""
    superseded_by = "NatPSA/2025/009/NHSPS" if outcome == "superseded" else None
    return AlertEnded.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "outcome": outcome,
            "reason": "It was sent in error.",
            "ended_at": NOW,
            "superseded_by": superseded_by,
        }
        | changes
    )


def a_correction(**changes: Any) -> AudienceCorrected:
    """Yeovil was left out of that alert."""
    return AudienceCorrected.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "number": 1,
            "reason": "It was left out.",
            "corrected_at": NOW,
            "must_respond": () if changes.keys() & {"for_information", "sent_in_error"} else ("RA4",),
        }
        | changes
    )


def an_organisation(**changes: Any) -> OrganisationRecorded:
    """Somerset's foundation trust, as the register knows it."""
    return OrganisationRecorded.model_validate(
        {
            "ods_code": "RH5",
            "name": "Somerset NHS Foundation Trust",
            "organisation_type": "nhs_foundation_trust",
            "sector": "acute",
            "region_code": "Y58",
            "region_name": "South West",
            "icb_code": "QSL",
        }
        | changes
    )


def a_person(who: str = "Asha Verma", **changes: Any) -> PersonRecorded:
    """A patient safety specialist of Somerset."""
    return PersonRecorded.model_validate(
        {
            "person_id": person_id(who),
            "ods_code": "RH5",
            "role": Role.SPECIALIST,
            "name": who,
            "email": f"{who.lower().replace(' ', '.')}@somerset.example",
        }
        | changes
    )


def an_audience(**changes: Any) -> AudienceFrozen:
    """Somerset must answer; Asha Verma was mailed."""
    somerset = AudienceOrganisation(
        ods_code="RH5",
        must_respond=True,
        recipients=(Recipient(person_id=person_id("Asha Verma"), role=Role.SPECIALIST),),
    )
    return AudienceFrozen.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "frozen_at": datetime(2025, 11, 20, 9, 58, 1, tzinfo=UTC),
            "acknowledge_by": datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC),
            "organisations": (somerset,),
        }
        | changes
    )


def a_widening(ods_code: str = "RA4", **changes: Any) -> AudienceWidened:
    """What a correction added to that audience: must answer, and nobody is registered."""
    added = AudienceOrganisation(ods_code=ods_code, must_respond=True)
    return AudienceWidened.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "number": 1,
            "frozen_at": NOW,
            "acknowledge_by": datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC),
            "organisations": (added,),
        }
        | changes
    )


def a_count(**changes: Any) -> DeliveriesCounted:
    """One mail to Somerset was accepted."""
    accepted = datetime(2025, 11, 20, 9, 58, 2, tzinfo=UTC)
    return DeliveriesCounted.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "ods_code": "RH5",
            "planned": 1,
            "accepted": 1,
            "deferred": 0,
            "bounced": 0,
            "unknown": 0,
            "first_accepted_at": accepted,
            "last_accepted_at": accepted,
            "counted_at": accepted,
        }
        | changes
    )


def a_bounce(who: str = "Asha Verma", **changes: Any) -> AddressBounced:
    """The mail of yesterday's alert came back five minutes later."""
    return AddressBounced.model_validate(
        {
            "bounce_id": person_id(f"a bounce of {who}"),
            "reference": REFERENCE,
            "version": 1,
            "ods_code": "RH5",
            "person_id": person_id(who),
            "kind": "alert-issued",
            "sent_at": datetime(2025, 11, 20, 9, 58, 2, tzinfo=UTC),
            "bounced_at": datetime(2025, 11, 20, 10, 3, tzinfo=UTC),
            "enhanced": "5.1.1",
            "reply": "550 5.1.1 [address]: no such user",
        }
        | changes
    )


def said(data: D, *, sequence: int | None = 1, source: str = "/tests", time: datetime = NOW) -> Event[D]:
    """`data` in its frame, as a consumer hears it."""
    return event_of(data, source=source, time=time, sequence=sequence)
