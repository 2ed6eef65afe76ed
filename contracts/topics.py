"""The map: which topic carries which events, who says them, who hears them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.envelope import Event, EventData
from contracts.events.actions import ActionRecorded, OrganisationProgressed
from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen, DeliveriesCounted
from contracts.events.register import OrganisationRecorded, PersonRecorded
from contracts.events.responses import AlertAcknowledged, QuestionAnswered, QuestionAsked, RecipientDisowned


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One Kafka topic. Its key is the event's subject; `retention` None keeps for ever."""

    name: str
    speaker: str
    hearers: tuple[str, ...]
    events: tuple[type[EventData], ...]
    partitions: int = 3
    retention: timedelta | None = None
    compacted: bool = False
    purpose: str

    @property
    def dead(self) -> str:
        """Where a message is parked that cannot be understood or handled."""
        return f"{self.name}.dead"


ALERTS = Topic(
    name="national-patient-safety-alerts",
    speaker="publishing",
    hearers=("publishing", "distribution", "responses", "actions", "oversight"),
    events=(AlertIssued,),
    purpose="The front door: every alert. What arrives here is untrusted.",
)
REGISTER = Topic(
    name="register",
    speaker="directory",
    hearers=("distribution", "responses", "actions", "oversight"),
    events=(OrganisationRecorded, PersonRecorded),
    compacted=True,
    purpose="Organisations and people, each as it stands now.",
)
DELIVERIES = Topic(
    name="deliveries",
    speaker="distribution",
    hearers=("responses", "actions", "oversight"),
    events=(AudienceFrozen, DeliveriesCounted),
    purpose="Whom an alert is for, and how its mails fared.",
)
RESPONSES = Topic(
    name="responses",
    speaker="responses",
    hearers=("directory", "distribution", "actions", "oversight"),
    events=(AlertAcknowledged, QuestionAsked, QuestionAnswered, RecipientDisowned),
    purpose="What people answered and asked.",
)
ACTIONS = Topic(
    name="actions",
    speaker="actions",
    hearers=("responses", "oversight"),
    events=(ActionRecorded, OrganisationProgressed),
    purpose="What each organisation did about each action.",
)

TOPICS = (ALERTS, REGISTER, DELIVERIES, RESPONSES, ACTIONS)
EVENTS: tuple[type[EventData], ...] = tuple(data for topic in TOPICS for data in topic.events)


class NotUnderstood(ValueError):  # noqa: N818 — it reads as a sentence where it is raised
    """The message is not an event of this topic; the text says what is wrong, without quoting it."""


class _Type(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str


def read(topic: Topic, message: bytes) -> Event[Any]:
    """Read one message of a topic. Raises NotUnderstood, with words that name fields and never values."""
    try:
        said = _Type.model_validate_json(message).type
        kind = next((kind for kind in topic.events if kind.type_name() == said), None)
        if kind is not None:
            return Event[kind].model_validate_json(message)  # type: ignore[valid-type]
    except ValidationError as error:
        raise NotUnderstood(in_words(error)) from None
    raise NotUnderstood(f"type: not an event of {topic.name}; expected one of {_types(topic)}")


def in_words(error: ValidationError) -> str:
    """What is wrong and where, without the values that were sent."""
    return "; ".join(
        f"{'.'.join(map(str, trouble['loc'])) or 'message'}: {trouble['msg']}"
        for trouble in error.errors(include_url=False, include_context=False, include_input=False)
    )


def _types(topic: Topic) -> str:
    return ", ".join(kind.type_name() for kind in topic.events)
