"""Each event in words: what it was, who did it, and every field of it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from contracts.deadlines import LONDON
from contracts.envelope import EventData
from contracts.events import actions, alerts, distribution, responses
from services.oversight.domain.history import Heard


class Named(Protocol):
    """Somebody whom an id stands for."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...


NATION, SERVICE = "The national team", "This service"
#: What each event is called, and which of its fields says who did it; or who always does.
_TOLD: Mapping[type[EventData], tuple[str, str]] = {
    alerts.AlertIssued: ("The alert was issued, version {version}", "issuer"),
    alerts.AlertEnded: ("The alert was {outcome}", NATION),
    alerts.AudienceCorrected: ("Whom the alert is for was corrected", NATION),
    distribution.AudienceWidened: ("It was settled whom a correction adds to version {version}", SERVICE),
    distribution.AudienceFrozen: ("It was settled whom version {version} is for", SERVICE),
    distribution.DeliveriesCounted: ("How the mails of version {version} last stood", SERVICE),
    distribution.AddressBounced: ("A mail came back: {kind}", SERVICE),
    distribution.HeartbeatArrived: ("The heartbeat arrived in its mailbox", SERVICE),
    responses.AlertAcknowledged: ("The alert was acknowledged", "person_id"),
    responses.AcknowledgementDoubted: ("An acknowledgement was kept as needing to be confirmed", "person_id"),
    responses.AcknowledgementWithdrawn: ("An acknowledgement was taken back", "person_id"),
    responses.QuestionAsked: ("A question was asked", "person_id"),
    responses.QuestionAnswered: ("A question was answered", NATION),
    responses.QuestionPublished: ("A question and its answer were published to all", NATION),
    responses.QuestionClosed: ("A question was closed", NATION),
    responses.PartnerCommented: ("A patient safety partner commented", "person_id"),
    responses.BriefingAttendanceNoted: ("Of the briefing it was said: {attendance}", "person_id"),
    responses.RecipientDisowned: ("A recipient said that the link is not theirs", "person_id"),
    actions.DecisionRecorded: ("It was decided: {decision}", "decided_by"),
    actions.ActionRecorded: ("Action {number} was recorded: {state}", "recorded_by"),
    actions.ActionAssigned: ("Action {number} was handed to {owner_name}", "assigned_by_name"),
    actions.AssignmentEnded: ("The link for action {number} was ended: {outcome}", "ended_by"),
    actions.SignOffRequested: ("{executive_name} was asked to sign off", "requested_by_name"),
    actions.SignOffSettled: ("The sign-off was settled: {outcome}", "settled_by_name"),
    actions.CasRecorded: ("An answer on CAS was noted: {cas_status}", "recorded_by"),
    actions.OrganisationProgressed: ("How far the organisation last was", SERVICE),
}
_BY_TYPE = {kind.type_name(): told for kind, told in _TOLD.items()}
#: Told once for the whole paper, or with every event.
_TOLD_ABOVE = {"reference", "ods_code", "version"}
_TOLD_IN_TABLES = {
    distribution.AudienceFrozen.type_name(): {"organisations"},
    distribution.AudienceWidened.type_name(): {"organisations"},
    distribution.DeliveriesCounted.type_name(): {"mails"},
}
_CODED = re.compile(r"[a-z]+(_[a-z]+)+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")


def told_elsewhere(event_type: str) -> set[str]:
    """Fields that stand on the same paper already: at its head, with each event, or row by row."""
    return _TOLD_ABOVE | _TOLD_IN_TABLES.get(event_type, set())


def title_of(one: Heard) -> str:
    """What happened; an event that is new here is told by its own name."""
    title, _ = _BY_TYPE.get(one.event_type, (_name_in_words(one.event_type), ""))
    coded = {name: _coded(value) if isinstance(value, str) else value for name, value in one.document.items()}
    return title.format_map(coded)


def _name_in_words(event_type: str) -> str:
    return event_type.split(".")[-2].replace("-", " ").capitalize() if "." in event_type else event_type


def who_of(one: Heard, people: Mapping[UUID, Named]) -> str | None:
    """Who did it, by name where it is known."""
    _, who = _BY_TYPE.get(one.event_type, ("", ""))
    if who in (NATION, SERVICE):
        return who
    said = one.document.get(who)
    return said["name"] if isinstance(said, Mapping) else named_by(people, said) or said


def named_by(people: Mapping[UUID, Named], said: Any) -> str | None:
    """Whom an id stands for; None for what is none, or nobody's."""
    try:
        return people[UUID(said)].name
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def fields_in_words(
    said: Mapping[str, Any], people: Mapping[UUID, Named], *, but: frozenset[str] | set[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Every field with its value, those that say nothing too."""
    for name, value in said.items():
        if name not in but:
            yield name.replace("_", " ").capitalize(), value_in_words(value, people)


def value_in_words(value: Any, people: Mapping[UUID, Named]) -> str:
    """A value as a person reads it; texts are as they were written."""
    if value is None:
        return "Not stated"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text}" for name, text in fields_in_words(value, people))
    if isinstance(value, list | tuple):
        return "\n".join(value_in_words(one, people) for one in value) or "None"
    return _text(str(value), people)


def _text(text: str, people: Mapping[UUID, Named]) -> str:
    if name := named_by(people, text):
        return f"{name}, {_coded(people[UUID(text)].role)} ({text})"
    if _INSTANT.fullmatch(text):
        return instant_in_words(datetime.fromisoformat(text))
    return _coded(text)


def _coded(text: str) -> str:
    return text.replace("_", " ") if _CODED.fullmatch(text) else text


def when_and_by_whom(at: datetime, who: str | None) -> str:
    """Friday 21 November 2025, 09:15:00, by Asha Verma."""
    if who is None:
        return instant_in_words(at)
    name = who[0].lower() + who[1:] if who in (NATION, SERVICE) else who
    return f"{instant_in_words(at)}, by {name}"


def instant_in_words(at: datetime) -> str:
    """To the second, as evidence must be: Friday 21 November 2025, 09:15:00."""
    local = at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M:%S}"
