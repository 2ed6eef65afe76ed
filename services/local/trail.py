"""`cascade audit`: the audit of every service taken away, and checked."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from services.all import METADATA, NAMES
from services.kit import audit
from services.kit.audit import AuditRow, Chain
from services.kit.config import KitSettings
from services.kit.database import Database

cli = typer.Typer(no_args_is_help=True)
Services = Annotated[list[str] | None, typer.Option("--service", help="This service; else all.")]


@cli.command()
def export(service: Services = None) -> None:
    """Write every row as a line of JSON, for `verify --beside` on a later day."""
    for name in _named(service):
        for row in asyncio.run(rows_of(KitSettings(), name)):
            typer.echo(row.line())


@cli.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="An export; else the database of the settings.")] = None,
    beside: Annotated[
        Path | None, typer.Option(help="An older export that the database must still hold.")
    ] = None,
    service: Services = None,
) -> None:
    """Say whether the chain of every service holds, or where it breaks first."""
    kept = _read(beside) if beside else []
    read = _read(file) if file else None
    names = _named(service) if read is None or service else list(dict.fromkeys(row.service for row in read))
    troubles = []
    for name in names:
        rows = _of(name, read) if read is not None else asyncio.run(rows_of(KitSettings(), name))
        chain = checked(name, rows)
        trouble = chain.broken or audit.broken_beside(_of(name, kept), rows)
        typer.echo(trouble or f"{name}: {chain.count} rows hold, the last is sealed {chain.head}")
        troubles += [trouble] if trouble else []
    if troubles:
        raise typer.Exit(1)


async def rows_of(settings: KitSettings, service: str) -> list[AuditRow]:
    """The whole audit of one service."""
    database = Database(settings.database_of(service), METADATA[service], connections=1)
    try:
        async with database.reading() as tx:
            return [row async for row in audit.rows_of(tx)]
    finally:
        await database.close()


def checked(service: str, rows: Iterable[AuditRow]) -> Chain:
    """The chain of one service after its last row."""
    chain = Chain(service)
    for row in rows:
        chain.add(row)
    return chain


def _of(service: str, rows: Iterable[AuditRow]) -> list[AuditRow]:
    return [row for row in rows if row.service == service]


def _read(file: Path) -> Sequence[AuditRow]:
    try:
        return list(audit.read_lines(file.read_text(encoding="utf-8").splitlines()))
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise typer.BadParameter(f"{file}: {error}") from None


def _named(services: Sequence[str] | None) -> Sequence[str]:
    if unknown := set(services or ()) - set(NAMES):
        raise typer.BadParameter(f"there is no service {', '.join(sorted(unknown))}")
    return services or NAMES
