"""Another's tool is timed as it is, and its failure is told in its own words."""

import stat
from pathlib import Path

import pytest

from services.local.bench import yardstick
from services.local.errors import LocalError

LOAD = yardstick.Load(messages=10, length=12_000, smtp="127.0.0.1:2525", connections=2)


def a_tool(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    tool = folder / yardstick.TOOL
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


async def test_the_tool_sends_the_same_mails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_tool(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/asked')

    assert await yardstick.messages_per_second(LOAD) > 0

    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("-s 2 -m 10 -l 12000 ")
    assert asked.endswith(" 127.0.0.1:2525\n")


async def test_a_tool_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_tool(tmp_path, monkeypatch, "echo 'fatal: connect to 127.0.0.1' >&2; exit 1")

    with pytest.raises(LocalError, match="smtp-source failed: fatal: connect"):
        await yardstick.messages_per_second(LOAD)
