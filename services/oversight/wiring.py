"""Puts oversight together."""

from services.access.auditing import audit_pages
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.oversight.api import router as api
from services.oversight.config import Settings
from services.oversight.consumers import hears
from services.oversight.pages import router as pages
from services.oversight.tables import metadata


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("oversight"), metadata, connections=settings.database_connections, clock=clock
    )
    return Service(
        name="oversight",
        settings=settings,
        database=database,
        doors=hears,
        routers=(pages, api, audit_pages("oversight")),
    )
