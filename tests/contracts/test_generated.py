"""What is written down is what the models say, and what one could once say stays true."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured_event
from jsonschema import Draft202012Validator, FormatChecker

from contracts.compatibility import narrowings
from contracts.envelope import CONTENT_TYPE, EventData, Topic, read, to_json
from contracts.generated import HOME, schema_of, schemas
from contracts.topics import EVENTS, TOPICS
from contracts.wording import Prose

FOLDER = Path(__file__).parents[2] / "contracts"
NAMES = [kind.file_name() for kind in EVENTS]
FORMATS = FormatChecker(["date", "email", "uuid"])
OPTIONAL = ("subject", "datacontenttype", "sequence", "traceparent")


@FORMATS.checks("date-time", raises=ValueError)
def _is_an_instant(said: object) -> bool:
    return not isinstance(said, str) or datetime.fromisoformat(said).tzinfo is not None


@FORMATS.checks("uri")
def _is_an_address(said: object) -> bool:
    return not isinstance(said, str) or bool(urlsplit(said).scheme)


def example(name: str) -> Any:
    return json.loads((FOLDER / "examples" / f"{name}.json").read_text())


def committed(name: str) -> Any:
    return json.loads((FOLDER / "schemas" / f"{name}.json").read_text())


def topic_of(said: Any) -> Topic:
    return next(topic for topic in TOPICS for kind in topic.events if kind.type_name() == said["type"])


def as_heard(said: Any) -> Any:
    """The example after it was read and said again."""
    return json.loads(to_json(read(topic_of(said), json.dumps(said).encode())))


def only(fields: Any, of: Any) -> Any:
    """`of`, cut down to what `fields` holds."""
    if isinstance(fields, dict):
        return {name: only(value, of[name]) for name, value in fields.items()}
    if isinstance(fields, list):
        return [only(*pair) for pair in zip(fields, of, strict=True)]
    return of


def test_the_schemas_are_what_the_models_say() -> None:
    written = {path.name: path.read_text() for path in (FOLDER / "schemas").iterdir()}

    assert written == schemas(), "run: cascade contracts --write"


def test_every_event_has_an_example_and_every_example_an_event() -> None:
    assert sorted(path.stem for path in (FOLDER / "examples").iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_message_that_was_promised_once_is_read_for_ever(name: str) -> None:
    said = example(name)

    assert only(said, as_heard(said)) == said


@pytest.mark.parametrize("name", NAMES)
def test_an_example_fits_its_schema(name: str) -> None:
    schema = committed(name)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FORMATS)

    validator.validate(example(name))
    assert schema["$id"] == f"{HOME}{name}.json"
    wrong: tuple[dict[str, Any], ...] = (
        {"time": "yesterday"},
        {"id": ""},
        {"type": "org.example.other"},
        {"data": {}},
    )
    for change in wrong:
        assert not validator.is_valid(example(name) | change), change


@pytest.mark.parametrize("name", NAMES)
def test_what_we_say_fits_the_schema_too(name: str) -> None:
    Draft202012Validator(committed(name), format_checker=FORMATS).validate(as_heard(example(name)))


@pytest.mark.parametrize("name", NAMES)
def test_the_cloudevents_library_reads_an_example(name: str) -> None:
    said = example(name)
    message = KafkaMessage({"content-type": CONTENT_TYPE.encode()}, None, json.dumps(said).encode())

    event = from_structured_event(message)

    assert (event.get_type(), event.get_source(), event.get_id()) == (
        said["type"],
        said["source"],
        said["id"],
    )
    assert event.get_subject() == said["subject"]
    assert event.get_data() == said["data"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_about_its_subject(name: str) -> None:
    said = example(name)

    assert read(topic_of(said), json.dumps(said).encode()).data.subject() == said["subject"]


@pytest.mark.parametrize("name", NAMES)
def test_what_we_do_not_know_and_what_is_null_is_ignored(name: str) -> None:
    said = example(name)
    more = said | {"dataschema": "https://example.org/x", "partitionkey": None, "vendorfield": 7}

    assert as_heard(more | {"data": said["data"] | {"vendor_field": [1]}}) == as_heard(said)
    for attribute in OPTIONAL:
        without = {key: value for key, value in said.items() if key != attribute}
        assert as_heard(said | {attribute: None}) == as_heard(without)


@pytest.mark.parametrize("name", NAMES)
def test_a_sequence_is_text_that_sorts_as_its_number(name: str) -> None:
    said = [as_heard(example(name) | {"sequence": str(number)})["sequence"] for number in (9, 10, 100, 2**31)]

    assert all(isinstance(number, str) for number in said)
    assert sorted(said) == said


@pytest.mark.parametrize("kind", EVENTS)
def test_a_change_of_an_event_only_adds_optional_fields(kind: type[EventData]) -> None:
    assert narrowings(committed(kind.file_name()), schema_of(kind)) == []


def test_examples_hold_made_up_people_only() -> None:
    texts = [path.read_text() for path in (FOLDER / "examples").iterdir()]
    addresses = [word for text in texts for word in text.replace('"', " ").split() if "@" in word]

    assert addresses
    assert [address for address in addresses if not address.endswith(".example")] == []


def test_a_field_called_as_an_idle_word_keeps_its_name() -> None:
    class TitleGiven(EventData):
        event = "title-given"
        title: Prose

    assert "title" in schema_of(TitleGiven)["$defs"]["TitleGiven"]["properties"]
