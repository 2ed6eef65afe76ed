"""Names are the field's own."""

import ast
import re
from pathlib import Path

from contracts.topics import EVENTS
from services.all import NAMES

ROOT = Path(__file__).parents[2]
BANNED = re.compile(r"(^|_)(utils?|helpers?|manager|base|common)(_|$)|^process_", re.IGNORECASE)


def _names(path: Path) -> set[str]:
    found = {path.stem}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
    return found


def test_no_name_says_nothing() -> None:
    files = [
        path for package in ("contracts", "services", "templates") for path in (ROOT / package).rglob("*.py")
    ]
    vague = {f"{path}: {name}" for path in files for name in _names(path) if BANNED.search(name)}

    assert vague == set()


def test_events_are_in_the_past_tense() -> None:
    past = ("ed", "Frozen", "en", "Withdrawn")
    assert [event.__name__ for event in EVENTS if not event.__name__.endswith(past)] == []


def test_every_service_says_what_it_hears_says_keeps_and_shows() -> None:
    for name in NAMES:
        text = (ROOT / "services" / name / "__init__.py").read_text()
        assert [word for word in ("hears", "says", "keeps", "shows") if f"\n{word} " not in text] == []
