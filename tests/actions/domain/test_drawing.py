"""The README shows what the table says; `python -m tests.actions.domain.test_drawing` draws it again."""

from pathlib import Path

from services.actions.domain.drawing import drawn, redrawn
from services.actions.domain.status import TABLE, Command

README = Path(__file__).parents[3] / "services" / "actions" / "README.md"


def test_the_readme_is_drawn_from_the_table() -> None:
    again = "draw it again: uv run python -m tests.actions.domain.test_drawing"
    text = README.read_text(encoding="utf-8")
    assert text == redrawn(text), again
    assert drawn() in text, again


def test_every_line_of_the_table_is_drawn() -> None:
    arrows = [line for line in drawn().splitlines() if " --> " in line]
    assert len(arrows) == 1 + sum(len(line.origins) for line in TABLE)
    assert all(command.replace("_", " ") in drawn() for command in Command)


if __name__ == "__main__":
    README.write_text(redrawn(README.read_text(encoding="utf-8")), encoding="utf-8")
