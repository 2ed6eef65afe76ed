"""Settings of responses, `CASCADE_RESPONSES_…`."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.kit.config import KitSettings

#: Whole words of theirs, because "bot" alone stands in the names of telephones.
SCANNERS = (
    "HeadlessChrome, PhantomJS, Googlebot, bingbot, Slackbot, Twitterbot, BingPreview, SkypeUriPreview, "
    "facebookexternalhit, WhatsApp/, Barracuda, Mimecast, Proofpoint, urldefense, ZScaler, Symantec, "
    "curl/, Wget/, python-requests, python-httpx, python-urllib, aiohttp, Go-http-client, okhttp, "
    "Apache-HttpClient, libwww-perl, Java/, node-fetch, axios/"
)


class Settings(KitSettings):
    """Those of every service, and these."""

    model_config = SettingsConfigDict(env_prefix="CASCADE_RESPONSES_", frozen=True, extra="ignore")

    #: A form that comes back sooner was not read by a person, in seconds.
    shortest_read: Annotated[float, Field(ge=0, le=60)] = 2
    #: A form that comes back later is shown again, in hours.
    longest_read: Annotated[float, Field(gt=0, le=72)] = 24
    #: How long a link rests after a choice that does not fit it, in seconds.
    rest: Annotated[float, Field(ge=0, le=3600)] = 60
    #: An acknowledgement this near to when a mail to its person was taken is doubted, in seconds.
    soon: Annotated[float, Field(ge=0, le=600)] = 10
    #: One is doubted too when everything its mail leads to was opened within these seconds before.
    together: Annotated[float, Field(ge=0, le=600)] = 60
    #: Parts of the names of programs that open links, parted by commas; what they send never counts.
    scanners: str = SCANNERS
    #: How long nobody is asked once more to confirm the same, in minutes.
    ask_again: Annotated[float, Field(gt=0, le=1440)] = 60
    #: How many openings of one page of a link are noted within a minute.
    openings_a_minute: Annotated[int, Field(ge=1, le=60)] = 5
    #: How long it is kept when pages of a link were opened, in days.
    opening_days: Annotated[int, Field(ge=1, le=365)] = 30
    #: How long network addresses are kept, in days.
    address_days: Annotated[int, Field(ge=1, le=365)] = 30
