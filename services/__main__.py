"""The command `cascade`."""

import asyncio
from typing import Annotated

import typer

from services import all as everything
from services.kit.config import KitSettings
from services.kit.migrations import migrate as migrate_schema
from services.kit.migrations import revise

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@cli.command()
def migrate(
    new: Annotated[str, typer.Option(help="For developers: write a new version for this service.")] = "",
    message: Annotated[str, typer.Option("-m", help="What the new version changes.")] = "",
) -> None:
    """Bring every service's schema up to date."""
    settings = KitSettings()
    if new:
        asyncio.run(revise(settings.database_of(new), everything.METADATA[new], message))
        return
    for service, metadata in everything.METADATA.items():
        asyncio.run(migrate_schema(settings.database_of(service), metadata))
        typer.echo(f"{service}: up to date")


@cli.callback()
def cascade() -> None:
    """Safety Cascade."""


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
