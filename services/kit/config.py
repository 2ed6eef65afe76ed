"""Settings from the environment, and from nowhere else.

A default is safe in production and fine to publish; what has no safe default is required.
"""

import secrets
from typing import Annotated, Self

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class KitSettings(BaseSettings):
    """What every service needs; read once at the start, `CASCADE_…`."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_", frozen=True, extra="ignore")

    #: Where people reach the pages, without a slash at the end; stands in every link that is mailed.
    site: Annotated[str, Field(min_length=8)] = "http://127.0.0.1:8000"
    #: Kafka's bootstrap servers, parted by commas.
    kafka: str = "127.0.0.1:9092"
    #: Names this process within its consumer groups, so that a restart is not waited for; empty for none.
    instance: str = ""
    #: `postgresql://{service}:…@host/database`; {service} becomes the name of the service and its role.
    database: SecretStr = SecretStr("postgresql://{service}@127.0.0.1/cascade")
    #: Connections a service holds at the most.
    database_connections: Annotated[int, Field(ge=6, le=200)] = 12
    #: The mail server, HOST:PORT.
    smtp: str = "127.0.0.1:25"
    #: How the connection to the mail server is made safe: none, starttls or tls.
    smtp_security: Annotated[str, Field(pattern="^(none|starttls|tls)$")] = "none"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    #: Mail connections one process opens at the most.
    smtp_connections: Annotated[int, Field(ge=1, le=200)] = 10
    #: Use PIPELINING where the mail server offers it; false for one that offers it and fails.
    smtp_pipelining: bool = True
    #: Mails one connection carries before it is closed.
    smtp_connection_mails: Annotated[int, Field(ge=1)] = 1000
    #: Seconds after which a connection carries no more mails.
    smtp_connection_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    #: How long the mail server is waited for, as a share of what RFC 5321 asks (five to ten minutes).
    smtp_patience: Annotated[float, Field(ge=0.01, le=1)] = 1
    #: Who mails come from.
    mail_from: str = "Safety Cascade <alerts@safety-cascade.example>"
    #: Signs sessions and forms; the same in every process. Without it a restart signs everybody out.
    session_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_urlsafe(32)))
    #: Hours after which a session ends, however busy it is; a form that was open then keeps what was typed.
    session_hours: Annotated[int, Field(ge=1, le=24)] = 10
    #: Minutes without a page asked for after which a session ends.
    session_idle_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 60
    #: Bearer key of the API that is good for everything; empty for none but those that the operator made.
    api_key: SecretStr = SecretStr("")
    #: Ed25519 private key (base64 of 32 bytes) that signs people's links; only distribution needs it.
    link_private_key: SecretStr = SecretStr("")
    #: Public keys that links are checked with, `id:base64` parted by commas; the first id is the signer's.
    link_public_keys: str = ""
    #: Shown on every page, such as "Demonstration: people and addresses are made up."
    banner: str = ""
    #: Log lines as JSON, or for people.
    log_json: bool = True
    log_level: str = "INFO"

    @field_validator("site")
    @classmethod
    def _is_an_address(cls, site: str) -> str:
        AnyHttpUrl(site)
        return site.rstrip("/")

    @classmethod
    def of(cls, common: "KitSettings") -> Self:
        """A service's own settings: the common ones as they are, its own from the environment."""
        return cls(**dict(common))

    def database_of(self, service: str) -> str:
        """The address of the database as this service's own role."""
        return self.database.get_secret_value().replace("{service}", service)


class Reach(BaseSettings):
    """Where the running system is that a command speaks to."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_", frozen=True, extra="ignore")

    site: str = "http://127.0.0.1:8000"
    api_key: SecretStr = SecretStr("")
