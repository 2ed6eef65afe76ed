"""What the commands do that speak to a person at a terminal."""

import asyncio
import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from platformdirs import user_data_path
from rich.console import Console
from rich.markup import escape

from services.kit.clock import utc_now
from services.kit.config import KitSettings, Reach
from services.local import check as story
from services.local import doctor, sample
from services.local.demo import Demo, Options, running
from services.local.site import site

EXAMPLE = "contracts/examples/alert-issued.v1.json"
out = Console(highlight=False)
said = Console(stderr=True, highlight=False)


async def publish(reach: Reach, document: bytes) -> dict[str, Any]:
    """Issue one alert on a running system. Raises SiteError."""
    async with site(reach.site, reach.api_key.get_secret_value()) as running_system:
        return await running_system.publish(document)


async def import_file(
    reach: Reach, kind: str, content: bytes, *, accept_valid: bool, preview: bool = False
) -> dict[str, Any]:
    """Import one file into a running system, or only look at it. Raises SiteError."""
    async with site(reach.site, reach.api_key.get_secret_value()) as running_system:
        return await running_system.import_file(kind, content, accept_valid=accept_valid, preview=preview)


async def examined(settings: KitSettings) -> bool:
    """Print what `cascade doctor` finds, line by line; whether all is well."""
    is_well = True
    async for finding in doctor.examine(settings):
        mark = "[red]✗[/red]" if finding.mend else "[green]✓[/green]"
        out.print(f"{mark} {escape(finding.what)}: {escape(finding.found)}", soft_wrap=True)
        if finding.mend:
            out.print(f"    {escape(finding.mend)}", soft_wrap=True)
        is_well = is_well and not finding.mend
    return is_well


def import_in_words(answer: dict[str, Any]) -> str:
    """What was taken and what was refused, line by line."""
    counts = ", ".join(f"{answer[name]} {name}" for name in ("added", "changed", "closed", "unchanged"))
    done = "Would be taken" if answer.get("preview") else "Taken"
    lines = [f"{done}: {counts}." if answer["accepted"] else "Nothing was taken, because rows were refused:"]
    lines += [f"  line {row['line']}: {row['reason']}" for row in answer["refused"]]
    lines += [f"  line {row['line']} left out: {row['reason']}" for row in answer.get("left_out", ())]
    if not answer["accepted"]:
        lines.append("Mend these rows, or take the others with --accept-valid.")
    return "\n".join(lines)


async def demo(
    data_dir: Path | None, port: int | None, smtp: str, *, empty: bool, as_json: bool, check: bool
) -> None:
    """Run the demonstration until a signal comes, or the story is played."""
    if check:
        with progress_shown() as progress:
            await story.play(data_dir, port, smtp, progress)
        return
    options = Options(data_dir or user_data_path("safety-cascade") / "demo", port, smtp)
    with progress_shown() as progress, suppress(asyncio.CancelledError):
        _cancel_on_signals()
        await _run_until_cancelled(options, progress, empty=empty, as_json=as_json)


async def _run_until_cancelled(
    options: Options, progress: Callable[[str], None], *, empty: bool, as_json: bool
) -> None:
    began = monotonic()
    try:
        async with running(options, progress) as demo:
            if not empty:
                await sample.load(demo, utc_now(), progress)
            _tell(demo, monotonic() - began, as_json=as_json, with_sample=not empty)
            progress("Running")
            await asyncio.Event().wait()
    finally:
        progress("Stopped")


def _cancel_on_signals() -> None:
    """End this task at the first SIGINT or SIGTERM, wherever it is; what was started is stopped."""
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)  # type: ignore[union-attr]


@contextmanager
def progress_shown() -> Iterator[Callable[[str], None]]:
    """One line that changes on a terminal, a line for each step elsewhere; on standard error."""
    if not said.is_terminal:
        yield said.print
        return
    with said.status("Starting") as status:
        yield status.update


def _tell(demo: Demo, seconds: float, *, as_json: bool, with_sample: bool) -> None:
    if as_json:
        print(json.dumps(ready(demo, with_sample=with_sample)), flush=True)  # noqa: T201 — this is the answer
        return
    out.print(f"\n[bold]Safety Cascade is ready[/bold] after {seconds:.1f} s.  Stop it with Ctrl+C.\n")
    for label, address in _addresses(demo, with_sample=with_sample):
        out.print(f"  {label:<34} {address}", soft_wrap=True)
    out.print(f"\n  Everything is kept in {demo.data_dir}", soft_wrap=True)
    if with_sample:
        out.print(f"\n{story.ATTRIBUTION}", soft_wrap=True)


def ready(demo: Demo, *, with_sample: bool) -> dict[str, Any]:
    """What `--json` prints: where everything is, and who can sign in."""
    accounts = sample.accounts() if with_sample else []
    return {
        "ready": True,
        "site": demo.site,
        "mailbox": f"{demo.site}/mailbox",
        "kafka": demo.parts.kafka,
        "postgres": demo.settings.database_of("publishing"),
        "smtp": demo.settings.smtp,
        "api_key": demo.kept.api_key,
        "accounts": [{"role": account.role, "email": account.email} for account in accounts],
    }


def _addresses(demo: Demo, *, with_sample: bool) -> list[tuple[str, str]]:
    lines = [("Mailbox (every mail that was sent)", f"{demo.site}/mailbox")]
    if with_sample:
        specialist, lead, *others = sample.accounts()
        author = next(account for account in others if account.role == "national_author")
        alert = f"{demo.site}/regions/{lead.ods_code}/alerts/{sample.JUST_ISSUED}"
        publish = f"cascade publish {EXAMPLE} --site {demo.site} --api-key {demo.kept.api_key}"
        lines += [
            ("A specialist: open the mail to", f"{demo.site}/mailbox?to={specialist.email}"),
            ("Their region's page", alert),
            ("  sign in as", f"{lead.email} (the code comes to the mailbox)"),
            ("The national team's desk", f"{demo.site}/desk"),
            ("  sign in as", author.email),
            ("Issue another real alert", publish),
        ]
    return [*lines, ("Site, for --site", demo.site), ("API key, for --api-key", demo.kept.api_key)]
