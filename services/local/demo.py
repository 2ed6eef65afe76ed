"""The whole product in one process on real local parts; what a laptop runs, a cluster runs too."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import asyncpg
import uvicorn
from fastapi import FastAPI
from sqlalchemy.engine import make_url

from contracts.topics import TOPICS
from services.all import METADATA, NAMES, compose
from services.kit import signing, topics
from services.kit.config import KitSettings
from services.kit.migrations import migrate
from services.local import pages, parts, ports
from services.local.errors import StartError

BANNER = (
    "Demonstration. The people, their addresses and their answers are made up; dates may have been moved."
)
DATABASE = "cascade"
KEY_ID = "demo"


@dataclass(frozen=True)
class Options:
    """What the command line was asked for."""

    data_dir: Path
    port: int | None = None
    smtp: str = ""


@dataclass(frozen=True)
class Kept:
    """What a demonstration keeps between runs: its secrets, and the port that stands in mailed links."""

    port: int
    api_key: str
    session_key: str
    link_key: str
    database_password: str


@dataclass(frozen=True)
class Demo:
    """A running demonstration."""

    settings: KitSettings
    kept: Kept
    parts: parts.LocalParts
    data_dir: Path

    @property
    def site(self) -> str:
        """Where the pages are."""
        return self.settings.site


@asynccontextmanager
async def running(options: Options, progress: Callable[[str], None]) -> AsyncIterator[Demo]:
    """Start everything, and stop it in reverse at the end. Raises LocalError with what to do."""
    options.data_dir.mkdir(parents=True, exist_ok=True)
    local = await parts.start(options.data_dir, progress=progress)
    try:
        kept = _kept(options)
        progress("Preparing database and topics")
        await asyncio.gather(
            prepare_database(local.postgres, kept.database_password), topics.create(local.kafka, TOPICS)
        )
        demo = Demo(_settings(options, kept, local), kept, local, options.data_dir)
        progress("Starting the six services")
        async with serving(demo):
            yield demo
    finally:
        await local.stop()


@asynccontextmanager
async def serving(demo: Demo) -> AsyncIterator[None]:
    """Run the services of a demonstration whose parts run already."""
    app = compose(NAMES, demo.settings)
    app.state.mailbox = demo.parts.mailbox
    app.include_router(pages.router)
    async with _served(app, demo.kept.port):
        yield


def _settings(options: Options, kept: Kept, local: parts.LocalParts) -> KitSettings:
    database = make_url(local.postgres).set(
        database=DATABASE, username="SERVICE", password=kept.database_password
    )
    return KitSettings(
        site=f"http://127.0.0.1:{kept.port}",
        kafka=local.kafka,
        instance="demo",
        database=database.render_as_string(hide_password=False).replace("SERVICE", "{service}"),
        smtp=options.smtp or local.smtp,
        session_key=kept.session_key,
        api_key=kept.api_key,
        link_private_key=kept.link_key,
        link_public_keys=f"{KEY_ID}:{signing.public_key_of(kept.link_key)}",
        banner=BANNER,
    )


def _kept(options: Options) -> Kept:
    """Read what an earlier run kept, or make it; a port that was taken meanwhile is chosen anew."""
    file = options.data_dir / "demo.json"
    if file.exists():
        kept = Kept(**json.loads(file.read_text()))
        port = ports.choose_port("the site", options.port) if options.port else _free_or_new(kept.port)
        kept = Kept(**{**asdict(kept), "port": port})
    else:
        port = ports.choose_port("the site", options.port)
        kept = Kept(
            port,
            secrets.token_urlsafe(24),
            secrets.token_urlsafe(32),
            signing.new_private_key(),
            secrets.token_urlsafe(18),
        )
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(kept)))
    return kept


def _free_or_new(port: int) -> int:
    return ports.choose_port("the site") if ports.answers(port) else port


async def prepare_database(superuser: str, password: str) -> None:
    """Make the database with every service's role and schema, or bring it up to date."""
    await _run(superuser, _create_database_sql)
    inside = make_url(superuser).set(database=DATABASE)
    await _run(inside.render_as_string(hide_password=False), lambda _: [roles_sql(), *_passwords(password)])
    for service, metadata in METADATA.items():
        own = inside.set(username=service, password=password)
        await migrate(own.render_as_string(hide_password=False), metadata)


def _create_database_sql(databases: set[str]) -> list[str]:
    return [] if DATABASE in databases else [f"CREATE DATABASE {DATABASE}"]


def _passwords(password: str) -> Iterator[str]:
    for service in NAMES:
        yield f"ALTER ROLE {service} PASSWORD '{password}'"


async def _run(dsn: str, statements: Callable[[set[str]], list[str]]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        databases = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for statement in statements(databases):
            await connection.execute(statement)
    finally:
        await connection.close()


def roles_sql() -> str:
    """`deploy/postgres/roles.sql`: beside the code in an installed wheel, in deploy/ in a checkout."""
    packed = files("services.local").joinpath("roles.sql")
    checkout = Path(__file__).parents[2] / "deploy" / "postgres" / "roles.sql"
    return packed.read_text("utf-8") if packed.is_file() else checkout.read_text("utf-8")


class _Server(uvicorn.Server):
    """Leaves the signals to the command, which has more to stop than a server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _served(app: FastAPI, port: int) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app, host=ports.LOOPBACK, port=port, lifespan="on", log_config=None, access_log=False
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if task.done():
                raise StartError("The services did not start; the lines above say why.")
            await asyncio.sleep(0.02)
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError, SystemExit):
            await task
