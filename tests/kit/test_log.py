"""Each in a process of its own: logging is configured once, and stays so."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BEGIN = """
import logging
from services.kit.log import configure, log
configure({options})
"""
TROUBLE = """
def write_to(address):
    raise ValueError("no such mailbox")
try:
    write_to("asha@somerset" + ".example")
except ValueError:
    log.exception("mail failed", delivery="d-1")
    logging.getLogger("sqlalchemy").exception("connection lost")
"""


def said(tmp_path: Path, script: str, options: str = "") -> str:
    """What a process that runs the script says."""
    path = tmp_path / "script.py"
    path.write_text(BEGIN.format(options=options) + script)
    done = subprocess.run(
        [sys.executable, path], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "", "what a command answers must not be mixed with its log"
    return done.stderr


def lines(tmp_path: Path, script: str, options: str = "") -> list[dict[str, Any]]:
    return [json.loads(line) for line in said(tmp_path, script, options).splitlines()]


def test_our_lines_and_those_of_libraries_have_one_form(tmp_path: Path) -> None:
    ours, theirs = lines(
        tmp_path,
        "log.info('alert frozen', reference='NatPSA/2025/006/NHSPS')\n"
        "logging.getLogger('sqlalchemy').warning('pool of %s is full', 12)",
    )

    assert ours.pop("timestamp").endswith("Z")
    assert theirs.pop("timestamp").endswith("Z")
    assert ours == {
        "event": "alert frozen",
        "reference": "NatPSA/2025/006/NHSPS",
        "level": "info",
        "logger": "cascade",
    }
    assert theirs == {"event": "pool of 12 is full", "level": "warning", "logger": "sqlalchemy"}


@pytest.mark.parametrize("options", ["as_json=True", "as_json=False"])
def test_no_exception_is_lost_and_no_value_is_told(tmp_path: Path, options: str) -> None:
    text = said(tmp_path, TROUBLE, options)

    assert text.count("ValueError: no such mailbox") == 2
    assert text.count("in write_to") == 2
    assert "d-1" in text
    assert "somerset.example" not in text


def test_a_traceback_stays_within_its_line(tmp_path: Path) -> None:
    ours, theirs = lines(tmp_path, TROUBLE)

    assert (ours["delivery"], ours["level"], theirs["level"]) == ("d-1", "error", "error")
    assert "ValueError: no such mailbox" in ours["exception"]


def test_talkative_libraries_are_heard_when_something_is_wrong(tmp_path: Path) -> None:
    script = (
        "for name in ('aiokafka.consumer', 'httpx', 'mail.log', 'cascade'):\n"
        "    logging.getLogger(name).info('chat')\n"
        "    logging.getLogger(name).error('trouble')"
    )

    assert [line["event"] for line in lines(tmp_path, script)] == ["trouble"] * 3 + ["chat", "trouble"]


def test_only_what_matters_enough_is_said(tmp_path: Path) -> None:
    assert said(tmp_path, "log.info('alert frozen')", "level='warning'") == ""
