"""`cascade doctor`: whether everything is there that the settings name, and answers."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from time import monotonic

from aiokafka.errors import KafkaError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from contracts.envelope import Topic
from contracts.topics import TOPICS
from services.all import METADATA
from services.kit import topics
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.migrations import is_current
from services.kit.signing import Verifier, public_key_of
from services.kit.tables import table

PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` is empty when it is well."""

    what: str
    found: str
    mend: str = ""


async def examine(settings: KitSettings) -> AsyncIterator[Finding]:
    """Look at one thing after the other; changes nothing."""
    for finding in _keys(settings):
        yield finding
    yield await asyncio.to_thread(_mail_server, settings)
    async for finding in _kafka(settings):
        yield finding
    for service in METADATA:
        yield await _database(settings, service)


def _keys(settings: KitSettings) -> Iterator[Finding]:
    yield _link_keys(settings.link_private_key.get_secret_value(), settings.link_public_keys)
    if not settings.api_key.get_secret_value():
        yield Finding("API key", "missing: the API refuses everybody", "Set CASCADE_API_KEY.")


def _link_keys(private: str, public: str) -> Finding:
    if not private or not public:
        return Finding("Link keys", "missing", "Set CASCADE_LINK_PRIVATE_KEY and CASCADE_LINK_PUBLIC_KEYS.")
    try:
        Verifier.of(public)
        is_pair = public.partition(",")[0].partition(":")[2].strip().rstrip("=") == public_key_of(private)
    except ValueError:
        return Finding("Link keys", "cannot be read", "Each is base64 of 32 bytes; public ones are id:key.")
    if not is_pair:
        return Finding("Link keys", "not a pair", "The first public key must be that of the private key.")
    return Finding("Link keys", "a pair")


def _mail_server(settings: KitSettings) -> Finding:
    host, _, port = settings.smtp.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), PATIENCE_SECONDS):
            return Finding("Mail server", f"{settings.smtp} answers")
    except (OSError, ValueError) as error:
        return Finding("Mail server", f"{settings.smtp}: {error}", "Check CASCADE_SMTP and the network.")


async def _kafka(settings: KitSettings) -> AsyncIterator[Finding]:
    try:
        missing = await topics.missing(settings.kafka, TOPICS)
        yield Finding("Kafka", f"{settings.kafka} answers")
        if missing:
            yield Finding("Topics", f"missing: {', '.join(missing)}", "Run cascade topics.")
            return
        for topic in TOPICS:
            for hearer in topic.hearers:
                behind = await _behind(settings.kafka, f"{hearer}.{topic.name}", topic)
                yield Finding(f"{hearer} hears {topic.name}", f"{behind} messages behind")
    except KafkaError as error:
        yield Finding("Kafka", f"{settings.kafka}: {type(error).__name__}", "Check CASCADE_KAFKA.")


async def _behind(servers: str, group: str, topic: Topic) -> int:
    """A Kafka whose topics nobody has heard yet makes its record of who heard what when first asked."""
    until = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await topics.lag(servers, group, topic)
        except KafkaError as error:
            if not error.retriable or monotonic() > until:
                raise
        await asyncio.sleep(0.1)


async def _database(settings: KitSettings, service: str) -> Finding:
    what = f"Database of {service}"
    try:
        if not await is_current(settings.database_of(service), METADATA[service]):
            return Finding(what, "its schema is not the one this version needs", "Run cascade migrate.")
        return Finding(what, f"well; {await _unsaid(settings, service)} events wait for Kafka")
    except (SQLAlchemyError, OSError) as error:
        return Finding(what, type(error).__name__, "Check CASCADE_DATABASE, the roles and their passwords.")


async def _unsaid(settings: KitSettings, service: str) -> int:
    database = Database(settings.database_of(service), METADATA[service], connections=1)
    try:
        async with database.reading() as tx:
            waiting = await tx.execute(select(func.count()).select_from(table(METADATA[service], "outbox")))
            return int(waiting.scalar_one())
    finally:
        await database.close()
