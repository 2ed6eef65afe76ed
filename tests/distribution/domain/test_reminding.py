"""Each reader is told of what is open and theirs to see, what is longest due first."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.deadlines import end_of
from contracts.events.actions import Progress
from contracts.events.alerts import AlertStatus
from services.distribution.domain.answered import Answered
from services.distribution.domain.chasing import Asked, Deadline, Rung
from services.distribution.domain.reminding import (
    Asking,
    AskingOf,
    Line,
    Open,
    escalated,
    silences,
    to_answer,
)
from tests.builders import person_id

NOW = datetime(2025, 11, 25, 8, 5, tzinfo=UTC)
MONDAY, FRIDAY = end_of(date(2025, 11, 24)), end_of(date(2025, 12, 12))
ASHA = person_id("asha")


def asking(reference: str, status: str = "actual", **deadlines: datetime) -> Asking:
    by = {Deadline(name): at for name, at in deadlines.items()}
    return Asking(reference, 1, AlertStatus(status), f"headline {reference}", Asked(by, MONDAY))


def still_open(reference: str, rung: Rung = Rung.STAFF, **changes: Any) -> Open:
    own: dict[str, Any] = {"person_id": ASHA, "version": 1, "ods_code": "RH5", "by": MONDAY}
    own |= {"reference": reference, "rung": rung, "deadline": Deadline.ACKNOWLEDGE}
    return Open(**own | changes)


def shown(lines: tuple[Line, ...]) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (line.alert.reference, [(ask.deadline.value, ask.is_late) for ask in line.asks]) for line in lines
    ]


LATE = asking("late", acknowledge=MONDAY, complete=FRIDAY)
COMING = asking("coming", acknowledge=FRIDAY, complete=FRIDAY)


def test_whoever_is_asked_about_one_alert_sees_all_that_their_organisation_has_to_answer() -> None:
    done = asking("done", acknowledge=MONDAY)
    practice = asking("practice", "exercise", acknowledge=MONDAY)
    known = [AskingOf(alert, "RH5", Answered()) for alert in (practice, COMING, LATE)]
    known += [AskingOf(done, "RH5", Answered(acknowledged=True)), AskingOf(LATE, "RA4", Answered())]

    (section,) = to_answer([still_open("late", Rung.MAILBOX), still_open("late")], known, NOW)

    assert (section.person_id, section.ods_code) == (ASHA, "RH5")
    assert shown(section.lines) == [
        ("late", [("acknowledge", True)]),
        ("coming", [("acknowledge", False)]),
        ("practice", [("acknowledge", True)]),
    ]
    assert [line.is_late for line in section.lines] == [True, False, True]


def test_what_is_asked_about_stands_beside_what_is_late() -> None:
    asked = [still_open("late", deadline=Deadline.COMPLETE, by=FRIDAY)]
    (section,) = to_answer(asked, [AskingOf(LATE, "RH5", Answered())], NOW)
    assert shown(section.lines) == [("late", [("acknowledge", True), ("complete", False)])]

    (section,) = to_answer(asked, [AskingOf(LATE, "RH5", Answered(progress=Progress.IN_PROGRESS))], NOW)
    assert shown(section.lines) == [("late", [("complete", False)])]


def test_an_executive_lead_is_told_of_what_came_up_to_them_only() -> None:
    known = {"late": LATE, "coming": COMING}
    told = [still_open("late", Rung.EXECUTIVE), still_open("coming"), still_open("other", Rung.EXECUTIVE)]
    told += [still_open("late", Rung.EXECUTIVE, ods_code="RA4")]

    sections = escalated(told, known, NOW)

    assert [(one.ods_code, shown(one.lines)) for one in sections] == [
        ("RA4", [("late", [("acknowledge", True)])]),
        ("RH5", [("late", [("acknowledge", True)])]),
    ]


def test_a_region_is_told_of_its_organisations_together_and_of_fifty_by_name() -> None:
    codes = [f"R{number:02}" for number in range(53)]
    told = [still_open("late", Rung.REGION, ods_code=code) for code in reversed(codes)]
    told += [still_open("late", Rung.REGION, deadline=Deadline.COMPLETE, by=FRIDAY), still_open("late")]

    first, second = silences(told, {"late": LATE}, NOW)

    assert (first.named, first.more) == (tuple(codes[:50]), 3)
    assert (second.ods_codes, second.asks[0].is_late) == (("RH5",), False)
