"""Puts responses together."""

from services.access.auditing import audit_pages
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.service import Service
from services.responses import api, jobs
from services.responses.config import Settings
from services.responses.consumers import hears
from services.responses.pages import (
    acknowledge,
    asking,
    briefing,
    desk,
    experiences,
    from_briefing,
    links,
    mine,
    moderation,
    not_me,
    partner,
)
from services.responses.tables import metadata


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("responses"), metadata, connections=settings.database_connections, clock=clock
    )
    return Service(
        name="responses",
        settings=settings,
        database=database,
        doors=hears,
        routers=(
            links.router,
            acknowledge.router,
            not_me.router,
            mine.router,
            asking.router,
            briefing.router,
            from_briefing.router,
            experiences.router,
            partner.router,
            moderation.router,
            desk.router,
            api.router,
            audit_pages("responses"),
        ),
        jobs=(jobs.forget_traces(database, settings),),
    )
