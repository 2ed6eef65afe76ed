"""Whether a schema still keeps the promise of the one before: it may gain an optional field, nothing else."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_NO_MORE_THAN = ("maxLength", "maximum", "maxItems")
_NO_LESS_THAN = ("minLength", "minimum", "minItems")
_THE_SAME = ("pattern", "format", "type")


def narrowings(before: Schema, after: Schema) -> list[str]:
    """What somebody who kept to the schema before could trip over, each with its place."""
    return list(_Comparison(before, after).narrowed(before, after, "event"))


class _Comparison:
    """Follows both schemas' own references."""

    def __init__(self, before: Schema, after: Schema) -> None:
        self._before, self._after = before, after

    def narrowed(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        before, after = _resolved(before, self._before), _resolved(after, self._after)
        if "anyOf" in before or "anyOf" in after:
            yield from self._choices(before, after, place)
            return
        yield from _words(before, after, place)
        yield from _values(before, after, place)
        yield from self._fields(before, after, place)
        if "items" in before and "items" in after:
            yield from self.narrowed(before["items"], after["items"], f"{place}[]")

    def _choices(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        """Each choice there was must fit one that there is."""
        now = after.get("anyOf", [after])
        for choice in before.get("anyOf", [before]):
            if all(any(self.narrowed(choice, other, place)) for other in now):
                yield f"{place}: {_short(choice)} is no longer accepted"

    def _fields(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        had, has = before.get("properties", {}), after.get("properties", {})
        for name in had.keys() - has.keys():
            yield f"{place}.{name}: removed"
        required = set(before.get("required", ())), set(after.get("required", ()))
        for name in required[1] - required[0]:
            yield f"{place}.{name}: newly required"
        for name in (required[0] - required[1]) & has.keys():
            yield f"{place}.{name}: no longer certain"
        for name in had.keys() & has.keys():
            yield from self.narrowed(had[name], has[name], f"{place}.{name}")


def _resolved(schema: Schema, whole: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    return whole["$defs"][name] if name else schema


def _words(before: Schema, after: Schema, place: str) -> Iterator[str]:
    for word in _THE_SAME:
        if word in after and before.get(word) != after[word]:
            yield f"{place}: {word} changed"
    for word in _NO_MORE_THAN:
        if word in after and after[word] < before.get(word, float("inf")):
            yield f"{place}: {word} lowered"
    for word in _NO_LESS_THAN:
        if word in after and after[word] > before.get(word, float("-inf")):
            yield f"{place}: {word} raised"


def _values(before: Schema, after: Schema, place: str) -> Iterator[str]:
    was, now = _listed(before), _listed(after)
    if now is not None and (was is None or not was <= now):
        yield f"{place}: values taken away"


def _listed(schema: Schema) -> set[Any] | None:
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) if "enum" in schema else None


def _short(schema: Schema) -> str:
    return str(schema.get("type") or schema.get("$ref", "a choice").rpartition("/")[2])
