from pathlib import Path

import pytest

from services.local import java
from services.local.errors import MissingPartError


def a_java(folder: Path, says: str, code: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {code}\n")
    program.chmod(0o755)
    return program


def test_the_packaged_java_is_recent_enough_and_learns() -> None:
    found = java.find_java()
    assert found.build
    assert java.major_version(found.path) >= 25


def test_versions_are_read_and_a_java_that_does_not_run_is_none(tmp_path: Path) -> None:
    assert java.major_version(a_java(tmp_path / "a", 'openjdk version "17.0.15" 2025-04-15')) == 17
    assert java.major_version(a_java(tmp_path / "b", 'java version "1.8.0_412"')) == 1
    assert java.major_version(a_java(tmp_path / "c", "no such library", code=1)) == 0
    assert java.major_version(tmp_path / "missing") == 0


def test_the_machines_own_java_is_used_where_the_package_is_unusable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    own = a_java(tmp_path, 'openjdk version "21.0.1"')
    monkeypatch.setenv("PATH", str(tmp_path))
    assert java.find_java() == java.Java(own, None)


def test_an_old_java_alone_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    a_java(tmp_path, 'openjdk version "11.0.1"')
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError, match="Kafka needs Java 17 or later"):
        java.find_java()
