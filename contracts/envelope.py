"""The frame of every event: CloudEvents 1.0 in structured JSON mode.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from datetime import datetime
from typing import Annotated, ClassVar, Generic, Literal, TypeVar, cast
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
TYPE_PREFIX = "org.safety-cascade"

SequenceNumber = Annotated[
    int,
    BeforeValidator(int),
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
    id: Annotated[str, Field(min_length=1, max_length=200)]
    source: Annotated[str, Field(min_length=1, max_length=200)]
    type: Annotated[str, Field(min_length=1, max_length=200)]
    subject: Annotated[str, Field(max_length=200)] | None = None
    time: AwareDatetime
    datacontenttype: Annotated[str, Field(pattern=r"^application/json")] = "application/json"
    sequence: SequenceNumber | None = None
    traceparent: Annotated[str, Field(max_length=100)] | None = None
    data: D


def event_of(
    data: D, *, source: str, time: datetime, sequence: int | None = None, traceparent: str | None = None
) -> Event[D]:
    """Frame `data`; `time` is when it happened."""
    frame = cast("type[Event[D]]", Event.__class_getitem__(type(data)))
    return frame(
        id=str(uuid4()),
        source=source,
        type=data.type_name(),
        subject=data.subject(),
        time=time,
        sequence=sequence,
        traceparent=traceparent,
        data=data,
    )


def to_json(event: Event[D]) -> bytes:
    """Structured mode: what is not known is left out rather than said to be null, as CloudEvents asks."""
    frame = event.model_dump_json(exclude_none=True, exclude={"data"})
    data = event.data.model_dump_json()
    return f'{frame[:-1]},"data":{data}}}'.encode()
