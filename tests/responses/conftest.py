"""The pages of responses: a site that has heard nothing, and one that has heard all."""

from collections.abc import AsyncIterator

import pytest

from services.kit.config import KitSettings
from tests.fakes import FixedClock
from tests.responses.site import Site, open_site, whole_story


@pytest.fixture
async def empty_site(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Site]:
    async with open_site(common_settings, clock) as site:
        yield site


@pytest.fixture
async def site(empty_site: Site) -> Site:
    await empty_site.hear(*whole_story())
    return empty_site
