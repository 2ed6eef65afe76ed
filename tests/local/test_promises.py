"""The generated files in a folder of the test's own, so that they may be spoilt."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.all import asyncapi
from services.local import promises

SCHEMA = "alert-issued.v1.json"


@pytest.fixture(scope="module")
def written() -> str:
    """Takes a while to write, and is the same each time."""
    return asyncapi()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> Path:
    """The committed files, once more."""
    shutil.copytree(promises.FOLDER / "schemas", tmp_path / "schemas")
    shutil.copy(promises.FOLDER / "asyncapi.yaml", tmp_path)
    monkeypatch.setattr(promises, "FOLDER", tmp_path)
    monkeypatch.setattr(promises, "asyncapi", lambda: written)
    return tmp_path


def change(folder: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    """As if the committed schema had said something else."""
    path = folder / "schemas" / SCHEMA
    schema = json.loads(path.read_text())
    spoil(schema["$defs"]["AlertIssued"])
    path.write_text(json.dumps(schema))


@pytest.mark.usefixtures("folder")
def test_what_is_committed_is_current_and_breaks_nothing() -> None:
    assert (promises.stale(), promises.broken()) == ([], [])


def test_a_stale_and_a_missing_file_are_named(folder: Path) -> None:
    (folder / "asyncapi.yaml").write_text("asyncapi: 3.0.0\n")
    (folder / "schemas" / SCHEMA).unlink()

    assert promises.stale() == [f"schemas/{SCHEMA}", "asyncapi.yaml"]
    assert promises.broken() == [], "what was never committed promised nothing"


def test_a_field_that_was_promised_and_is_gone_breaks_a_promise(folder: Path) -> None:
    change(folder, lambda data: data["properties"].update(colour={"type": "string"}))

    assert promises.broken() == [f"{SCHEMA}: event.data.colour: removed"]


def test_a_field_that_was_optional_and_is_required_breaks_a_promise(folder: Path) -> None:
    change(folder, lambda data: data["required"].remove("title"))

    assert promises.broken() == [f"{SCHEMA}: event.data.title: newly required"]


def test_a_new_optional_field_breaks_none(folder: Path) -> None:
    change(folder, lambda data: data["properties"].pop("lead"))

    assert promises.stale() == [f"schemas/{SCHEMA}"]
    assert promises.broken() == []


def test_writing_mends_what_is_stale_and_names_it(folder: Path) -> None:
    (folder / "asyncapi.yaml").unlink()

    assert promises.write() == ["asyncapi.yaml"]
    assert (promises.write(), promises.stale()) == ([], [])
