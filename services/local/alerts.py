"""The real alerts of sample/alerts.json as documents: what the sources do not state stays not stated."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.deadlines import LONDON, uk_day
from contracts.envelope import event_of, to_json
from contracts.events.alerts import Action, AlertIssued, Audience, AudienceGroup, Deadlines

ALERTS = Path(__file__).parent / "sample" / "alerts.json"
ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Summary and actions are in our own words."
)
TRUSTS = AudienceGroup(organisation_types=("nhs_trust", "nhs_foundation_trust"))
BOARDS = AudienceGroup(organisation_types=("icb",))
BOARDS_GROUP = "Integrated Care Boards"
#: The recipient groups of the central system that stand in our register, by the sector they are there.
SECTORS = {
    "Acute Trusts": "acute",
    "Specialists Trusts": "acute_specialist",
    "Ambulance Trusts": "ambulance",
    "Community Trusts": "community",
    "Care Trusts": "mental_health",
    "Learning Disabilities Trusts": "mental_health",
    "Mental Health & Learning Disabilities Trusts": "mental_health",
    "Mental Health & Social Care Trusts": "mental_health",
    "Mental Health Trusts": "mental_health",
}
EVERY_SECTOR = frozenset(SECTORS.values())
#: How the records name fields, and how people do.
FIELDS_IN_WORDS = {
    "issued_at_local": "time of issue",
    "underway_deadline": "underway by",
    "complete_deadline": "complete by",
    "recipients_first_list": "recipients who must respond",
    "recipients_second_list": "recipients who are told for information",
    "for_action_by": "for action by",
}
EXAMPLE = "NatPSA/2025/006/NHSPS"
#: The example is always the same event, so that producing it twice tells nobody twice.
EXAMPLE_ID = "0d7f8a52-6c1e-4b39-9a54-2f6c3f7d0e11"


@dataclass(frozen=True)
class LeftOut:
    """A record that is not enough for an alert."""

    reference_or_title: str
    reason: str


class _Confidence(BaseModel):
    not_confirmed: tuple[str, ...]
    note: str | None


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    reference: str | None
    title: str
    issuer_code: str
    issuer: str
    issued: date | None
    issued_at_local: datetime | None
    category: str | None
    classification: str | None
    joint_with: tuple[str, ...]
    for_action_by: str | None
    lead: str | None
    recipients_first_list: tuple[str, ...] | None
    recipients_second_list: tuple[str, ...] | None
    underway_deadline: date | None
    complete_deadline: date | None
    document_deadline: date | None
    issue_summary: str
    actions: tuple[Action, ...]
    additional_information: str | None
    responses_collected_on_cas: bool | None
    supersedes: tuple[str, ...]
    superseded_by: str | None
    superseded_on: date | None
    sources: tuple[str, ...]
    confidence: _Confidence


def sample_alerts() -> tuple[list[AlertIssued], list[LeftOut]]:
    """The records that are whole enough to be alerts, and the others with the reason."""
    alerts, left_out = [], []
    for record in _records():
        if reason := _why_left_out(record):
            left_out.append(LeftOut(record.reference or record.title, reason))
        else:
            alerts.append(_alert(record))
    return alerts, left_out


def moved_to(alert: AlertIssued, issued_at: datetime) -> AlertIssued:
    """The same alert as if it were issued at that instant, every deadline as many days later; mailed."""
    really = uk_day(alert.issued_at)
    moved_by = uk_day(issued_at) - really
    deadlines = {name: day + moved_by if day else None for name, day in alert.deadlines.model_dump().items()}
    note = f"the dates were moved for a demonstration: it was really issued on {_in_words(really)}"
    changes = {
        "issued_at": issued_at,
        "deadlines": deadlines,
        "not_confirmed": (*alert.not_confirmed, note),
        "mailing": "send",
    }
    return AlertIssued.model_validate(alert.model_dump() | changes)


def example_alert() -> AlertIssued:
    """The alert of contracts/examples/, with what an issuer who uses this service would state."""
    alerts, _ = sample_alerts()
    alert = next(alert for alert in alerts if alert.reference == EXAMPLE)
    changes: dict[str, Any] = {
        "short_title": "Penicillin allergy recorded as penicillamine allergy",
        "deadlines": {**alert.deadlines.model_dump(), "acknowledge_by": date(2025, 11, 24)},
        "not_confirmed": (*alert.not_confirmed, "acknowledge by: two working days after the day of issue"),
        "mailing": "send",
    }
    return AlertIssued.model_validate(alert.model_dump() | changes)


def example_event() -> str:
    """The same as a whole CloudEvent, as it stands in contracts/examples/alert-issued.v1.json."""
    alert = example_alert()
    event = event_of(alert, source="/publishing", time=alert.issued_at, sequence=1)
    said = json.loads(to_json(event.model_copy(update={"id": EXAMPLE_ID})))
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _records() -> Iterator[_Record]:
    for record in json.loads(ALERTS.read_text(encoding="utf-8"))["alerts"]:
        yield _Record.model_validate(record)


def _why_left_out(record: _Record) -> str | None:
    if record.reference is None:
        return "its reference was not confirmed by any source"
    if not record.actions:
        return "no action list was found in any source"
    return None


def _alert(record: _Record) -> AlertIssued:
    issued_at = _issued_at(record)
    deadlines, impossible = _deadlines(record, uk_day(issued_at))
    return AlertIssued.model_validate(
        {
            **record.model_dump(include=_AS_THEY_ARE),
            "issuer": {"code": record.issuer_code, "name": record.issuer},
            "issued_at": issued_at,
            "summary": record.issue_summary,
            "additional_information": _additional(record),
            "deadlines": deadlines,
            "audience": _audience(record),
            "mailing": "none",
            "source_url": next((url for url in record.sources if url.startswith("https:")), None),
            "attribution": ATTRIBUTION,
            "not_confirmed": (*_not_confirmed(record), *impossible),
        }
    )


_AS_THEY_ARE = {
    "reference",
    "title",
    "category",
    "classification",
    "joint_with",
    "for_action_by",
    "lead",
    "actions",
    "supersedes",
}


def _issued_at(record: _Record) -> datetime:
    """The central system shows London time without a zone; a day alone begins at midnight there."""
    if record.issued_at_local is not None:
        return record.issued_at_local.replace(tzinfo=LONDON)
    if record.issued is None:
        raise ValueError(f"{record.reference} has no day of issue")
    return datetime.combine(record.issued, time(), tzinfo=LONDON)


def _deadlines(record: _Record, issued_on: date) -> tuple[Deadlines, list[str]]:
    stated = Deadlines(underway_by=record.underway_deadline, complete_by=record.complete_deadline)
    possible = {words.replace(" ", "_"): day for words, day in stated.stated() if day >= issued_on}
    impossible = [
        f"{words}: the source says {_in_words(day)}, which is before the day of issue"
        for words, day in stated.stated()
        if day < issued_on
    ]
    return Deadlines.model_validate(possible), impossible


def _audience(record: _Record) -> Audience:
    """Trusts must respond and boards are told, unless the source says otherwise."""
    if record.responses_collected_on_cas is False:
        return Audience(must_respond=BOARDS, for_information=TRUSTS)
    if record.recipients_first_list is None:
        return Audience(must_respond=TRUSTS, for_information=BOARDS)
    return Audience(
        must_respond=_group(record.recipients_first_list),
        for_information=_group(record.recipients_second_list or ()),
    )


def _group(recipients: tuple[str, ...]) -> AudienceGroup:
    """Groups outside our register, such as GP practices, are not there to be told."""
    sectors = {SECTORS[group] for group in recipients if group in SECTORS}
    if sectors == EVERY_SECTOR:
        return TRUSTS
    if sectors:
        return AudienceGroup(sectors=tuple(sorted(sectors)))
    return BOARDS if BOARDS_GROUP in recipients else AudienceGroup()


def _additional(record: _Record) -> str | None:
    superseded = None
    if record.superseded_by:
        on = f" on {_in_words(record.superseded_on)}" if record.superseded_on else ""
        superseded = f"Superseded by {record.superseded_by}{on}."
    return " ".join(filter(None, (record.additional_information, superseded))) or None


def _not_confirmed(record: _Record) -> Iterator[str]:
    for said in record.confidence.not_confirmed:
        field, parted, rest = said.partition(" (")
        yield FIELDS_IN_WORDS.get(field, field) + parted + rest
    if record.issued_at_local is None and "issued_at_local" not in record.confidence.not_confirmed:
        yield FIELDS_IN_WORDS["issued_at_local"]
    if record.document_deadline:
        yield f"complete by: the document itself says {_in_words(record.document_deadline)}"
    if record.confidence.note:
        yield record.confidence.note


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
