"""What an organisation is working on for one alert, read from its history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.events.actions import (
    ActionAssigned,
    ActionRecorded,
    ActionState,
    ActionWork,
    AssignmentEnded,
    LateReason,
    SignOffRequested,
    SignOffSettled,
)
from contracts.events.responses import (
    AcknowledgementDoubted,
    AlertAcknowledged,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
)
from services.oversight.domain.history import Heard, of_kind

#: What tells of work.
TOLD_BY = (
    ActionAssigned,
    ActionRecorded,
    AssignmentEnded,
    SignOffRequested,
    SignOffSettled,
    AcknowledgementDoubted,
    AlertAcknowledged,
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
)


@dataclass(frozen=True, kw_only=True)
class ActionItem:
    """One numbered action as it was last recorded, or handed to somebody."""

    number: int
    state: ActionState = ActionState.OUTSTANDING
    work: ActionWork | None = None
    owner: str | None = None
    due_on: date | None = None
    late_because: LateReason | None = None
    note: str | None = None

    @property
    def is_blocked(self) -> bool:
        return self.state is ActionState.OUTSTANDING and self.work is ActionWork.BLOCKED

    def is_past_its_day(self, today: date) -> bool:
        """The organisation's own day for it has gone by."""
        return self.state is ActionState.OUTSTANDING and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, kw_only=True)
class Work:
    actions: tuple[ActionItem, ...] = ()
    #: Questions without an answer; of these, what completion waits for.
    unanswered: int = 0
    waits_for_answers: tuple[str, ...] = ()
    #: People whose acknowledgement does not count before they confirm it.
    to_confirm: int = 0
    #: Who was asked to sign and has not answered.
    asked_to_sign: str | None = None
    #: Who sent it back, with what they said, as long as nobody was asked again.
    sent_back: tuple[str, str | None] | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """Each once, in the order of their actions."""
        return tuple(dict.fromkeys(item.owner for item in self.actions if item.owner))


def work_of(heard: Iterable[Heard]) -> Work:
    """The newest of each; `heard` is about one alert and one organisation, in order."""
    everything = tuple(heard)
    unanswered = list(_unanswered(everything))
    asked, settled = _sign_off(everything)
    return Work(
        actions=_actions(everything),
        unanswered=len(unanswered),
        waits_for_answers=tuple(said["question"] for said in unanswered if said["blocks_completion"]),
        to_confirm=_to_confirm(everything),
        asked_to_sign=asked["executive_name"] if asked and not settled else None,
        sent_back=_sent_back(settled),
    )


def _actions(heard: tuple[Heard, ...]) -> tuple[ActionItem, ...]:
    recorded = {one.document["number"]: one.document for one in of_kind(heard, ActionRecorded)}
    handed = {said["number"]: said for said in _live_assignments(heard)}
    return tuple(_item(n, recorded.get(n, {}), handed.get(n, {})) for n in sorted(recorded | handed))


def _live_assignments(heard: tuple[Heard, ...]) -> Iterator[Any]:
    ended = {one.document["assignment_id"] for one in of_kind(heard, AssignmentEnded)}
    for one in of_kind(heard, ActionAssigned):
        if one.document["assignment_id"] not in ended:
            yield one.document


def _item(number: int, recorded: Any, handed: Any) -> ActionItem:
    work, late, due = (recorded.get(name) for name in ("work", "late_because", "due_on"))
    due = due or handed.get("due_on")
    return ActionItem(
        number=number,
        state=ActionState(recorded.get("state", ActionState.OUTSTANDING)),
        work=ActionWork(work) if work else None,
        owner=handed.get("owner_name") or recorded.get("owner"),
        due_on=date.fromisoformat(due) if due else None,
        late_because=LateReason(late) if late else None,
        note=recorded.get("note"),
    )


def _unanswered(heard: tuple[Heard, ...]) -> Iterator[Any]:
    over = {one.document["question_id"] for one in of_kind(heard, QuestionAnswered, QuestionClosed)}
    for one in of_kind(heard, QuestionAsked):
        if one.document["question_id"] not in over:
            yield one.document


def _to_confirm(heard: tuple[Heard, ...]) -> int:
    """Whoever acknowledged after the doubt has confirmed."""
    given = {one.document["person_id"]: one.at for one in of_kind(heard, AlertAcknowledged)}
    doubted = {one.document["person_id"]: one.at for one in of_kind(heard, AcknowledgementDoubted)}
    return sum(person not in given or given[person] < at for person, at in doubted.items())


def _sign_off(heard: tuple[Heard, ...]) -> tuple[Any, Any]:
    """The last request, and how it was settled."""
    requests = of_kind(heard, SignOffRequested)
    if not requests:
        return None, None
    last = requests[-1].document
    settled = {one.document["request_id"]: one.document for one in of_kind(heard, SignOffSettled)}
    return last, settled.get(last["request_id"])


def _sent_back(settled: Any) -> tuple[str, str | None] | None:
    if settled is None or settled["outcome"] != "sent_back":
        return None
    return settled["settled_by_name"], settled["comment"]
