"""The command `cascade`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from contracts.topics import TOPICS
from services import all as everything
from services.distribution.domain.errors import LinksCannotBeSigned
from services.kit import log, memory, topics
from services.kit.config import KitSettings
from services.kit.migrations import migrate as migrate_schema
from services.kit.migrations import revise
from services.local import bench, commands, importing, promises, steering, trail
from services.local.errors import LocalError
from services.local.terminal import ApiKey, AsJson, Site, content_of, ended, reach_of, to_the_end

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
cli.add_typer(
    importing.cli, name="import", help="Fill the register of a running system from a file, or undo that."
)
benches = typer.Typer(no_args_is_help=True)
cli.add_typer(benches, name="bench", help="Measure how fast this machine does it; for developers.")
cli.add_typer(trail.cli, name="audit", help="Take the audit away, or check that nobody changed it.")


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
    to_the_end(commands.demo(data_dir, port, smtp, empty=empty, as_json=as_json, check=check))


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
        raise ended(str(error)) from None
    memory.settle()
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
        to_the_end(revise(settings.database_of(new), everything.METADATA[new], message))
        return
    for service, metadata in everything.METADATA.items():
        to_the_end(migrate_schema(settings.database_of(service), metadata))
        typer.echo(f"{service}: up to date")


@cli.command("topics")
def make_topics(replicas: Annotated[int, typer.Option(help="Copies Kafka keeps of each.")] = 3) -> None:
    """Make the Kafka topics that are missing."""
    made = to_the_end(topics.create(KitSettings().kafka, TOPICS, replicas=replicas))
    typer.echo("\n".join(made) or "Nothing was missing.")


@cli.command()
def publish(file: Path, site: Site = "", api_key: ApiKey = "", as_json: AsJson = False) -> None:
    """Issue an alert: a document as the event's `data`, or a whole CloudEvent."""
    answer = to_the_end(commands.publish(reach_of(site, api_key), content_of(file)))
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
    reach = reach_of(site, api_key)
    if what == "watch":
        to_the_end(steering.watch(reach))
    elif what == "status":
        found = to_the_end(steering.overview(reach))
        if as_json:
            typer.echo(json.dumps(found))
        else:
            commands.out.print(steering.in_words(found))
    else:
        given = {"what": what, "reference": alert, "kind": kind, "reason": reason, "confirmed": confirm}
        done = to_the_end(steering.order(reach, given))
        typer.echo(json.dumps(done) if as_json else f"Done: {done['mails']} mails.")


@cli.command("contracts")
def write_contracts(
    write: Annotated[bool, typer.Option(help="Write the files, unless that breaks a promise.")] = False,
) -> None:
    """Say whether the JSON Schemas and the AsyncAPI document are current, or write them; for developers."""
    if troubles := promises.broken():
        raise ended("This breaks what was promised; make a new version beside it:\n" + "\n".join(troubles))
    if write:
        typer.echo("\n".join(promises.write()) or "Nothing was stale.")
    elif stale := promises.stale():
        raise ended("Stale: " + ", ".join(stale) + ". Run cascade contracts --write.")


@cli.command("doctor")
def examine() -> None:
    """Look whether everything that the settings name is there and answers; changes nothing."""
    if not to_the_end(commands.examined(KitSettings())):
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
    figures = to_the_end(bench.measure_pages(postgres, size, requests))
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
        raise ended(str(error)) from None
    typer.echo(json.dumps(to_the_end(bench.measure_mail(run)), indent=2))


def _must_be_services(names: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in everything.NAMES]:
        raise ended(f"There is no service {', '.join(unknown)}. There are: {', '.join(everything.NAMES)}.")


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
