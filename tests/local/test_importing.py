"""`cascade import list` and `undo`, as they are typed; test_main.py has files that are brought in."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.local.importing import cli, in_words
from tests.running_site import answering

TAKEN: dict[str, Any] = {
    "import_id": 7,
    "at": "2025-11-21T09:15:00Z",
    "by": "Nia Bevan",
    "what": "people",
    "sha256": "0" * 64,
    "counts": {"added": 2, "changed": 1, "closed": 0, "unchanged": 4},
    "undone_at": None,
}


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), env={"NO_COLOR": "1", "TERM": "dumb"})


@pytest.mark.parametrize(
    ("changes", "ends"),
    [({}, "closed."), ({"undone_at": "2025-11-22T10:00:00Z"}, "; undone 2025-11-22T10:00:00Z.")],
)
def test_an_import_is_a_line_with_its_number(changes: dict[str, Any], ends: str) -> None:
    line = in_words(TAKEN | changes)

    assert line.startswith("7: people, 2025-11-21T09:15:00Z, by Nia Bevan: 2 added, 1 changed, 0 closed")
    assert line.endswith(ends)
    assert "by a program" in in_words(TAKEN | {"by": None})


def test_the_last_imports_are_listed() -> None:
    with answering(200, {"items": [TAKEN]}) as site:
        shown = typed("list", "--site", site.address, "--api-key", "k")
    assert (shown.exit_code, shown.stdout) == (0, in_words(TAKEN) + "\n")
    assert [(asked.path, asked.key) for asked in site.asked] == [("/api/v1/imports", "Bearer k")]


def test_where_no_file_was_taken_that_is_said() -> None:
    with answering(200, {"items": []}) as site:
        assert typed("list", "--site", site.address).stdout == "No file was taken yet.\n"


def test_an_import_is_undone_by_its_number() -> None:
    undone = TAKEN | {"undone_at": "2025-11-22T10:00:00Z"}
    with answering(200, undone) as site:
        shown = typed("undo", "7", "--site", site.address, "--json")
    assert json.loads(shown.stdout) == undone
    assert [asked.path for asked in site.asked] == ["/api/v1/imports/7/undo"]


def test_what_hinders_it_ends_the_command_with_its_words() -> None:
    refusal = {"title": "The import cannot be undone", "errors": ["Asha Verma: changed since"]}
    with answering(409, refusal) as site:
        shown = typed("undo", "7", "--site", site.address)
    assert shown.exit_code == 1
    assert "The import cannot be undone" in shown.stderr
    assert "Asha Verma: changed since" in shown.stderr
