from dataclasses import replace
from datetime import timedelta

from contracts.events.actions import ActionWork, LateReason
from contracts.events.alerts import AlertStatus
from services.oversight.domain.board import MOST_ALERTS, MOST_OBSTACLES, board_report, in_the_way
from services.oversight.domain.standing import Deliveries, Standing
from services.oversight.domain.work import ActionItem, Work
from tests.builders import NOW
from tests.oversight.domain.test_own import (
    ACTING,
    COMPLETE,
    DELIVERED,
    LATER,
    MANY,
    TODAY,
    YESTERDAY,
    an_own_alert,
    numbers,
)


def test_five_numbers_count_what_had_to_be_answered() -> None:
    late = an_own_alert(COMPLETE, number=9, complete=YESTERDAY, completed_at=NOW)
    timely = an_own_alert(COMPLETE, number=10, complete=LATER, completed_at=NOW)

    report = board_report([*MANY, late, timely], NOW)

    assert report.numbers == (
        ("Alerts to answer", 9),
        ("Done", 4),
        ("Of these in time", 3),
        ("Open", 5),
        ("Overdue", 2),
    )
    assert numbers(report.open) == [5, 4, 6, 3, 2]


def test_practice_and_what_was_only_told_or_recorded_are_no_part_of_it() -> None:
    own = an_own_alert(DELIVERED)
    practice = replace(own, alert=replace(own.alert, kind=AlertStatus.EXERCISE))
    told = an_own_alert(Standing(must_respond=False))
    recorded = an_own_alert(DELIVERED, mailed=False)

    report = board_report([practice, told, recorded], NOW)

    assert {number for _, number in report.numbers} == {0}
    assert (report.open, report.obstacles) == ((), ())


def test_what_stands_in_the_way_is_said_with_its_reason() -> None:
    own = an_own_alert(
        ACTING,
        work=Work(
            actions=(
                ActionItem(number=1, work=ActionWork.BLOCKED, note="No stock."),
                ActionItem(number=2, due_on=YESTERDAY, late_because=LateReason.SUPPLIER),
                ActionItem(number=3, due_on=LATER),
            ),
            waits_for_answers=("Does this apply to us?",),
            sent_back=("Dr Okafor", "Where is the audit?"),
        ),
    )

    assert [*in_the_way(own, TODAY)] == [
        "Action 1 is blocked: No stock.",
        "Action 2 was due on Thursday 20 November: a supplier is awaited.",
        "A question waits for the national team: Does this apply to us?",
        "Dr Okafor sent the sign-off back: Where is the audit?",
    ]


def test_a_mail_that_nobody_has_stands_in_the_way() -> None:
    nobody = an_own_alert(Standing(registered=False))
    bounced = an_own_alert(Standing(), deliveries=Deliveries(planned=1, bounced=1))

    assert [*in_the_way(nobody, TODAY)] == ["The mail has not arrived: nobody is registered."]
    assert [*in_the_way(bounced, TODAY)] == ["The mail has not arrived: every address refused the mail."]
    assert [*in_the_way(an_own_alert(DELIVERED, deliveries=Deliveries(accepted=1)), TODAY)] == []


def test_what_does_not_fit_is_counted() -> None:
    blocked = Work(actions=(ActionItem(number=1, work=ActionWork.BLOCKED),))
    many = [an_own_alert(ACTING, number=number, work=blocked) for number in range(1, MOST_ALERTS + 4)]

    report = board_report(many, NOW + timedelta(days=1))

    assert (len(report.open), report.more_open) == (MOST_ALERTS, 3)
    assert (len(report.obstacles), report.more_obstacles) == (MOST_OBSTACLES, 3)
