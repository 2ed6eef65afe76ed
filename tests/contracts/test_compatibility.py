from typing import Any

import pytest

from contracts.compatibility import narrowings


def a_schema(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


TEXT = {"type": "string"}
OR_NULL = {"anyOf": [TEXT, {"type": "null"}]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (a_schema(), a_schema(note=TEXT)),
        (a_schema("name", name=TEXT), a_schema("name", name=TEXT, note=OR_NULL)),
        (a_schema(name=TEXT), a_schema(name=OR_NULL)),
        (
            a_schema(name={"type": "string", "maxLength": 3}),
            a_schema(name={"type": "string", "maxLength": 4}),
        ),
        (a_schema(name={"type": "string", "pattern": "a"}), a_schema(name=TEXT)),
        (a_schema(role={"enum": ["a"]}), a_schema(role={"enum": ["a", "b"]})),
    ],
)
def test_adding_and_widening_keep_the_promise(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert narrowings(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (a_schema(name=TEXT), a_schema(), "event.name: removed"),
        (a_schema(name=TEXT), a_schema("name", name=TEXT), "event.name: newly required"),
        (a_schema("name", name=TEXT), a_schema(name=TEXT), "event.name: no longer certain"),
        (a_schema(name=OR_NULL), a_schema(name=TEXT), "event.name: null is no longer accepted"),
        (a_schema(name=TEXT), a_schema(name={"type": "integer"}), "event.name: type changed"),
        (
            a_schema(name=TEXT),
            a_schema(name={"type": "string", "pattern": "a"}),
            "event.name: pattern changed",
        ),
        (
            a_schema(name=TEXT),
            a_schema(name={"type": "string", "format": "date"}),
            "event.name: format changed",
        ),
        (
            a_schema(name=TEXT),
            a_schema(name={"type": "string", "maxLength": 4}),
            "event.name: maxLength lowered",
        ),
        (
            a_schema(name=TEXT),
            a_schema(name={"type": "string", "minLength": 1}),
            "event.name: minLength raised",
        ),
        (
            a_schema(role={"enum": ["a", "b"]}),
            a_schema(role={"enum": ["a"]}),
            "event.role: values taken away",
        ),
        (a_schema(role={}), a_schema(role={"const": "a"}), "event.role: values taken away"),
        (
            a_schema(all={"items": TEXT}),
            a_schema(all={"items": {"type": "null"}}),
            "event.all[]: type changed",
        ),
    ],
)
def test_every_way_to_break_the_promise_is_named(before: Any, after: Any, said: str) -> None:
    assert narrowings(before, after) == [said]


def test_references_are_followed() -> None:
    before = a_schema(data={"$ref": "#/$defs/Data"}) | {"$defs": {"Data": a_schema(name=TEXT)}}
    after = a_schema(data={"$ref": "#/$defs/Renamed"}) | {"$defs": {"Renamed": a_schema()}}

    assert narrowings(before, before) == []
    assert narrowings(before, after) == ["event.data.name: removed"]
