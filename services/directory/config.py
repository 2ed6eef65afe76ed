"""Settings of directory, `CASCADE_DIRECTORY_…`."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.kit.config import KitSettings


class Settings(KitSettings):
    """Those of every service, and these."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_DIRECTORY_", frozen=True, extra="ignore")

    #: Days after which somebody who said that mail reaches them is asked again; 0 for never.
    verify_days: Annotated[int, Field(ge=0, le=3650)] = 180
