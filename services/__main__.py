"""The command `cascade`."""

import asyncio
import gc
import json
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvicorn
import uvloop
from pydantic import SecretStr
from rich.console import Console

from contracts.topics import TOPICS
from services import all as everything
from services.distribution.domain.errors import LinksCannotBeSigned
from services.kit import log, topics
from services.kit.config import KitSettings, Reach
from services.kit.migrations import migrate as migrate_schema
from services.kit.migrations import revise
from services.local import bench, commands, promises, steering, trail
from services.local.errors import LocalError
from services.local.site import SiteError

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
imports = typer.Typer(no_args_is_help=True)
cli.add_typer(imports, name="import", help="Fill the register of a running system from a file.")
benches = typer.Typer(no_args_is_help=True)
cli.add_typer(benches, name="bench", help="Measure how fast this machine does it; for developers.")
cli.add_typer(trail.cli, name="audit", help="Take the audit away, or check that nobody changed it.")
T = TypeVar("T")
said = Console(stderr=True, highlight=False)


Site = Annotated[str, typer.Option(help="Address of the running system; else CASCADE_SITE.")]
ApiKey = Annotated[str, typer.Option(help="Key of its API; else CASCADE_API_KEY.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as one JSON document.")]
Preview = Annotated[bool, typer.Option("--preview", help="Say what the file would do, and take nothing.")]
AcceptValid = Annotated[bool, typer.Option(help="Take the good rows of a file that also has bad ones.")]


@cli.callback()
def cascade() -> None:
    """Take National Patient Safety Alerts to every registered specialist, and see who has not answered."""


@cli.command()
def demo(
    data_dir: Annotated[Path | None, typer.Option(help="Where everything is kept between runs.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port of the pages; else the last one, or a free one.")
    ] = None,
    smtp: Annotated[str, typer.Option(help="Send mail to HOST:PORT instead of the mailbox.")] = "",
    empty: Annotated[bool, typer.Option(help="Load no sample data.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON when ready.")] = False,
    check: Annotated[bool, typer.Option(help="Play the whole story and say whether it holds.")] = False,
) -> None:
    """Run everything on this machine, with the real register and real alerts; needs no Docker."""
    # A new Kafka has no coordinator for a moment, which its client calls an error.
    log.configure(level="WARNING", as_json=False, libraries="CRITICAL")
    _run(commands.demo(data_dir, port, smtp, empty=empty, as_json=as_json, check=check))


@cli.command()
def run(
    names: Annotated[list[str], typer.Argument(help="all, or names of services.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Run services on the Kafka, PostgreSQL and mail server of the settings."""
    settings = KitSettings()
    log.configure(level=settings.log_level, as_json=settings.log_json)
    chosen = everything.NAMES if names == ["all"] else tuple(names)
    _must_be_services(chosen)
    try:
        app = everything.compose(chosen, settings)
    except LinksCannotBeSigned as error:
        raise _ended(str(error)) from None
    # What is loaded by now stays for good: looking through it again and again took a sixth of sending.
    gc.freeze()
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=15)


@cli.command()
def migrate(
    new: Annotated[str, typer.Option(help="For developers: write a new version for this service.")] = "",
    message: Annotated[str, typer.Option("-m", help="What the new version changes.")] = "",
) -> None:
    """Bring every service's schema up to date."""
    settings = KitSettings()
    if new:
        _must_be_services([new])
        _run(revise(settings.database_of(new), everything.METADATA[new], message))
        return
    for service, metadata in everything.METADATA.items():
        _run(migrate_schema(settings.database_of(service), metadata))
        typer.echo(f"{service}: up to date")


@cli.command("topics")
def make_topics(replicas: Annotated[int, typer.Option(help="Copies Kafka keeps of each.")] = 3) -> None:
    """Make the Kafka topics that are missing."""
    made = _run(topics.create(KitSettings().kafka, TOPICS, replicas=replicas))
    typer.echo("\n".join(made) or "Nothing was missing.")


@imports.command("organisations")
def import_organisations(
    file: Path,
    site: Site = "",
    api_key: ApiKey = "",
    accept_valid: AcceptValid = False,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Import organisations: our CSV, the extract of NHS trusts of ODS, or a FHIR R4 Bundle."""
    reach = _reach(site, api_key)
    _import("organisations", file, reach, accept_valid=accept_valid, preview=preview, as_json=as_json)


@imports.command("people")
def import_people(
    file: Path,
    site: Site = "",
    api_key: ApiKey = "",
    accept_valid: AcceptValid = False,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Import people: a CSV with the columns ods_code, role, name, email, phone."""
    reach = _reach(site, api_key)
    _import("people", file, reach, accept_valid=accept_valid, preview=preview, as_json=as_json)


@cli.command()
def publish(file: Path, site: Site = "", api_key: ApiKey = "", as_json: AsJson = False) -> None:
    """Issue an alert: a document as the event's `data`, or a whole CloudEvent."""
    answer = _run(commands.publish(_reach(site, api_key), _content(file)))
    if as_json:
        typer.echo(json.dumps(answer))
    else:
        typer.echo(f"{answer['reference']} version {answer['version']} is issued.")


@cli.command()
def sending(
    what: Annotated[str, typer.Argument(help="status, watch, pause, resume, cancel or retry.")] = "status",
    alert: Annotated[str, typer.Option(help="Reference of the alert; empty for all.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of mail, such as alert-issued; empty for every kind.")] = "",
    reason: Annotated[str, typer.Option(help="Why; stands in the record.")] = "",
    confirm: Annotated[str, typer.Option(help="To cancel: the reference once more.")] = "",
    site: Site = "",
    api_key: ApiKey = "",
    as_json: AsJson = False,
) -> None:
    """See how mails are doing on a running system, or pause, resume, cancel or retry them."""
    reach = _reach(site, api_key)
    if what == "watch":
        _run(steering.watch(reach))
    elif what == "status":
        found = _run(steering.overview(reach))
        if as_json:
            typer.echo(json.dumps(found))
        else:
            commands.out.print(steering.in_words(found))
    else:
        given = {"what": what, "reference": alert, "kind": kind, "reason": reason, "confirmed": confirm}
        done = _run(steering.order(reach, given))
        typer.echo(json.dumps(done) if as_json else f"Done: {done['mails']} mails.")


@cli.command("contracts")
def write_contracts(
    write: Annotated[bool, typer.Option(help="Write the files, unless that breaks a promise.")] = False,
) -> None:
    """Say whether the JSON Schemas and the AsyncAPI document are current, or write them; for developers."""
    if troubles := promises.broken():
        raise _ended("This breaks what was promised; make a new version beside it:\n" + "\n".join(troubles))
    if write:
        typer.echo("\n".join(promises.write()) or "Nothing was stale.")
    elif stale := promises.stale():
        raise _ended("Stale: " + ", ".join(stale) + ". Run cascade contracts --write.")


@cli.command("doctor")
def examine() -> None:
    """Look whether everything that the settings name is there and answers; changes nothing."""
    if not _run(commands.examined(KitSettings())):
        raise typer.Exit(1)


@benches.command("page")
def bench_page(
    postgres: Annotated[
        str, typer.Option(help="A superuser's address of an empty server; else a local one is started.")
    ] = "",
    requests: Annotated[int, typer.Option(min=1, help="How often each page is asked for.")] = 200,
    organisations: Annotated[int, typer.Option(min=1, help="How many organisations got each alert.")] = 1000,
    alerts: Annotated[int, typer.Option(min=1, max=900, help="How many alerts each of them got.")] = 50,
) -> None:
    """Measure a specialist's pages on a full database, and print JSON; a ratio to a bare page tells most."""
    log.configure(level="ERROR", as_json=False)
    size = bench.Size(organisations=organisations, alerts=alerts)
    figures = _run(bench.measure_pages(postgres, size, requests))
    typer.echo(json.dumps(figures, indent=2))


@benches.command("mail")
def bench_mail(
    smtp: Annotated[str, typer.Option(help="Where the mails go, HOST:PORT; a sink that throws them away.")],
    messages: Annotated[
        int, typer.Option(min=1, max=400_000, help="How many people get the alert.")
    ] = 20_000,
    processes: Annotated[int, typer.Option(min=1, max=16, help="Sending processes.")] = 1,
    connections: Annotated[int, typer.Option(min=1, max=200, help="To the mail server, in all.")] = 20,
    behind: Annotated[
        int, typer.Option(min=0, max=400_000, help="Mails of an exercise that wait when the alert comes.")
    ] = 0,
    yardstick: Annotated[
        bool, typer.Option(help="Measure Postfix's smtp-source before and after too, and print the ratio.")
    ] = False,
    plain: Annotated[
        bool, typer.Option(help="Wait for each reply, as where PIPELINING is not offered.")
    ] = False,
    postgres: Annotated[
        str, typer.Option(help="A superuser's address of an empty server; else a local one is started.")
    ] = "",
) -> None:
    """Mail an alert on the real way, ledger and all, and print JSON; compare within one run only."""
    log.configure(level="ERROR", as_json=False)
    try:
        run = bench.Run(
            messages=messages,
            processes=processes,
            smtp=smtp,
            connections=connections,
            plain=plain,
            postgres=postgres,
            behind=behind,
            yardstick=yardstick,
        )
    except LocalError as error:
        raise _ended(str(error)) from None
    typer.echo(json.dumps(_run(bench.measure_mail(run)), indent=2))


def _must_be_services(names: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in everything.NAMES]:
        raise _ended(f"There is no service {', '.join(unknown)}. There are: {', '.join(everything.NAMES)}.")


def _import(kind: str, file: Path, reach: Reach, *, accept_valid: bool, preview: bool, as_json: bool) -> None:
    content = _content(file)
    answer = _run(commands.import_file(reach, kind, content, accept_valid=accept_valid, preview=preview))
    typer.echo(json.dumps(answer) if as_json else commands.import_in_words(answer))
    if not answer["accepted"]:
        raise typer.Exit(1)


def _reach(site: str, api_key: str) -> Reach:
    given = {"site": site, "api_key": SecretStr(api_key)}
    return Reach().model_copy(update={name: value for name, value in given.items() if value})


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _ended(f"{file} cannot be read: {error.strerror}.") from error


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; a trouble that was foreseen ends the command with its words and no traceback."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except (LocalError, SiteError) as error:
        raise _ended(str(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _ended(reason: str) -> typer.Exit:
    said.print(reason, style="red", markup=False)
    return typer.Exit(1)


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
