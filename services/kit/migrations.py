"""Bringing a service's schema up to date; each service keeps its own versions in its own folder."""

import io
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, MetaData, text

from services.kit.database import engine_for


def folder(service: str) -> Path:
    """Where a service keeps its versions."""
    spec = find_spec(f"services.{service}")
    if spec is None or spec.origin is None:
        raise LookupError(f"there is no service {service}")
    return Path(spec.origin).parent / "migrations" / "versions"


async def migrate(address: str, metadata: MetaData) -> None:
    """Bring the schema up to the newest version; running it again changes nothing."""
    await _with(address, metadata, lambda config: command.upgrade(config, "head"))


async def revise(address: str, metadata: MetaData, message: str) -> None:
    """Write a new version from what the tables say and the database lacks; for developers."""
    folder(str(metadata.schema)).mkdir(parents=True, exist_ok=True)
    number = f"{len(list(folder(str(metadata.schema)).glob('*.py'))) + 1:04d}"
    await _with(
        address,
        metadata,
        lambda config: command.revision(config, message, autogenerate=True, rev_id=number),
    )


async def is_current(address: str, metadata: MetaData) -> bool:
    """Whether every migration has been run, and they give what the tables say."""
    try:
        await _with(address, metadata, command.check)
    except CommandError:
        return False
    return True


async def _with(address: str, metadata: MetaData, run: Callable[[Config], object]) -> None:
    engine = engine_for(address, 1)
    try:
        async with engine.begin() as connection:
            # Two processes that start together must not migrate together.
            await connection.execute(
                text(f"SELECT pg_advisory_xact_lock(hashtext('{metadata.schema}.migrate'))")
            )
            await connection.execute(text("SET lock_timeout = '10s'"))
            await connection.run_sync(lambda sync: run(_config(sync, metadata)))
    finally:
        await engine.dispose()


def _config(connection: Connection, metadata: MetaData) -> Config:
    # What Alembic would print is for its own command line.
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    config.set_main_option("version_locations", str(folder(str(metadata.schema))))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, metadata=metadata)
    return config
