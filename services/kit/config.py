"""Settings from the environment, and from nowhere else.

A default is safe in production and fine to publish; what has no safe default is required.
"""

import secrets
from pathlib import Path
from typing import Annotated, Self

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.kit.signing import read_private_key

#: Such as `nhs.net=10/600, trust.example=2/0`.
DOMAIN_LIMITS = r"^(\s*[^\s,=]+=\d{1,9}/\d{1,9}\s*(,|$))*$"


class KitSettings(BaseSettings):
    """What every service needs; read once at the start, `CASCADE_…`."""

    # What is wrong with a setting is said without its value, which may be a secret.
    model_config = SettingsConfigDict(
        env_prefix="CASCADE_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

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
    #: A file of certificate authorities (PEM) that mail servers are trusted by beside those of the machine.
    smtp_ca_file: str = ""
    #: A second mail server, HOST:PORT, for mails that the first cannot carry; empty for none.
    smtp_second: Annotated[str, Field(pattern=r"^$|^.+:\d+$")] = ""
    smtp_second_security: Annotated[str, Field(pattern="^(none|starttls|tls)$")] = "none"
    smtp_second_user: str = ""
    smtp_second_password: SecretStr = SecretStr("")
    #: Mail connections one process opens to a mail server at the most.
    smtp_connections: Annotated[int, Field(ge=1, le=200)] = 10
    #: Mails under way to one receiving domain at once; 0 for no limit.
    smtp_domain_connections: Annotated[int, Field(ge=0)] = 0
    #: Mails a minute to one receiving domain; 0 for no limit.
    smtp_domain_per_minute: Annotated[int, Field(ge=0)] = 0
    #: Other limits for some domains, `DOMAIN=AT_ONCE/A_MINUTE` parted by commas.
    smtp_domain_limits: Annotated[str, Field(pattern=DOMAIN_LIMITS)] = ""
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
    #: The domain in whose name mails are signed (DKIM); empty for mails that we do not sign.
    dkim_domain: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]*$")] = ""
    #: Under which the public key stands in the DNS: `SELECTOR._domainkey.DOMAIN`.
    dkim_selector: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]*$")] = ""
    #: RSA or Ed25519, as a PEM file has it.
    dkim_private_key: SecretStr = SecretStr("")
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
    #: Minutes between two heartbeats, by which the service watches itself; 0 for none.
    heartbeat_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    #: Who gets them: registered for nothing else, under a code that nobody real can have.
    heartbeat_to: Annotated[str, Field(pattern=r"^PROBE[A-Z0-9]{0,5}$")] = "PROBE"
    #: Minutes that one may take to come through before somebody is alarmed.
    heartbeat_patience_minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    #: Where they are to arrive, at the domain of the return path; empty when a mail server's word is enough.
    heartbeat_mailbox: Annotated[str, Field(pattern=r"^$|^[^@\s,<>]+@[^@\s,<>]+$")] = ""
    #: Log lines as JSON, or for people.
    log_json: bool = True
    log_level: str = "INFO"

    @field_validator("site")
    @classmethod
    def _is_an_address(cls, site: str) -> str:
        AnyHttpUrl(site)
        return site.rstrip("/")

    @field_validator("smtp_ca_file")
    @classmethod
    def _is_a_file(cls, path: str) -> str:
        if path and not Path(path).is_file():
            raise ValueError("there is no such file, or it may not be read")
        return path

    @model_validator(mode="after")
    def _has_all_to_sign_mails(self) -> Self:
        given = [bool(self.dkim_domain), bool(self.dkim_selector), bool(self.dkim_private_key)]
        if any(given) and not all(given):
            raise ValueError("to sign mails, dkim_domain, dkim_selector and dkim_private_key are all needed")
        if all(given):
            try:
                read_private_key(self.dkim_private_key.get_secret_value())
            except ValueError as error:
                raise ValueError(f"dkim_private_key cannot be read: {error}") from None
        return self

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
