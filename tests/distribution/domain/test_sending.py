from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from contracts.events.alerts import AlertStatus
from contracts.events.register import Role
from contracts.links import LinkPurpose
from contracts.wording import Line
from services.distribution.domain.audience import EXECUTIVE, OWNER
from services.distribution.domain.sending import (
    GIVE_UP_AFTER,
    KIND_WORDS,
    WAYS,
    Kind,
    Lane,
    Outcome,
    Standing,
    State,
    Tried,
    back_off,
    lane,
    lane_of,
    message_id,
    purpose_of,
    standing_after,
    without_addresses,
)
from tests.builders import NOW, REFERENCE, an_alert, person_id


def tried(
    outcome: Outcome, *, attempt: int = 1, code: int | None = 451, since: timedelta = timedelta()
) -> Tried:
    return Tried(
        ledger_id=1,
        attempt=attempt,
        first_attempt_at=NOW - since,
        started_at=NOW,
        ended_at=NOW,
        outcome=outcome,
        code=code,
        reply="4.7.1 come again",
    )


def test_an_accepted_mail_is_done() -> None:
    assert standing_after(tried(Outcome.ACCEPTED), 0) == Standing(State.ACCEPTED, "4.7.1 come again")


def test_a_refused_mail_bounced_with_the_servers_words() -> None:
    assert standing_after(tried(Outcome.REFUSED), 0) == Standing(State.BOUNCED, "4.7.1 come again")


@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.DEFERRED, State.DEFERRED), (Outcome.UNKNOWN, State.UNKNOWN)]
)
def test_a_mail_put_off_or_in_doubt_is_sent_again(outcome: Outcome, state: State) -> None:
    standing = standing_after(tried(outcome), 0)

    assert standing.state is state
    assert standing.next_attempt_at == NOW + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.DEFERRED, State.BOUNCED), (Outcome.UNKNOWN, State.UNKNOWN)]
)
def test_after_a_day_nothing_is_sent_again(outcome: Outcome, state: State) -> None:
    standing = standing_after(tried(outcome, attempt=30, since=GIVE_UP_AFTER), 0)

    assert (standing.state, standing.next_attempt_at) == (state, None)
    assert standing.reply == "gave up after 24 hours: 4.7.1 come again"


@pytest.mark.parametrize(
    ("attempt", "code", "jitter", "seconds"),
    [
        (1, 451, 0.0, 30),
        (2, 451, 0.0, 60),
        (3, 451, 0.0, 120),
        (8, 451, 0.0, 3600),
        (500, 451, 0.0, 3600),
        (1, 451, 1.0, 36),
        (1, None, 0.0, 2),
        (9, None, 0.0, 30),
    ],
)
def test_delays_double_and_an_unreachable_server_is_asked_often(
    attempt: int, code: int | None, jitter: float, seconds: int
) -> None:
    delay = back_off(tried(Outcome.DEFERRED, attempt=attempt, code=code), jitter)

    assert delay == timedelta(seconds=seconds)


def test_a_greylisted_mail_waits_as_long_as_the_answer_calls_for() -> None:
    greylisted = tried(Outcome.DEFERRED, attempt=2, code=451)._replace(first_delay=timedelta(minutes=1))

    assert back_off(greylisted, 0) == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("<asha.verma@somerset.example>: no such mailbox", "<[address]>: no such mailbox"),
        ("to=asha+x@b.example, sorry", "[address], sorry"),
        ("two\r\nlines\t", "two lines"),
        ("a\x00b\u202ec\u2028d", "a b c d"),
        ("", ""),
    ],
)
def test_the_servers_words_are_told_in_one_line_without_addresses(reply: str, told: str) -> None:
    assert without_addresses(reply) == told


@pytest.mark.parametrize("reply", ["x" * 5000, "é" * 5000, "\ud83d" * 3 + "ok", "\u200b\u00ad y"])
def test_whatever_a_server_says_can_be_said_in_an_event(reply: str) -> None:
    TypeAdapter(Line).validate_python(without_addresses(reply))


@pytest.mark.parametrize(
    ("status", "category", "must_respond", "expected"),
    [
        (AlertStatus.ACTUAL, "Immediate Action", True, Lane.IMMEDIATE),
        (AlertStatus.ACTUAL, "Important information for  immediate ACTION", True, Lane.IMMEDIATE),
        (AlertStatus.ACTUAL, "Action", True, Lane.MUST_RESPOND),
        (AlertStatus.ACTUAL, None, True, Lane.MUST_RESPOND),
        (AlertStatus.ACTUAL, "Immediate Action", False, Lane.FOR_INFORMATION),
        (AlertStatus.EXERCISE, "Immediate Action", True, Lane.NOT_ACTUAL),
        (AlertStatus.TEST, None, True, Lane.NOT_ACTUAL),
    ],
)
def test_those_who_must_act_at_once_are_mailed_first_then_those_who_must_answer(
    status: AlertStatus, category: str | None, must_respond: bool, expected: Lane
) -> None:
    assert lane(an_alert(status=status, category=category), must_respond=must_respond) is expected
    assert [*Lane][:2] == sorted(Lane)[:2] == [Lane.IMMEDIATE, Lane.MUST_RESPOND]


def test_a_message_id_is_the_same_for_the_same_mail_only() -> None:
    asha, ben = person_id("Asha Verma"), person_id("Ben Cole")
    of_asha = message_id("x.example", asha, REFERENCE, 1, Kind.ALERT_ISSUED)

    others = {
        message_id("x.example", ben, REFERENCE, 1, Kind.ALERT_ISSUED),
        message_id("x.example", asha, REFERENCE, 2, Kind.ALERT_ISSUED),
        message_id("x.example", asha, REFERENCE, 1, Kind.QUESTION_ANSWERED, ben),
        message_id("x.example", asha, REFERENCE, 1, Kind.QUESTION_ANSWERED, asha),
    }
    assert of_asha == message_id("x.example", asha, REFERENCE, 1, Kind.ALERT_ISSUED)
    assert of_asha.endswith("@x.example>")
    assert len(others - {of_asha}) == 4


def test_every_kind_has_words_and_every_purpose_a_way() -> None:
    assert set(KIND_WORDS) == set(Kind)
    assert len(set(KIND_WORDS.values())) == len(Kind)
    assert set(WAYS) == set(LinkPurpose)


def test_only_who_is_asked_gets_a_link_of_that_purpose() -> None:
    purposes = {kind: purpose_of(kind, Role.SPECIALIST) for kind in Kind}
    special = {kind: one for kind, one in purposes.items() if one is not LinkPurpose.ANSWER}

    assert special == {
        Kind.ACTION_ASSIGNED: LinkPurpose.ACT,
        Kind.ASSIGNMENT_ENDED: None,
        Kind.SIGN_OFF_REQUESTED: LinkPurpose.SIGN,
        Kind.SIGN_OFF_WITHDRAWN: None,
        # One for each alert it lists, which the template asks for.
        Kind.CHASE: None,
    }


def test_whoever_is_told_of_an_end_has_the_link_they_had() -> None:
    roles = (OWNER, EXECUTIVE, Role.SPECIALIST)
    purposes = [purpose_of(Kind.ALERT_CLOSED, role) for role in roles]
    assert purposes == [LinkPurpose.ACT, LinkPurpose.SIGN, LinkPurpose.ANSWER]


def test_an_end_goes_with_the_alerts_themselves() -> None:
    immediate = an_alert(category="Immediate action")
    assert lane_of(Kind.ALERT_WITHDRAWN, immediate) is Lane.IMMEDIATE
    assert lane_of(Kind.ALERT_WITHDRAWN, an_alert()) is Lane.MUST_RESPOND
    assert lane_of(Kind.ALERT_WITHDRAWN, an_alert(status="test")) is Lane.NOT_ACTUAL


def test_who_is_asked_for_something_comes_after_who_must_answer_and_before_digests() -> None:
    lanes = [
        lane(an_alert(), must_respond=True),
        lane_of(Kind.SIGN_OFF_REQUESTED, an_alert()),
        lane_of(Kind.QUESTION_ANSWERED, an_alert()),
        lane(an_alert(), must_respond=False),
        lane_of(Kind.CHASE, an_alert()),
        lane_of(Kind.QUESTIONS_PUBLISHED, an_alert()),
        lane_of(Kind.SIGN_OFF_REQUESTED, an_alert(status=AlertStatus.EXERCISE)),
    ]

    assert lanes == sorted(lanes)
    assert len(set(lanes)) == len(lanes)
    asked = (Kind.ACTION_ASSIGNED, Kind.ASSIGNMENT_ENDED, Kind.ACKNOWLEDGEMENT_DOUBTED)
    assert {lane_of(kind, an_alert()) for kind in asked} == {Lane.REQUEST}
