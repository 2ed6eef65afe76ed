"""The only file that knows every service: which there are, and how some of them make one process."""

from collections.abc import Callable, Sequence
from typing import Any, Union

import yaml
from fastapi import FastAPI
from faststream.kafka import KafkaBroker
from faststream.specification.asyncapi import AsyncAPI
from sqlalchemy import MetaData

from contracts.envelope import Event, Topic
from contracts.events.register import Role
from contracts.topics import TOPICS
from services.access.permissions import ANSWERS, Permission
from services.actions import tables as actions_tables
from services.actions import wiring as actions
from services.directory import tables as directory_tables
from services.directory import wiring as directory
from services.distribution import tables as distribution_tables
from services.distribution import wiring as distribution
from services.kit import kafka
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import new_private_key, public_key_of
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
#: The pages of the header for the whole country, in their order, and whoever may open each.
FOR_THE_NATION = (
    ("Desk", "/desk", Permission.WRITE_ALERTS),
    ("Nation", "/nation", Permission.WATCH_NATION),
    ("Questions", "/questions", Permission.ANSWER_QUESTIONS),
    ("Register", "/register", Permission.READ_REGISTER),
    ("Sending", "/sending", Permission.WATCH_SENDING),
    ("Keys", "/keys", Permission.KEEP_KEYS),
    ("Audit", "/audit", Permission.READ_AUDIT),
)
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
    links = [(text, href) for text, href, needed in FOR_THE_NATION if visitor.holds(*needed.roles)]
    links += [(f"Region {code}", f"/regions/{code}") for code in visitor.organisations(Role.REGIONAL_LEAD)]
    if visitor.organisations(*Permission.OPEN_OWN_ALERTS.roles):
        links.append(("My alerts", "/mine"))
    links += _own_organisations(visitor)
    if visitor.organisations(*Permission.REGISTER_PARTNERS.roles):
        links.append(("Partners", "/partners"))
    return [(text, href, path.startswith(href)) for text, href in links]


def _own_organisations(visitor: Visitor) -> list[tuple[str, str]]:
    """By their codes where somebody is registered for several."""
    codes = sorted(set(visitor.organisations(*ANSWERS)))
    names = ["My organisation"] if len(codes) == 1 else [f"Organisation {code}" for code in codes]
    return [(name, f"/organisations/{code}") for name, code in zip(names, codes, strict=True)]


def asyncapi() -> str:
    """What the services really declare, as AsyncAPI 3.0 in YAML; the same on every machine."""
    broker = _declared()
    document = AsyncAPI(
        broker, title="Safety Cascade", version="1", schema_version="3.0.0"
    ).to_specification()
    plain: dict[str, Any] = document.to_jsonable()
    return yaml.safe_dump(plain, sort_keys=True, allow_unicode=True, width=110)


def _declared() -> KafkaBroker:
    """A broker that is never started, with everything that is heard and said."""
    key = new_private_key()
    settings = KitSettings(
        kafka="kafka.example:9092", link_private_key=key, link_public_keys=f"k:{public_key_of(key)}"
    )
    broker = kafka.kafka_broker(settings.kafka)
    for name in NAMES:
        service = BUILDERS[name](settings, utc_now)
        broker.include_router(kafka.router(service.doors, service.database, service.settings))
    for topic in TOPICS:
        broker.publisher(
            topic.name,
            title=f"{topic.speaker} says {topic.name}",
            description=topic.purpose,
            schema=_schema(topic),
        )
    return broker


def _schema(topic: Topic) -> Any:
    return Union[tuple(Event[kind] for kind in topic.events)]  # type: ignore[valid-type]  # noqa: UP007 — made while running
