"""The board report: one page, whatever there is to tell."""

from collections.abc import Iterator
from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, KeepInFrame

from services.oversight.domain.board import BoardReport
from services.oversight.domain.changes import instant_in_words
from services.oversight.domain.own import LATE_WORDS, STEP_WORDS, WORDS, OwnAlert, next_step
from services.oversight.domain.sentences import SELF_CERTIFIED
from services.oversight.pages import paper
from services.oversight.pages.paper import heading, prose
from templates.wording import deadline

#: A title or an obstacle may be as long as its writer liked; a board reads the beginning.
LONGEST = 220


def drawn(report: BoardReport, organisation: str, now: datetime) -> bytes:
    """A4, one page: what does not fit is set smaller."""
    title = f"Patient safety alerts: report to the board of {organisation}"
    as_of = f"True as of {instant_in_words(now)}."
    story = [*_story(report, organisation, as_of)]
    height = A4[1] - 2 * paper.MARGIN - 60
    whole = KeepInFrame(paper.WIDTH, height, story, mode="shrink")
    return paper.printed([whole], title=title, foot=f"{organisation}. {as_of}")


def _story(report: BoardReport, organisation: str, as_of: str) -> Iterator[Flowable]:
    yield heading("Patient safety alerts: report to the board", 18)
    yield prose(f"{organisation}. {as_of}", size=10, quiet=True, after=8)
    names, numbers = zip(*report.numbers, strict=True)
    yield paper.table(names, [[f"{number:,}" for number in numbers]], [1] * len(names), size=14)
    yield heading("Open alerts")
    yield from _open(report)
    yield heading("What stands in the way")
    yield from _obstacles(report)
    yield heading("Self-certification")
    yield prose(SELF_CERTIFIED)


def _open(report: BoardReport) -> Iterator[Flowable]:
    if not report.open:
        yield prose("No alert is open.")
        return
    columns = ("Alert", "State", "Next deadline", "Actions", "Next step")
    yield paper.table(columns, [_row(own) for own in report.open], [38, 16, 20, 16, 22])
    if report.more_open:
        yield prose(f"And {report.more_open} more, which are on the organisation's page.", quiet=True)


def _row(own: OwnAlert) -> tuple[str, ...]:
    alert, it = own.alert, own.organisation
    late = ", ".join(LATE_WORDS[what] for what in own.judged.overdue)
    ahead = own.next_deadline
    return (
        _cut(f"{alert.headline or 'Its text has not arrived'} ({alert.reference})"),
        late or WORDS[own.section].replace("Waiting for me", "Waiting"),
        f"{STEP_WORDS[ahead[0]]} by {deadline(ahead[1])}" if ahead else "None stated",
        f"{it.done} done, {it.outstanding} outstanding" + (f", {it.blocked} blocked" if it.blocked else ""),
        next_step(own),
    )


def _obstacles(report: BoardReport) -> Iterator[Flowable]:
    if not report.obstacles:
        yield prose("Nothing is recorded.")
        return
    yield paper.table(("Alert", "What"), [(ref, _cut(words)) for ref, words in report.obstacles], [22, 90])
    if report.more_obstacles:
        yield prose(f"And {report.more_obstacles} more.", quiet=True)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
