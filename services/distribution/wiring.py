"""Puts distribution together."""

import secrets
from functools import partial

from contracts.topics import REGISTER
from services.access.auditing import audit_pages
from services.distribution import api, pages
from services.distribution.config import Settings
from services.distribution.consumers import hears
from services.distribution.handlers.letters import Letters
from services.distribution.jobs.planning import PlanningDesk, RegisterWatch, planning_jobs
from services.distribution.jobs.searching import Search, searching_jobs
from services.distribution.jobs.sending import PostRoom, sending_jobs
from services.distribution.listener import listener_of
from services.distribution.tables import metadata
from services.kit import topics
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.mail import SmtpPool
from services.kit.service import Service


def build(common: KitSettings, clock: Clock = utc_now) -> Service:
    """Open nothing yet: connections are made when they are first needed. Raises LinksCannotBeSigned."""
    settings = Settings.of(common)
    database = Database(
        settings.database_of("distribution"), metadata, connections=settings.database_connections, clock=clock
    )
    pool = SmtpPool(settings)
    watch = _register_watch(settings.kafka)
    desk = PlanningDesk(database=database, settings=settings, register=watch)
    search = Search(database=database)
    room = PostRoom(
        database=database,
        settings=settings,
        letters=Letters(settings),
        pool=pool,
        sender=f"{settings.instance}/{secrets.token_hex(4)}",
    )
    return Service(
        name="distribution",
        settings=settings,
        database=database,
        doors=hears,
        routers=(api.router, pages.router, audit_pages("distribution")),
        jobs=(*planning_jobs(desk), *sending_jobs(room), *searching_jobs(search)),
        beside=listener_of(database, settings),
        close=pool.close,
    )


def _register_watch(servers: str) -> RegisterWatch:
    group = f"distribution.{REGISTER.name}"
    return RegisterWatch(
        ends=partial(topics.ends, servers, REGISTER),
        dealt_with=partial(topics.dealt_with, servers, group, REGISTER),
    )
