"""How commands end; test_main.py has them as they are typed."""

from pathlib import Path

import pytest
import typer

from services.local.errors import LocalError
from services.local.site import SiteError
from services.local.terminal import content_of, reach_of, to_the_end


@pytest.mark.parametrize("error", [LocalError, SiteError])
def test_a_trouble_that_was_foreseen_ends_with_its_words(
    error: type[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail() -> None:
        raise error("The words of it.")

    with pytest.raises(typer.Exit) as exit_code:
        to_the_end(fail())
    assert exit_code.value.exit_code == 1
    assert capsys.readouterr().err == "The words of it.\n"


def test_a_trouble_that_was_not_foreseen_is_not_hidden() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        to_the_end(fail())


def test_what_is_given_stands_before_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_SITE", "http://settings.example")
    monkeypatch.setenv("CASCADE_API_KEY", "of the settings")

    reach = reach_of("http://given.example", "")
    assert (reach.site, reach.api_key.get_secret_value()) == ("http://given.example", "of the settings")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        content_of(tmp_path / "nothing.csv")
    # Wherever the terminal breaks the line: the folder's name is long.
    assert "nothing.csvcannotberead:Nosuchfile" in "".join(capsys.readouterr().err.split())
