"""`cascade import`: the register of a running system filled from a file, and that undone."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from services.kit.config import Reach
from services.local import commands
from services.local.site import site as running
from services.local.terminal import ApiKey, AsJson, Site, content_of, reach_of, to_the_end

cli = typer.Typer(no_args_is_help=True)
Preview = Annotated[bool, typer.Option("--preview", help="Say what the file would do, and take nothing.")]
AcceptValid = Annotated[bool, typer.Option(help="Take the good rows of a file that also has bad ones.")]


@cli.command()
def organisations(
    file: Path,
    site: Site = "",
    api_key: ApiKey = "",
    accept_valid: AcceptValid = False,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Import organisations: our CSV, the extract of NHS trusts of ODS, or a FHIR R4 Bundle."""
    reach = reach_of(site, api_key)
    _import("organisations", file, reach, accept_valid=accept_valid, preview=preview, as_json=as_json)


@cli.command()
def people(
    file: Path,
    site: Site = "",
    api_key: ApiKey = "",
    accept_valid: AcceptValid = False,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Import people: a CSV with the columns ods_code, role, name, email, phone."""
    reach = reach_of(site, api_key)
    _import("people", file, reach, accept_valid=accept_valid, preview=preview, as_json=as_json)


@cli.command("list")
def list_imports(site: Site = "", api_key: ApiKey = "", as_json: AsJson = False) -> None:
    """Show the last files that were taken, each with the number by which it is undone."""
    found = to_the_end(_imports(reach_of(site, api_key)))
    lines = [in_words(one) for one in found] or ["No file was taken yet."]
    typer.echo(json.dumps(found) if as_json else "\n".join(lines))


@cli.command()
def undo(number: int, site: Site = "", api_key: ApiKey = "", as_json: AsJson = False) -> None:
    """Undo the import of this number as a whole; what changed since stands in the way."""
    done = to_the_end(_undo(reach_of(site, api_key), number))
    typer.echo(json.dumps(done) if as_json else in_words(done))


def in_words(taken: dict[str, Any]) -> str:
    """One import on a line."""
    counts = taken["counts"]
    did = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("added", "changed", "closed"))
    undone = f"; undone {taken['undone_at']}" if taken["undone_at"] else ""
    by = taken["by"] or "a program"
    return f"{taken['import_id']}: {taken['what']}, {taken['at']}, by {by}: {did}{undone}."


def _import(kind: str, file: Path, reach: Reach, *, accept_valid: bool, preview: bool, as_json: bool) -> None:
    content = content_of(file)
    work = commands.import_file(reach, kind, content, accept_valid=accept_valid, preview=preview)
    answer = to_the_end(work)
    typer.echo(json.dumps(answer) if as_json else commands.import_in_words(answer))
    if not answer["accepted"]:
        raise typer.Exit(1)


async def _imports(reach: Reach) -> list[dict[str, Any]]:
    async with running(reach.site, reach.api_key.get_secret_value()) as system:
        return await system.imports()


async def _undo(reach: Reach, number: int) -> dict[str, Any]:
    async with running(reach.site, reach.api_key.get_secret_value()) as system:
        return await system.undo(number)
