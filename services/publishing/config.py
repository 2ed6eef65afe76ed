"""Settings of publishing, `CASCADE_PUBLISHING_…`."""

from pydantic_settings import SettingsConfigDict

from services.kit.config import KitSettings


class Settings(KitSettings):
    """Those of every service, and these."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_PUBLISHING_", frozen=True, extra="ignore")
