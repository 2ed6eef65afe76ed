"""Where an organisation stands, as the strip of four steps and as the one next thing to do."""

from dataclasses import dataclass
from datetime import datetime

from contracts.events.actions import Decision, Progress, ResponseStatus
from services.actions.domain.standing import Standing
from services.actions.domain.status import Command


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the four on the strip; `who` and `at` say by whom and when, `so_far` how far."""

    name: str
    done: bool
    who: str | None = None
    at: datetime | None = None
    so_far: str = ""


def steps(standing: Standing) -> tuple[Step, Step, Step, Step]:
    """Acknowledged; decided whether to act; acting until nothing is outstanding; signed off."""
    given, acknowledged = standing.acknowledgement, standing.is_acknowledged()
    return (
        Step(
            name="Acknowledged",
            done=acknowledged,
            who=given.by if given and acknowledged else None,
            at=given.at if given and acknowledged else None,
        ),
        _decided(standing),
        _acting(standing),
        _signed_off(standing),
    )


def _decided(standing: Standing) -> Step:
    """The newest decision counts; re-opening takes one back, and assessing is none yet."""
    decided = (Decision.REQUIRED, Decision.NOT_REQUIRED)
    move = next((move for move in reversed(standing.moves) if move.decision in decided), None)
    if move is None or standing.progress is Progress.NOT_STARTED:
        so_far = "assessing" if standing.status is ResponseStatus.ASSESSING else ""
        return Step(name="Decided", done=False, so_far=so_far)
    so_far = "nothing has to be done" if standing.status is ResponseStatus.NOT_REQUIRED else ""
    return Step(name="Decided", done=True, who=move.by_name, at=move.at, so_far=so_far)


def _acting(standing: Standing) -> Step:
    if standing.status is ResponseStatus.NOT_REQUIRED:
        return Step(name="Acting", done=True, so_far="not needed")
    tally = standing.tally
    begun = standing.progress is not Progress.NOT_STARTED
    return Step(
        name="Acting",
        done=begun and not tally.outstanding,
        so_far=f"{tally.total - tally.outstanding} of {tally.total} actions answered",
    )


def _signed_off(standing: Standing) -> Step:
    """Done by a signature, or by the approval that nothing has to be done."""
    if standing.waiting_request:
        who = standing.waiting_request.executive.name
        return Step(name="Signed off", done=False, who=who, so_far="asked to sign")
    if standing.progress is not Progress.COMPLETE:
        return Step(name="Signed off", done=False)
    closing = standing.moves[-1]
    if closing.command is Command.SIGN:
        return Step(name="Signed off", done=True, who=closing.by_name, at=closing.at)
    return Step(name="Signed off", done=True, who=closing.approver, at=closing.at, so_far="approved")


#: Where the response stands, as a sentence.
STATUS_WORDS = {
    ResponseStatus.WAITING: "Your organisation has not decided yet whether it has to act.",
    ResponseStatus.ACKNOWLEDGED: "Your organisation has not decided yet whether it has to act.",
    ResponseStatus.ASSESSING: "Your organisation is assessing whether it has to act.",
    ResponseStatus.NOT_REQUIRED: "Your organisation decided that nothing has to be done.",
    ResponseStatus.ONGOING: "Your organisation has to act, and is at it.",
    ResponseStatus.AWAITING_SIGN_OFF: "Every action is answered, and an executive is asked to sign.",
    ResponseStatus.COMPLETED: "Every action is answered, and an executive has signed.",
}


@dataclass(frozen=True)
class NextThing:
    """What the one main button says; `page` is the address under the link's own, or an anchor."""

    words: str
    page: str


def next_thing(standing: Standing) -> NextThing | None:
    """None where nothing is left to do here."""
    if standing.is_over:
        return None
    match standing.status:
        case ResponseStatus.WAITING | ResponseStatus.ACKNOWLEDGED:
            return NextThing("Decide whether your organisation has to act", "/decision")
        case ResponseStatus.ASSESSING:
            return NextThing("Record what your organisation decided", "/decision")
        case ResponseStatus.ONGOING:
            return _while_acting(standing)
        case _:
            return None


def _while_acting(standing: Standing) -> NextThing | None:
    if number := standing.next_number():
        return NextThing(f"Answer action {number}", f"#action-{number}")
    return None if standing.blocking else NextThing("Ask an executive to sign off", "/sign-off")
