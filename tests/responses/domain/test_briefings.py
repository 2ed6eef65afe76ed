"""Which briefing a reader is told of, and whether it takes place for them."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.events.alerts import AlertIssued
from contracts.events.register import Role
from contracts.links import LinkClaims
from services.responses.domain.briefings import announced, noting_trouble
from services.responses.domain.forms import Outcome, Patience, SentForm
from services.responses.domain.links import Duty, Link, Organisation, Person
from tests.builders import NOW, REFERENCE, a_briefing, an_alert, an_end, person_id

ASHA = person_id("Asha Verma")
FORM = SentForm(NOW - timedelta(minutes=1), NOW, "n", "", "Firefox")
PATIENCE = Patience(timedelta(seconds=2), timedelta(hours=24), timedelta(minutes=1))


def a_link(**changes: Any) -> Link:
    claims = LinkClaims(person_id=ASHA, ods_code="RH5", reference=REFERENCE, version=1)
    person = Person(ASHA, "RH5", changes.pop("role", Role.SPECIALIST), "Asha Verma", active=True)
    duty = Duty(must_respond=True, acknowledge_by=NOW, frozen_at=NOW)
    return Link(claims, person, Organisation("RH5", "Somerset"), an_alert(), duty, **changes)


def versions(*briefings: Any) -> list[AlertIssued]:
    return [an_alert(version=number, briefing=one) for number, one in enumerate(briefings, start=1)]


def test_the_newest_version_counts() -> None:
    told = announced(versions(a_briefing(capacity=1), a_briefing(capacity=2)), a_link())
    assert told is not None
    assert (told.alert.version, told.briefing.capacity, told.is_off) == (2, 2, False)
    assert announced(versions(a_briefing(), None), a_link()) is None


@pytest.mark.parametrize(
    ("link", "briefing", "is_off"),
    [
        (a_link(), a_briefing(cancelled=True), True),
        (a_link(ended=an_end("withdrawn")), a_briefing(), True),
        (a_link(ended=an_end("superseded")), a_briefing(), True),
        (a_link(ended=an_end("closed")), a_briefing(), False),
        (a_link(left_out_of=2), a_briefing(), True),
    ],
)
def test_it_is_off_where_nobody_expects_the_reader(link: Link, briefing: Any, is_off: bool) -> None:
    told = announced(versions(briefing), link)
    assert told is not None
    assert told.is_off is is_off


@pytest.mark.parametrize(
    ("chosen", "role", "outcome"),
    [
        (["will_attend"], Role.SPECIALIST, None),
        ([], Role.SPECIALIST, Outcome.NOTHING_CHOSEN),
        (["will_attend", "attended"], Role.SPECIALIST, Outcome.NOTHING_CHOSEN),
        (["perhaps"], Role.SPECIALIST, Outcome.NOTHING_CHOSEN),
        (["will_attend"], Role.AUDITOR, Outcome.LOOKS_ON),
    ],
)
def test_one_choice_of_somebody_who_answers_counts(
    chosen: list[str], role: Role, outcome: Outcome | None
) -> None:
    link = a_link(role=role)
    told = announced(versions(a_briefing()), link)
    assert noting_trouble(link, FORM, told, chosen, PATIENCE) is outcome


def test_nobody_comes_to_what_does_not_take_place() -> None:
    link = a_link()
    for told in (None, announced(versions(a_briefing(cancelled=True)), link)):
        assert noting_trouble(link, FORM, told, ["will_attend"], PATIENCE) is Outcome.NO_BRIEFING
