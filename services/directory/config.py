"""Settings of directory, `CASCADE_DIRECTORY_…`."""

from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from services.kit import oidc
from services.kit.config import KitSettings


class Settings(KitSettings):
    """Those of every service, and these."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_DIRECTORY_", frozen=True, extra="ignore")

    #: Days after which somebody who said that mail reaches them is asked again; 0 for never.
    verify_days: Annotated[int, Field(ge=0, le=3650)] = 180
    #: The OpenID provider people may sign in by, as it calls itself; empty for none.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    #: What the provider is asked for, parted by spaces.
    oidc_scope: str = "openid email profile"
    #: The claim that holds the mail address.
    oidc_email_claim: str = "email"
    #: The claim that says that the address is theirs; empty where the provider lets nobody choose an address.
    oidc_verified_claim: str = "email_verified"
    #: What the button says after "Sign in with".
    oidc_name: str = "your organisation's account"

    @field_validator("oidc_issuer")
    @classmethod
    def _is_safe(cls, issuer: str) -> str:
        if issuer and not oidc.is_safe(issuer):
            raise ValueError("must begin with https:")
        return issuer
