"""Compose runs the six services as the code names them, with secrets from outside and versions held."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from services.all import NAMES
from services.distribution.config import Settings
from services.kit.config import KitSettings

ROOT = Path(__file__).parents[2]
SECRETS = (
    "CASCADE_POSTGRES_PASSWORD",
    "CASCADE_DATABASE_PASSWORD",
    "CASCADE_SESSION_KEY",
    "CASCADE_LINK_PRIVATE_KEY",
    "CASCADE_LINK_PUBLIC_KEYS",
)


@pytest.fixture
def text() -> str:
    return (ROOT / "docker-compose.yml").read_text()


@pytest.fixture
def containers(text: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["services"]
    return found


def test_the_profile_split_runs_exactly_the_six_services(containers: dict[str, dict[str, Any]]) -> None:
    split = {name: made["command"] for name, made in containers.items() if made.get("profiles") == ["split"]}

    assert split == {name: ["run", name, "--host", "0.0.0.0"] for name in NAMES}  # noqa: S104 — inside a container


def test_one_process_answers_for_all_of_them(containers: dict[str, dict[str, Any]]) -> None:
    assert sorted(containers["all"]["networks"]["default"]["aliases"]) == sorted(NAMES)


def test_every_image_is_held_at_a_version(containers: dict[str, dict[str, Any]]) -> None:
    bought = {made["image"] for made in containers.values() if "build" not in made}

    assert [image for image in bought if not re.search(r":v?\d+\.\d+", image)] == []


def test_nothing_is_reachable_from_another_machine(containers: dict[str, dict[str, Any]]) -> None:
    published = [port for made in containers.values() for port in made.get("ports", [])]

    assert published
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


def test_secrets_come_from_outside_and_are_asked_for(text: str) -> None:
    for name in SECRETS:
        uses = re.findall(rf"\${{{name}[^}}]*}}", text)
        assert uses
        assert {use for use in uses if ":?" not in use} == set()


def test_only_distribution_may_make_links(containers: dict[str, dict[str, Any]]) -> None:
    may = {
        name for name, made in containers.items() if "CASCADE_LINK_PRIVATE_KEY" in made.get("environment", {})
    }

    assert may == {"all", "distribution"}


def test_every_setting_about_mail_can_be_given_and_is_else_the_default(
    containers: dict[str, dict[str, Any]],
) -> None:
    """But the mail server: without one, mails are caught."""
    given = containers["all"]["environment"]
    own = {f"CASCADE_{name.upper()}": field for name, field in KitSettings.model_fields.items()}
    about_mail = {
        name: field for name, field in own.items() if name.startswith(("CASCADE_SMTP_", "CASCADE_DKIM"))
    }
    about_mail |= {
        name: field
        for field_name, field in Settings.model_fields.items()
        if (name := f"CASCADE_DISTRIBUTION_{field_name.upper()}").endswith(
            ("REPLY_TO", "BOUNCE_DOMAIN", "BOUNCE_LISTEN", "WEBHOOK_KEY")
        )
    }

    assert {name: given.get(name) for name in about_mail} == {
        name: f"${{{name}:-{_in_words(field.default)}}}" for name, field in about_mail.items()
    }


def _in_words(value: object) -> str:
    known = value.get_secret_value() if isinstance(value, SecretStr) else value
    return str(known).lower() if isinstance(known, bool) else str(known)


def test_services_start_on_migrated_schemas_and_made_topics(containers: dict[str, dict[str, Any]]) -> None:
    for name in ("all", *NAMES):
        done = {"condition": "service_completed_successfully"}
        assert containers[name]["depends_on"] == {"migrate": done, "topics": done}


def test_what_is_mounted_is_in_the_checkout(containers: dict[str, dict[str, Any]]) -> None:
    mounts = [mount for made in containers.values() for mount in made.get("volumes", [])]
    from_checkout = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]

    assert len(from_checkout) == 3
    assert [path for path in from_checkout if not (ROOT / path).is_file()] == []
