"""Puts actions together."""

from services.access.auditing import audit_pages
from services.actions.config import Settings
from services.actions.consumers import hears
from services.actions.pages import router
from services.actions.tables import metadata
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("actions"), metadata, connections=settings.database_connections, clock=clock
    )
    return Service(
        name="actions",
        settings=settings,
        database=database,
        doors=hears,
        routers=(router, audit_pages("actions")),
    )
