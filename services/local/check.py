"""`cascade demo --check`: the whole story, played through the doors that people and programs use."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from rich.console import Console

from services.kit.clock import utc_now
from services.local import sample
from services.local.browser import PageError
from services.local.demo import Options, running
from services.local.errors import LocalError
from services.local.story import DoesNotHold, Story
from services.local.waiting import NotInTime

ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."
SECOND_START_SECONDS = 8.0


class CheckFailed(LocalError):  # noqa: N818 — it reads as a sentence at the command line
    """Something in the story did not hold."""


async def play(data_dir: Path | None, port: int | None, smtp: str, progress: Callable[[str], None]) -> None:
    """Play the story on a folder of its own. Raises CheckFailed with what did not hold."""
    out = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="cascade-check-", ignore_cleanup_errors=True) as fresh:
        options = Options(data_dir or Path(fresh), port, smtp)
        try:
            await _play(options, progress, lambda line: out.print(line, markup=False, soft_wrap=True))
        except (DoesNotHold, PageError, NotInTime) as error:
            raise CheckFailed(f"The story does not hold: {error}") from error
    out.print("The whole story holds.")


async def _play(options: Options, progress: Callable[[str], None], tell: Callable[[str], None]) -> None:
    began = monotonic()
    async with running(options, progress) as demo:
        is_first = await sample.load(demo, utc_now(), progress)
        start = "First start, with the register and the alerts loaded" if is_first else "Start, loaded before"
        tell(f"{start}: {monotonic() - began:.1f} s")
        progress("Waiting until nothing is left to do")
        await sample.everything_is_heard(demo)
        story = await Story.begin(demo, tell)
        await story.alert_reaches_everybody()
        await story.machines_change_nothing()
        await story.specialist_acknowledges()
        await story.question_is_answered()
        await story.actions_are_recorded()
        await story.executive_signs()
    await _restart(options, progress, tell)


async def _restart(options: Options, progress: Callable[[str], None], tell: Callable[[str], None]) -> None:
    """Everything stops and starts again, and hears the same event once more."""
    began = monotonic()
    async with running(options, progress) as demo:
        took = monotonic() - began
        tell(f"Second start, all stopped before: {took:.1f} s (goal {SECOND_START_SECONDS:.0f} s)")
        story = await Story.begin(demo, tell)
        await story.repeats_reach_nobody()
