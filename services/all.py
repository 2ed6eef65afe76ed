"""The only file that knows every service: which there are, and how some of them make one process."""

from collections.abc import Callable, Sequence

from fastapi import FastAPI
from sqlalchemy import MetaData

from contracts.events.register import Role
from services.actions import tables as actions_tables
from services.actions import wiring as actions
from services.directory import tables as directory_tables
from services.directory import wiring as directory
from services.distribution import tables as distribution_tables
from services.distribution import wiring as distribution
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.web.access import Visitor
from services.kit.web.frame import application
from services.oversight import tables as oversight_tables
from services.oversight import wiring as oversight
from services.publishing import tables as publishing_tables
from services.publishing import wiring as publishing
from services.responses import tables as responses_tables
from services.responses import wiring as responses

BUILDERS: dict[str, Callable[[KitSettings, Clock], Service]] = {
    "publishing": publishing.build,
    "directory": directory.build,
    "distribution": distribution.build,
    "responses": responses.build,
    "actions": actions.build,
    "oversight": oversight.build,
}
NAMES = tuple(BUILDERS)
#: Whoever may see what the national team sees.
NATIONAL = (Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER)
METADATA: dict[str, MetaData] = {
    "publishing": publishing_tables.metadata,
    "directory": directory_tables.metadata,
    "distribution": distribution_tables.metadata,
    "responses": responses_tables.metadata,
    "actions": actions_tables.metadata,
    "oversight": oversight_tables.metadata,
}


def compose(names: Sequence[str], settings: KitSettings, clock: Clock = utc_now) -> FastAPI:
    """One process with these services; a laptop and a cluster differ only in the list."""
    services = [BUILDERS[name](settings, clock) for name in names]
    return application(services, settings, clock=clock, navigation=navigation)


def navigation(visitor: Visitor | None, path: str) -> list[tuple[str, str, bool]]:
    """The links of the header: only pages this visitor may see."""
    if visitor is None:
        return []
    links = [(f"Region {code}", f"/regions/{code}") for code in visitor.organisations(Role.REGIONAL_LEAD)]
    if visitor.holds(*NATIONAL):
        links = [
            ("Desk", "/desk"),
            ("Nation", "/nation"),
            ("Questions", "/questions"),
            ("Register", "/register"),
            *links,
        ]
    return [(text, href, path.startswith(href)) for text, href in links]
