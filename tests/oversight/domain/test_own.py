from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.events.actions import Progress, ResponseStatus
from services.oversight.domain.own import OwnAlert, Section, Sought, counted, found, next_step, own_alert
from services.oversight.domain.standing import Alert, Organisation, Overdue, Standing, deadlines
from services.oversight.domain.work import Work
from tests.builders import NOW

#: Friday 21 November 2025.
TODAY = NOW.date()
YESTERDAY, SOON, LATER = (TODAY + timedelta(days=days) for days in (-1, 6, 30))


def an_own_alert(
    standing: Standing,
    *,
    acknowledge: date | None = None,
    complete: date | None = None,
    work: Work | None = None,
    mailed: bool = True,
    number: int = 1,
    title: str = "",
    **counts: Any,
) -> OwnAlert:
    alert = Alert(
        reference=f"NatPSA/2025/{number:03}/NHSPS",
        version=1,
        headline=f"Alert {number}",
        title=title or f"The whole title of alert {number}",
        mailed=mailed,
        issued_at=NOW + timedelta(minutes=number),
        deadlines=deadlines(None, acknowledge, None, complete),
    )
    organisation = Organisation(ods_code="RH5", standing=standing, **counts)
    return own_alert(alert, organisation, work or Work(), NOW)


DELIVERED = Standing(delivered=True)
ACKNOWLEDGED = Standing(delivered=True, acknowledged=True, response=ResponseStatus.ACKNOWLEDGED)
ACTING = Standing(acknowledged=True, progress=Progress.IN_PROGRESS, response=ResponseStatus.ONGOING)
COMPLETE = Standing(acknowledged=True, progress=Progress.COMPLETE, response=ResponseStatus.COMPLETED)
SPARED = Standing(acknowledged=True, progress=Progress.COMPLETE, response=ResponseStatus.NOT_REQUIRED)


@pytest.mark.parametrize(
    ("own", "section", "ahead"),
    [
        (an_own_alert(DELIVERED, acknowledge=YESTERDAY), Section.OVERDUE, Overdue.ACKNOWLEDGE),
        (an_own_alert(ACTING, acknowledge=YESTERDAY, complete=YESTERDAY), Section.OVERDUE, Overdue.COMPLETE),
        (an_own_alert(DELIVERED, acknowledge=SOON, complete=LATER), Section.DUE_SOON, Overdue.ACKNOWLEDGE),
        (an_own_alert(ACTING, acknowledge=YESTERDAY, complete=SOON), Section.DUE_SOON, Overdue.COMPLETE),
        (an_own_alert(ACTING, acknowledge=SOON, complete=LATER), Section.WAITING, Overdue.COMPLETE),
        (an_own_alert(DELIVERED), Section.WAITING, None),
        (an_own_alert(COMPLETE, complete=YESTERDAY), Section.DONE, None),
        (an_own_alert(SPARED, complete=YESTERDAY), Section.DONE, None),
        (an_own_alert(Standing(must_respond=False), acknowledge=YESTERDAY), Section.INFORMED, None),
        (an_own_alert(DELIVERED, acknowledge=YESTERDAY, mailed=False), Section.RECORDED, None),
        (an_own_alert(COMPLETE, mailed=False), Section.DONE, None),
    ],
)
def test_an_alert_stands_on_the_shelf_of_what_presses_most(
    own: OwnAlert, section: Section, ahead: Overdue | None
) -> None:
    assert own.section is section
    assert (own.next_deadline or (None,))[0] is ahead


AWAITING = Standing(
    acknowledged=True, progress=Progress.IN_PROGRESS, response=ResponseStatus.AWAITING_SIGN_OFF
)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (an_own_alert(DELIVERED), "Acknowledge"),
        (an_own_alert(DELIVERED, work=Work(to_confirm=1)), "Confirm the acknowledgement"),
        (an_own_alert(ACKNOWLEDGED), "Decide whether action is required"),
        (an_own_alert(ACTING), "Record the actions"),
        (an_own_alert(ACTING, done=1, outstanding=1), "Finish 1 action"),
        (an_own_alert(ACTING, outstanding=3), "Finish 3 actions"),
        (an_own_alert(ACTING, done=2), "Ask an executive to sign off"),
        (an_own_alert(AWAITING, work=Work(asked_to_sign="Dr Okafor")), "Wait for Dr Okafor to sign off"),
        (an_own_alert(AWAITING), "Wait for the executive to sign off"),
        (
            an_own_alert(ACTING, work=Work(sent_back=("Dr Okafor", None))),
            "Look at what Dr Okafor sent back",
        ),
        (an_own_alert(COMPLETE), "Nothing"),
        (an_own_alert(SPARED), "Nothing"),
        (an_own_alert(Standing(must_respond=False)), "Nothing"),
    ],
)
def test_what_to_do_next_is_said_in_a_few_words(own: OwnAlert, words: str) -> None:
    assert next_step(own) == words


MANY = (
    an_own_alert(COMPLETE, number=1),
    an_own_alert(DELIVERED, number=2),
    an_own_alert(DELIVERED, number=3, complete=LATER),
    an_own_alert(DELIVERED, number=4, acknowledge=YESTERDAY),
    an_own_alert(DELIVERED, number=5, acknowledge=YESTERDAY - timedelta(days=3)),
    an_own_alert(DELIVERED, number=6, acknowledge=SOON),
    an_own_alert(COMPLETE, number=7),
    an_own_alert(Standing(must_respond=False), number=8, title="Syringes: Straße & <b>"),
)


def numbers(alerts: Iterable[OwnAlert]) -> list[int]:
    return [int(one.alert.reference.split("/")[2]) for one in alerts]


def test_what_is_overdue_longest_comes_first_and_of_what_is_done_the_newest() -> None:
    assert numbers(found(MANY, Sought())) == [5, 4, 6, 3, 2, 7, 1, 8]
    assert numbers(found(MANY[::-1], Sought())) == [5, 4, 6, 3, 2, 7, 1, 8]


@pytest.mark.parametrize(
    ("words", "state", "listed"),
    [
        ("", Section.OVERDUE, [5, 4]),
        ("", Section.DONE, [7, 1]),
        ("title ALERT", None, [5, 4, 6, 3, 2, 7, 1]),
        ("alert title 3", None, [3]),
        ("2025/007", None, [7]),
        ("STRASSE", None, [8]),
        ("<b>", None, [8]),
        ("alert", Section.INFORMED, [8]),
        ("nothing of the kind", None, []),
    ],
)
def test_every_word_is_looked_for_in_title_and_reference(
    words: str, state: Section | None, listed: list[int]
) -> None:
    assert numbers(found(MANY, Sought(words, state))) == listed


def test_a_shelf_counts_what_stands_on_it() -> None:
    assert list(counted(MANY).values()) == [2, 1, 2, 2, 0, 1, 0]
