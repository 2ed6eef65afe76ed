"""The image holds what runs and nothing else."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lines() -> list[str]:
    text = (ROOT / "deploy" / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _of(lines: list[str], word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in lines if line.startswith(f"{word} ")]


def test_images_come_from_where_docker_gets_them_and_nothing_names_a_host(lines: list[str]) -> None:
    assert [
        image for image in _of(lines, "FROM") if not re.fullmatch(r"python:3\.\d+-slim\S*( AS build)?", image)
    ] == []
    assert re.findall(r"\w\.(?:org|com|io|net|dev)\b|https?://(?!127\.0\.0\.1)", "\n".join(lines)) == []


def test_the_process_is_not_root_and_kubernetes_can_tell(lines: list[str]) -> None:
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", _of(lines, "USER")[-1])


def test_the_command_picks_the_services(lines: list[str]) -> None:
    assert _of(lines, "ENTRYPOINT") == ['["cascade"]']
    assert _of(lines, "CMD") == ['["run", "all", "--host", "0.0.0.0"]']


def test_everything_that_is_packed_is_copied_and_let_through() -> None:
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]["packages"]
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE
    )
    sources = {name for line in copied for name in line.split()}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert set(packed) <= sources
    assert "hatch_build.py" in sources
    assert {line[1:] for line in ignored if line.startswith("!")} == sources
    assert ignored[1] == "*"
