"""What is kept of each event: all it said, cut to one organisation, and without addresses for mail."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from pydantic import EmailStr

from contracts.envelope import EventData
from contracts.events.alerts import AudienceCorrected
from contracts.events.distribution import AudienceFrozen, AudienceWidened, DeliveriesCounted
from contracts.topics import EVENTS

#: What an event's own fields say in JSON.
Document = Mapping[str, Any]
#: Of these the newest says all that earlier ones said.
_SNAPSHOTS = {kind.type_name() for kind in EVENTS if kind.snapshot}


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One event as it was kept; `ods_code` is None for what concerns every organisation of the alert."""

    source: str
    event_id: str
    event_type: str
    sequence: int | None = None
    reference: str
    version: int
    ods_code: str | None = None
    at: datetime
    document: Document

    def is_a(self, kind: type[EventData]) -> bool:
        return self.event_type == kind.type_name()

    @property
    def order(self) -> tuple[datetime, str, int, str]:
        """When it happened; of one source's events at one instant, as they were said."""
        return self.at, self.source, self.sequence or 0, self.event_id


def parts(data: EventData) -> Iterator[tuple[str | None, Document]]:
    """Whom each part concerns, and its document; an audience is parted, so that nobody sees another's."""
    document = without_addresses(data)
    if isinstance(data, AudienceCorrected):
        yield from _of_a_correction(document)
    elif isinstance(data, AudienceFrozen | AudienceWidened):
        for one in document["organisations"]:
            yield one["ods_code"], document | {"organisations": [one]}
    else:
        yield document.get("ods_code"), document


def _of_a_correction(document: Document) -> Iterator[tuple[str, Document]]:
    names = ("must_respond", "for_information", "sent_in_error")
    for name in names:
        for code in document[name]:
            yield code, {**document, **{other: [] for other in names}, name: [code]}


def without_addresses(data: EventData) -> dict[str, Any]:
    """Addresses stay with whoever mails; everything else is evidence."""
    addresses = {name for name, field in type(data).model_fields.items() if _is_address(field.annotation)}
    return data.model_dump(mode="json", exclude=addresses)


def _is_address(annotation: Any) -> bool:
    return EmailStr in (annotation, *get_args(annotation))


def in_order(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    """As things happened; of each version's snapshots only the newest, whichever others were heard."""
    everything = sorted(heard, key=lambda one: one.order)
    newest = {_subject(one): one for one in sorted(everything, key=lambda one: one.sequence or 0)}
    return tuple(
        one for one in everything if one.event_type not in _SNAPSHOTS or newest[_subject(one)] is one
    )


def _subject(one: Heard) -> tuple[str, str, str | None, int]:
    # Mails are counted for each version apart; how far an organisation is, for the alert.
    version = one.version if one.is_a(DeliveriesCounted) else 0
    return one.event_type, one.reference, one.ods_code, version


def of_kind(heard: Iterable[Heard], *kinds: type[EventData]) -> tuple[Heard, ...]:
    """Only these events, in their order."""
    names = {kind.type_name() for kind in kinds}
    return tuple(one for one in heard if one.event_type in names)
