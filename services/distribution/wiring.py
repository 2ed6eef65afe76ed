"""Puts distribution together."""

from services.distribution.config import Settings
from services.distribution.consumers import hears
from services.distribution.tables import metadata
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("distribution"), metadata, connections=settings.database_connections, clock=clock
    )
    return Service(name="distribution", settings=settings, database=database, doors=hears)
