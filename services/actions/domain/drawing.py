"""The table of domain/status.py, drawn for services/actions/README.md."""

from collections.abc import Iterator

from services.actions.domain.status import HEARD, TABLE, Line

BEGIN, END = "<!-- drawn from domain/status.py -->", "<!-- /drawn -->"


def drawn() -> str:
    """The drawing and the table, as they stand between the two marks."""
    return "\n".join([BEGIN, "", *_picture(), "", *_table(), "", END])


def redrawn(readme: str) -> str:
    """The README with the drawing as it is now; the rest as it was."""
    before, _, rest = readme.partition(BEGIN)
    return before + drawn() + rest.partition(END)[2]


def _picture() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> waiting"
    for line in TABLE:
        for origin in line.origins:
            yield f"    {origin} --> {line.target}: {_words(line.command)}"
    yield "```"


def _table() -> Iterator[str]:
    yield "| what happens | while it is | then it is | unless one has to be told |"
    yield "|---|---|---|---|"
    for line in TABLE:
        yield f"| {_happens(line)} | {_statuses(line)} | {_words(line.target)} | {_conditions(line)} |"


def _happens(line: Line) -> str:
    return f"{_words(line.command)} (heard)" if line.command in HEARD else _words(line.command)


def _statuses(line: Line) -> str:
    return ", ".join(map(_words, line.origins))


def _conditions(line: Line) -> str:
    return "<br>".join(line.conditions)


def _words(name: str) -> str:
    return name.replace("_", " ")
