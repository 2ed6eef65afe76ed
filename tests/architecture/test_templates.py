"""No template lies there unused, and none is asked for that is not there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, meta

import templates
from services.distribution.domain.sending import Kind

ROOT = Path(__file__).parents[2]
FOLDERS = {"pages": templates.pages, "email": templates.mail}
#: The three parts of a mail, which code asks for by the mail's name.
PARTS = ("subject.txt", "body.txt", "body.html")


def _lying(folder: str) -> set[str]:
    base = ROOT / "templates" / folder
    return {str(path.relative_to(base)) for path in base.rglob("*") if path.is_file()}


def _referred(folder: str, environment: Environment) -> Iterator[str]:
    """What templates extend, import or include; the design system's own templates are not ours."""
    for name in _lying(folder):
        text = (ROOT / "templates" / folder / name).read_text()
        for found in meta.find_referenced_templates(environment.parse(text)):
            assert found, f"{name} asks for a template whose name is not written there"
            if found != name and not found.startswith("nhsuk/"):
                yield found


@cache
def _texts() -> frozenset[str]:
    """Every text in the services' code."""
    return frozenset(
        node.value
        for path in (ROOT / "services").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _written(pattern: str) -> set[str]:
    """Those that look like a template's name."""
    return {text for text in _texts() if re.fullmatch(pattern, text)}


def _mails() -> set[str]:
    """The mails that code writes: those of distribution by their kind, others by how their names begin."""
    begun = {name for name in _lying("email") for start in _written(r"[a-z-]+/") if name.startswith(start)}
    return {kind.value for kind in Kind} | {name.partition("/")[0] for name in begun}


def test_every_page_is_shown_or_part_of_one() -> None:
    used = _written(r"[a-z_/-]+\.html") | set(_referred("pages", templates.pages))

    assert _lying("pages") - used == set()


def test_every_page_that_is_asked_for_is_there() -> None:
    shown = {name for name in _written(r"[a-z_/-]+/[a-z_-]+\.html") if not name.startswith("/")}

    assert shown | set(_referred("pages", templates.pages)) <= _lying("pages")


def test_every_mail_is_written_and_whole() -> None:
    wanted = {f"{mail}/{part}" for mail in _mails() for part in PARTS}

    assert _lying("email") == wanted | set(_referred("email", templates.mail))
