"""What can be said of a demonstration without starting one; tests/system starts them."""

import json
import socket
import stat
from pathlib import Path

import pytest

from services.all import NAMES
from services.kit.signing import new_private_key
from services.local import demo
from services.local.demo import Kept, Options
from services.local.errors import PortInUseError
from services.local.parts import LocalParts
from services.local.ports import choose_port

ROLES = Path(__file__).parents[2] / "deploy" / "postgres" / "roles.sql"
KEPT = Kept(8765, "api-key", "session-key", new_private_key(), "a-password")
PARTS = LocalParts("127.0.0.1:9", "postgresql://postgres:super@127.0.0.1:5/postgres", "127.0.0.1:2", None, ())  # type: ignore[arg-type]


def test_secrets_and_port_are_kept_between_runs(tmp_path: Path) -> None:
    first = demo._kept(Options(tmp_path))

    assert demo._kept(Options(tmp_path)) == first
    assert len({first.api_key, first.session_key, first.link_key, first.database_password}) == 4


def test_nobody_else_on_the_machine_can_read_the_secrets(tmp_path: Path) -> None:
    demo._kept(Options(tmp_path))

    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


def test_a_port_that_was_taken_meanwhile_is_chosen_anew_and_the_secrets_stay(tmp_path: Path) -> None:
    first = demo._kept(Options(tmp_path))
    with socket.create_server(("127.0.0.1", first.port)):
        second = demo._kept(Options(tmp_path))

    assert second.port != first.port
    assert second.link_key == first.link_key
    assert demo._kept(Options(tmp_path)) == second, "the new port stands in mailed links from now on"


def test_a_port_that_is_asked_for_is_used_or_refused(tmp_path: Path) -> None:
    asked = choose_port("the site")
    assert demo._kept(Options(tmp_path, asked)).port == asked

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortInUseError, match="the site"):
        demo._kept(Options(tmp_path, taken.getsockname()[1]))
    assert json.loads((tmp_path / "demo.json").read_text())["port"] == asked


def test_the_roles_are_those_of_a_deployment() -> None:
    assert demo.roles_sql() == ROLES.read_text()


def test_the_database_is_made_once() -> None:
    assert demo._create_database_sql(set()) == ["CREATE DATABASE cascade"]
    assert demo._create_database_sql({"cascade"}) == []


def test_every_service_has_a_password() -> None:
    assert list(demo._passwords("a-password")) == [
        f"ALTER ROLE {name} PASSWORD 'a-password'" for name in NAMES
    ]


def test_each_service_reaches_the_database_as_itself_and_never_as_superuser(tmp_path: Path) -> None:
    settings = demo._settings(Options(tmp_path), KEPT, PARTS)

    assert settings.database_of("actions") == "postgresql://actions:a-password@127.0.0.1:5/cascade"
    assert (settings.site, settings.smtp) == ("http://127.0.0.1:8765", "127.0.0.1:2")


def test_mail_goes_elsewhere_when_asked(tmp_path: Path) -> None:
    assert demo._settings(Options(tmp_path, smtp="mail.example:25"), KEPT, PARTS).smtp == "mail.example:25"


def test_every_page_says_that_it_is_a_demonstration(tmp_path: Path) -> None:
    assert demo._settings(Options(tmp_path), KEPT, PARTS).banner.startswith("Demonstration.")
