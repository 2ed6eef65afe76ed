"""The JSON Schema of every event, written from its model; `schemas/` holds what this says."""

import inspect
import json
from typing import Any

from contracts.envelope import Event, EventData
from contracts.topics import EVENTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Names the schemas; nothing is fetched from there.
HOME = "https://safety-cascade.example/contracts/schemas/"
#: Words of pydantic's that say nothing to a reader of the schema, or that JSON Schema does not know.
_IDLE = ("title", "ge")


def schemas() -> dict[str, str]:
    """File name to text, for each event in each version."""
    return {f"{kind.file_name()}.json": _text(schema_of(kind)) for kind in EVENTS}


def schema_of(kind: type[EventData]) -> dict[str, Any]:
    """The whole CloudEvent: its frame and its data, in JSON Schema's Draft 2020-12."""
    said = Event[kind].model_json_schema()  # type: ignore[valid-type]
    said["properties"]["type"] = {"type": "string", "const": kind.type_name()}
    said["required"] = ["specversion", *said["required"]]
    named = {
        "$schema": DIALECT,
        "$id": f"{HOME}{kind.file_name()}.json",
        "title": kind.type_name(),
        "description": inspect.getdoc(kind),
    }
    plain: dict[str, Any] = _without_idle_words(said)
    return named | {word: value for word, value in plain.items() if word not in named}


def _without_idle_words(said: Any, *, names: bool = False) -> Any:
    """`names` when the keys are names of fields, which are kept whatever they are."""
    if isinstance(said, list):
        return [_without_idle_words(one) for one in said]
    if not isinstance(said, dict):
        return said
    return {
        word: _without_idle_words(value, names=word in ("properties", "$defs"))
        for word, value in said.items()
        if names or word not in _IDLE
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
