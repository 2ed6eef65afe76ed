"""Settings come from the environment, are checked at the start, and keep their secrets."""

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from services.kit.config import KitSettings


class Own(KitSettings):
    """A service's own settings."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_OWN_")

    patience: int = 3


def test_a_setting_comes_from_its_name_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_KAFKA", "a.example:9092,b.example:9092")
    monkeypatch.setenv("KAFKA", "not.ours:9092")

    assert KitSettings().kafka == "a.example:9092,b.example:9092"


def test_a_service_has_the_common_ones_and_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_OWN_PATIENCE", "7")
    monkeypatch.setenv("CASCADE_OWN_KAFKA", "elsewhere.example:9092")
    common = KitSettings(kafka="a.example:9092", session_key="the-same")

    own = Own.of(common)

    assert own.patience == 7
    assert own.model_dump(include=set(KitSettings.model_fields)) == common.model_dump()


def test_every_service_has_its_own_role() -> None:
    settings = KitSettings(database="postgresql://{service}:pw@db.example/cascade?application_name={service}")

    assert (
        settings.database_of("actions")
        == "postgresql://actions:pw@db.example/cascade?application_name=actions"
    )


def test_no_secret_shows_itself() -> None:
    secrets = {
        name: f"secret-{name}"
        for name in ("database", "smtp_password", "session_key", "api_key", "link_private_key")
    }
    settings = KitSettings(**secrets)  # type: ignore[arg-type]

    assert "secret-" not in f"{settings!r}{settings}{settings.model_dump_json()}"


def test_the_site_is_an_address_without_a_slash_at_its_end() -> None:
    assert KitSettings(site="https://alerts.example/").site == "https://alerts.example"
    assert KitSettings(site="https://alerts.example/cascade//").site == "https://alerts.example/cascade"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE", "alerts.example"),
        ("SITE", "ftp://alerts.example"),
        ("SMTP_SECURITY", "perhaps"),
        ("SMTP_CONNECTIONS", "0"),
        ("DATABASE_CONNECTIONS", "5"),
        ("SMTP_SECOND", "smtp.example"),
        ("SMTP_CA_FILE", "/nowhere/ca.pem"),
        ("DKIM_DOMAIN", "cascade.example"),
    ],
)
def test_what_cannot_work_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CASCADE_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        KitSettings()


def test_without_a_session_key_every_start_has_another() -> None:
    assert KitSettings().session_key != KitSettings().session_key


@pytest.mark.parametrize("key", ["secret-key", "secretkeysecretk", "-----BEGIN secret-"])
def test_a_key_that_cannot_sign_mails_is_refused_unshown(key: str) -> None:
    with pytest.raises(ValidationError, match="dkim_private_key cannot be read") as refusal:
        KitSettings(dkim_domain="x.example", dkim_selector="s1", dkim_private_key=SecretStr(key))

    assert "secret" not in str(refusal.value)
