"""Puts publishing together."""

from services.access.auditing import audit_pages
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.publishing import api, jobs, pages
from services.publishing.config import Settings
from services.publishing.consumers import hears
from services.publishing.tables import metadata


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("publishing"), metadata, connections=settings.database_connections, clock=clock
    )
    return Service(
        name="publishing",
        settings=settings,
        database=database,
        doors=hears,
        routers=(api.router, pages.router, audit_pages("publishing")),
        jobs=(jobs.issue_at_set_times(database),),
    )
