"""The frame of every event: CloudEvents 1.0 in structured JSON mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar, cast
from uuid import uuid4

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)

from contracts.wording import ONE_LINE

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE_PREFIX = "org.safety-cascade"


def _number(said: object) -> int:
    """As a string of digits, or as a number from those who do not know better."""
    if not isinstance(said, str | int):
        raise ValueError("must be a string of digits")  # noqa: TRY004 — pydantic turns only this one into a fault
    return int(said)


SequenceNumber = Annotated[
    int,
    BeforeValidator(_number),
    # CloudEvents' sequence extension is a string that sorts as the numbers do.
    PlainSerializer(lambda number: f"{number:010d}", return_type=str),
    Field(ge=1, json_schema_extra={"type": "string", "pattern": "^[0-9]{1,10}$"}),
]


class EventData(BaseModel):
    """What happened, without the frame; each subclass is one event in one version."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: ClassVar[str]
    version_of_event: ClassVar[int] = 1
    #: A snapshot carries the whole state of its subject, so that a hearer may drop a late one.
    snapshot: ClassVar[bool] = False

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, such as `org.safety-cascade.alert-issued.v1`."""
        return f"{TYPE_PREFIX}.{cls.file_name()}"

    @classmethod
    def file_name(cls) -> str:
        """How schema and example files of this event begin, such as `alert-issued.v1`."""
        return f"{cls.event}.v{cls.version_of_event}"

    def subject(self) -> str:
        """What the event is about; also its Kafka key, so that events about one thing stay in order."""
        raise NotImplementedError


D = TypeVar("D", bound=EventData)


class Event(BaseModel, Generic[D]):
    """One CloudEvent. Unknown attributes are ignored on reading, as the standard asks."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="utf8")

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[str, Field(min_length=1, max_length=200), ONE_LINE]
    source: Annotated[str, Field(min_length=1, max_length=200), ONE_LINE]
    type: Annotated[str, Field(min_length=1, max_length=200)]
    subject: Annotated[str, Field(max_length=200), ONE_LINE] | None = None
    time: AwareDatetime
    datacontenttype: Annotated[str, Field(pattern=r"^application/json")] = "application/json"
    sequence: SequenceNumber | None = None
    traceparent: Annotated[str, Field(max_length=100), ONE_LINE] | None = None
    data: D

    @model_validator(mode="before")
    @classmethod
    def _null_is_unset(cls, said: Any) -> Any:
        """As CloudEvents' JSON format asks for attributes."""
        return {name: v for name, v in said.items() if v is not None} if isinstance(said, dict) else said


def event_of(
    data: D, *, source: str, time: datetime, sequence: int | None = None, traceparent: str | None = None
) -> Event[D]:
    """Frame `data`; `time` is when it happened."""
    return _frame_of(type(data))(
        id=str(uuid4()),
        source=source,
        type=data.type_name(),
        subject=data.subject(),
        time=time,
        sequence=sequence,
        traceparent=traceparent,
        data=data,
    )


@cache
def _frame_of(kind: type[D]) -> type[Event[D]]:
    return cast("type[Event[D]]", Event.__class_getitem__(kind))


def to_json(event: Event[D]) -> bytes:
    """Structured mode: what is not known is left out rather than said to be null, as CloudEvents asks."""
    return _in_frame(event, event.data.model_dump_json())


class Written(NamedTuple):
    """What is said of one subject, in JSON already."""

    subject: str
    data: str


def written_to_json(
    said: Written, kind: type[EventData], *, source: str, time: datetime, sequence: int, traceparent: str
) -> bytes:
    """As `to_json` of `event_of`, but nothing is checked: who wrote the data keeps to its schema."""
    kind_of_frame: type[Event[Any]] = _frame_of(kind)
    frame = kind_of_frame.model_construct(
        id=str(uuid4()),
        source=source,
        type=kind.type_name(),
        subject=said.subject,
        time=time,
        sequence=sequence,
        traceparent=traceparent,
        data=None,
    )
    return _in_frame(frame, said.data)


def _in_frame(event: Event[D], data: str) -> bytes:
    frame = event.model_dump_json(exclude_none=True, exclude={"data"})
    return f'{frame[:-1]},"data":{data}}}'.encode()


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
