"""The generated files of the contracts: whether they are current, and whether they break a promise."""

import json
from collections.abc import Iterator
from pathlib import Path

import contracts
from contracts.compatibility import narrowings
from contracts.generated import schemas
from services.all import asyncapi

FOLDER = Path(contracts.__file__).parent


def stale() -> list[str]:
    """Files that do not say what the models and subscriptions say."""
    return [str(path.relative_to(FOLDER)) for path, text in _wanted() if _held(path) != text]


def broken() -> list[str]:
    """What hearers who kept to the committed schemas could trip over."""
    return [
        f"{path.name}: {trouble}"
        for path, text in _wanted()
        if path.suffix == ".json" and path.exists()
        for trouble in narrowings(json.loads(_held(path)), json.loads(text))
    ]


def write() -> list[str]:
    """Write what is stale, and return the names. Ask `broken` first."""
    written = stale()
    for path, text in _wanted():
        path.write_text(text, encoding="utf-8")
    return written


def _wanted() -> Iterator[tuple[Path, str]]:
    for name, text in schemas().items():
        yield FOLDER / "schemas" / name, text
    yield FOLDER / "asyncapi.yaml", asyncapi()


def _held(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
