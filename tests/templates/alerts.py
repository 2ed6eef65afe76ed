"""NatPSA/2025/006/NHSPS as a mail takes it, and the marks that stand where one person's values will be."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from contracts.attachments import Attachment
from contracts.events.alerts import Briefing, Change


@dataclass(frozen=True)
class AnAction:
    number: int
    group: str | None
    text: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnAlert:
    reference: str = "NatPSA/2025/006/NHSPS"
    version: int = 1
    title: str = "Harm from incorrect recording of a penicillin allergy as a penicillamine allergy"
    short_title: str | None = "penicillin allergy recorded as penicillamine allergy"
    status: str = "actual"
    issuer_name: str = "NHS England national patient safety team"
    category: str | None = None
    issued_at: datetime = datetime(2025, 11, 20, 9, 58, tzinfo=UTC)
    summary: str = (
        "Staff have entered a penicillin allergy as an allergy to penicillamine, a different medicine "
        "with a similar name, because some electronic prescribing screens offer penicillamine first or "
        "only. A patient with a real penicillin allergy can then be given a penicillin antibiotic. A "
        "review of three years of national incident data (315 relevant reports) found one death after an"
        " anaphylactic reaction. The wrong entry can spread between care settings through shared "
        "records, and no single system is to blame."
    )
    opening: str = (
        "Staff have entered a penicillin allergy as an allergy to penicillamine. A patient with a real "
        "penicillin allergy can then be given a penicillin antibiotic."
    )
    actions: tuple[AnAction, ...] = (
        AnAction(
            1,
            "whole system",
            "Through a working group across a suitable area, chaired by a chief clinical information "
            "officer: run reports in the relevant primary and secondary care systems to find patients "
            "recorded with a penicillamine allergy.",
        ),
        AnAction(
            2,
            "whole system",
            "Clinically review whether each of those allergy entries is right and correct it where it is "
            "not.",
        ),
        AnAction(
            3,
            "whole system",
            "Make sure the allergy record is updated in electronic prescribing and in every related "
            "system that holds allergy status.",
        ),
        AnAction(
            4,
            "secondary care",
            "Cover safe recording of allergy status, including checking and correcting it on admission "
            "and discharge, in allergy guidance and training.",
        ),
        AnAction(
            5,
            "primary care",
            "Add checks when staff, above all non-clinical staff, enter an allergy; for example consider"
            " a clinical review if penicillamine is the stated allergen.",
        ),
        AnAction(
            6,
            "all organisations",
            "Work with suppliers of digital systems on technical measures that prevent the wrong choice.",
        ),
    )
    for_action_by: str | None = (
        "acute, community and mental health providers; health and justice services; primary care "
        "including nursing and care homes; general practice; community pharmacy"
    )
    lead: str | None = (
        "executive lead (or equal role where there is no board), supported by clinical leaders in "
        "clinical informatics, immunology, pharmacy, medicine and nursing"
    )
    additional_information: str | None = "All actions as soon as possible and at latest by the deadline."
    acknowledge_by: datetime = datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)
    underway_by: date | None = None
    complete_by: date | None = date(2026, 11, 20)
    source_url: str | None = "https://www.cas.mhra.gov.uk/ViewandAcknowledgment/ViewAlert.aspx?AlertID=103270"
    attribution: str | None = (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )
    change: Change | None = None
    briefing: Briefing | None = None
    attachments: tuple[Attachment, ...] = ()


PERSONAL = (
    "person_name",
    "role_name",
    "organisation_name",
    "ods_code",
    "link",
    "site",
    "colleagues",
)
MARKS = {name: f"%%{name}%%" for name in PERSONAL}
EXAMPLE = {
    "person_name": "Amina Example",
    "role_name": "patient safety specialist",
    "organisation_name": "Somerset NHS Foundation Trust",
    "ods_code": "RH5",
    "link": "https://cascade.example/r/" + "eyJhbGciOiJFZERTQSJ9" * 8,
    "site": "https://cascade.example",
    "colleagues": "One other specialist and the executive lead of your organisation got this mail too.",
}
