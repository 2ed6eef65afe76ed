"""Settings of responses, `CASCADE_RESPONSES_…`."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.kit.config import KitSettings


class Settings(KitSettings):
    """Those of every service, and these."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_RESPONSES_", frozen=True, extra="ignore")

    #: A form that comes back sooner was not read by a person, in seconds.
    shortest_read: Annotated[float, Field(ge=0, le=60)] = 2
    #: A form that comes back later is shown again, in hours.
    longest_read: Annotated[float, Field(gt=0, le=72)] = 24
    #: How long a link rests after a choice that does not fit it, in seconds.
    rest: Annotated[float, Field(ge=0, le=3600)] = 60
