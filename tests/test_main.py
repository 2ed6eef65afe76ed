"""The command line: what each command offers, and that whoever errs is told so in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services import __main__ as main
from services.all import NAMES
from services.kit import log
from services.local import promises
from tests.running_site import answering

COMMANDS = {
    ("demo",): "--check",
    ("run",): "--port",
    ("migrate",): "--new",
    ("topics",): "--replicas",
    ("import",): "organisations",
    ("import", "organisations"): "--accept-valid",
    ("import", "people"): "ods_code",
    ("import", "list"): "number",
    ("import", "undo"): "as a whole",
    ("publish",): "CASCADE_SITE",
    ("sending",): "--reason",
    ("contracts",): "--write",
    ("doctor",): "changes nothing",
    ("audit",): "verify",
    ("audit", "export"): "--service",
    ("audit", "verify"): "--beside",
    ("bench",): "page",
    ("bench", "page"): "--requests",
    ("bench", "mail"): "--connections",
}
NOWHERE = "http://127.0.0.1:1"
REFUSED = {
    "accepted": False,
    **dict.fromkeys(("added", "changed", "closed", "unchanged"), 0),
    "left_out": [],
    "refused": [{"line": 2, "reason": "no such role"}],
}


def cascade(*arguments: str, **environment: str) -> Result:
    """Run the command as a person would."""
    wide = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    return CliRunner().invoke(main.cli, list(arguments), env=wide | environment)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests say to the log stays where pytest reads it."""
    monkeypatch.setattr(log, "configure", lambda **_: None)


@pytest.fixture
def document(tmp_path: Path) -> str:
    """A file that can be read."""
    path = tmp_path / "alert.json"
    path.write_text("{}")
    return str(path)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_is_for(command: tuple[str, ...]) -> None:
    shown = cascade(*command, "--help")

    assert shown.exit_code == 0
    assert COMMANDS[command] in shown.stdout


def test_no_command_is_without_a_test() -> None:
    names = {command.name or command.callback.__name__ for command in main.cli.registered_commands}  # type: ignore[union-attr]
    groups = {group.name for group in main.cli.registered_groups}

    assert names | groups == {command[0] for command in COMMANDS}


def test_alone_it_shows_what_there_is() -> None:
    assert "doctor" in cascade().stdout


@pytest.mark.parametrize("arguments", [("run", "publishing", "nonsense"), ("migrate", "--new", "nonsense")])
def test_a_service_that_there_is_not_is_refused_with_those_there_are(arguments: tuple[str, ...]) -> None:
    ended = cascade(*arguments)

    assert ended.exit_code == 1
    assert ended.stderr.startswith("There is no service nonsense. There are: publishing, ")
    assert all(name in ended.stderr for name in NAMES)


def test_mails_without_keys_for_their_links_are_refused_at_the_start() -> None:
    ended = cascade("run", "distribution")

    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "set CASCADE_LINK_PRIVATE_KEY" in ended.stderr


@pytest.mark.parametrize("command", [("publish",), ("import", "people"), ("import", "organisations")])
def test_a_file_that_cannot_be_read_is_named(command: tuple[str, ...]) -> None:
    ended = cascade(*command, "/nowhere/file.csv")

    assert (ended.exit_code, ended.stderr) == (
        1,
        "/nowhere/file.csv cannot be read: No such file or directory.\n",
    )


@pytest.mark.parametrize("command", [("publish",), ("import", "people"), ("import", "organisations")])
def test_a_site_that_cannot_be_reached_is_said(command: tuple[str, ...], document: str) -> None:
    ended = cascade(*command, document, "--site", NOWHERE)

    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"{NOWHERE} cannot be reached")


def test_an_issued_alert_is_told_in_words_and_for_programs(document: str) -> None:
    answer: dict[str, Any] = {"reference": "NatPSA/2025/006/NHSPS", "version": 1}
    with answering(201, answer) as site:
        words = cascade("publish", document, CASCADE_SITE=site.address, CASCADE_API_KEY="a-key")
        program = cascade("publish", document, "--json", "--site", site.address, "--api-key", "b-key")

    assert (words.exit_code, words.stdout) == (0, "NatPSA/2025/006/NHSPS version 1 is issued.\n")
    assert (program.exit_code, json.loads(program.stdout)) == (0, answer)
    assert [asked.key for asked in site.asked] == ["Bearer a-key", "Bearer b-key"]


def test_refused_rows_end_the_import_with_an_error(document: str) -> None:
    with answering(422, REFUSED) as site:
        words = cascade("import", "people", document, "--site", site.address)
        program = cascade("import", "people", document, "--site", site.address, "--json")

    assert (words.exit_code, program.exit_code) == (1, 1)
    assert "  line 2: no such role\n" in words.stdout
    assert json.loads(program.stdout) == REFUSED


def test_good_rows_are_taken_when_asked(document: str) -> None:
    with answering(200, REFUSED | {"accepted": True}) as site:
        ended = cascade("import", "organisations", document, "--site", site.address, "--accept-valid")

    assert ended.exit_code == 0
    assert [asked.path for asked in site.asked] == ["/api/v1/organisations?accept_valid=true"]


def test_the_committed_contracts_are_current() -> None:
    ended = cascade("contracts")

    assert (ended.exit_code, ended.output) == (0, "")


def test_stale_contracts_are_named_and_broken_ones_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promises, "stale", lambda: ["asyncapi.yaml"])
    monkeypatch.setattr(promises, "broken", list)
    stale = cascade("contracts")
    monkeypatch.setattr(promises, "broken", lambda: ["x: removed"])
    broken = cascade("contracts", "--write")

    assert (stale.exit_code, stale.stderr) == (
        1,
        "Stale: asyncapi.yaml. Run cascade contracts --write.\n",
    )
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert broken.stderr.endswith("\nx: removed\n")


def test_a_doctor_that_finds_something_ends_with_an_error() -> None:
    nowhere = {"CASCADE_KAFKA": "127.0.0.1:1", "CASCADE_SMTP": "127.0.0.1:1"}
    ended = cascade("doctor", CASCADE_DATABASE="postgresql://x@127.0.0.1:1/x", **nowhere)

    assert ended.exit_code == 1
