"""What is wrong with an alert document, in words that say how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from contracts.envelope import Event
from contracts.events.alerts import AlertIssued, Audience

#: Far below what the topic carries, far above what anybody reads.
MOST_BYTES = 1_000_000

_DATE = "must be a day that exists, such as 2025-11-24"
_INSTANT = "must be a day and time with its zone, such as 2025-11-20T09:58:00Z"
#: By pydantic's name of the fault; {} stands for the limit it names.
_WORDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "must be {} characters or fewer: shorten it",
    "too_short": "must have at least one",
    "too_long": "must have {} or fewer",
    "enum": "must be {}",
    "literal_error": "must be {}",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be {} or more",
    "less_than_equal": "must be {} or less",
    "timezone_aware": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_type": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "url_parsing": "must be a whole address that begins with https://",
    "url_scheme": "must be a whole address that begins with https://",
    "model_type": "must be an object with its own fields",
    "model_attributes_type": "must be an object with its own fields",
    "tuple_type": "must be a list",
    "string_pattern_mismatch": (
        "must look like NatPSA/2025/006/NHSPS: NatPSA, the year, a number of three digits and the issuer, "
        "parted by slashes"
    ),
}
_LIMITS = ("max_length", "expected", "ge", "le")
#: How the contract's faults about the whole document begin, and the field where they are mended.
_WHOLE = {
    "the audience is empty": "audience.must_respond",
    "action numbers": "actions",
    "attachments": "attachments",
    "acknowledge by": "deadlines.acknowledge_by",
    "underway by": "deadlines.underway_by",
    "complete by": "deadlines.complete_by",
}


@dataclass(frozen=True)
class Fault:
    """`field` is the path in the document, such as `actions.0.text`; `kind` is pydantic's name of it."""

    field: str
    words: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.field}: {self.words}"


def read_document(document: Any) -> AlertIssued | tuple[Fault, ...]:
    """The alert in a document or in the `data` of a CloudEvent, or all that is wrong with it."""
    whole = is_event(document)
    if whole and (fault := of_another_kind(document)):
        return (fault,)
    try:
        alert = (
            Event[AlertIssued].model_validate(document).data
            if whole
            else AlertIssued.model_validate(document)
        )
    except ValidationError as error:
        return (*faults_of(error), *_nobody_to_tell(document, error))
    return tuple(beyond_the_contract(alert)) or alert


def is_event(document: Any) -> bool:
    """Whether it is a whole CloudEvent rather than the alert alone."""
    return isinstance(document, dict) and "specversion" in document and "type" in document


def of_another_kind(event: Any) -> Fault | None:
    """What is wrong with a CloudEvent that is not an issued alert."""
    if event["type"] == AlertIssued.type_name():
        return None
    return Fault("type", f"must be {AlertIssued.type_name()}")


def event_key(document: Any) -> str | None:
    """What names a CloudEvent for ever: its source and its id together."""
    if not is_event(document):
        return None
    return f"{document.get('source')} {document.get('id')}"


def faults_of(error: ValidationError) -> Iterator[Fault]:
    """Each fault with its field; the values that were sent are never repeated."""
    faults = list(_each_fault(error))
    for fault in faults:
        # Pydantic counts only sound items: a list is not too short because its only item has a fault.
        inside = any(other.field.startswith(f"{fault.field}.") for other in faults)
        if not (fault.kind == "too_short" and inside):
            yield fault


def _each_fault(error: ValidationError) -> Iterator[Fault]:
    for trouble in error.errors(include_url=False, include_input=False):
        path, kind = [str(part) for part in trouble["loc"]], trouble["type"]
        if kind == "value_error" and path in ([], ["data"]):
            yield from _of_the_whole(path, trouble["msg"])
        else:
            yield Fault(".".join(path) or "document", _words(kind, trouble), kind)


def _nobody_to_tell(document: Any, error: ValidationError) -> Iterator[Fault]:
    """The contract asks who the alert is for only when all else is right; say it together with the rest."""
    audience = document.get("audience") if isinstance(document, dict) else None
    of_the_whole = any(not trouble["loc"] for trouble in error.errors())
    if isinstance(audience, dict) and not of_the_whole and _is_for_nobody(audience):
        yield Fault(
            "audience.must_respond", "name organisations, or types, sectors, regions or ICBs", "value_error"
        )


def _is_for_nobody(audience: dict[str, Any]) -> bool:
    try:
        groups = Audience.model_validate(audience)
    except ValidationError:
        return False
    return groups.must_respond.is_empty() and groups.for_information.is_empty()


def _of_the_whole(path: list[str], message: str) -> Iterator[Fault]:
    for words in message.removeprefix("Value error, ").split("; "):
        field = next((field for start, field in _WHOLE.items() if words.startswith(start)), "document")
        yield Fault(".".join([*path, field]), words, "value_error")


def _words(kind: str, trouble: Any) -> str:
    context = trouble.get("ctx", {})
    if kind == "too_long" and context["field_type"] != "Tuple":
        kind = "string_too_long"
    limit = next((context[name] for name in _LIMITS if name in context), "")
    own: str = trouble["msg"].removeprefix("Value error, ")
    return _WORDS[kind].format(limit) if kind in _WORDS else own[:1].lower() + own[1:]


def beyond_the_contract(alert: AlertIssued) -> Iterator[Fault]:
    """What the contract allows and this service cannot issue."""
    if alert.version == 1 and alert.change:
        yield Fault("change", "must be left out: only a later version says why it was issued")
    if len(alert.model_dump_json().encode()) > MOST_BYTES:
        yield Fault("actions", "make the document larger than 1 MB: shorten them")
