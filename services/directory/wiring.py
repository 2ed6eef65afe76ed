"""Puts directory together."""

from services.access.auditing import audit_entrance, audit_pages
from services.directory import api, jobs, pages
from services.directory.config import Settings
from services.directory.consumers import hears
from services.directory.tables import metadata
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("directory"), metadata, connections=settings.database_connections, clock=clock
    )
    return Service(
        name="directory",
        settings=settings,
        database=database,
        doors=hears,
        routers=(pages.router, api.router, audit_pages("directory"), audit_entrance),
        jobs=(jobs.follow_the_calendar(database), jobs.verify_addresses(database, settings)),
    )
