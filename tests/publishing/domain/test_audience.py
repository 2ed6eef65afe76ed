from dataclasses import replace

import pytest

from contracts.audience import Addressed, Organisation, Person
from contracts.events.register import Role
from services.publishing.domain.audience import Comparison, Count, Look, Snapshot, compared, unseen
from services.publishing.domain.orders import Order
from services.publishing.domain.people import CLOCK
from services.publishing.domain.proposals import Step
from tests.builders import person_id
from tests.publishing.domain.test_steps import APPROVE, ISSUE, SCHEDULE, SUBMIT

MUST, TOLD = True, False


def one(code: str, *names: str, must: bool = MUST, active: bool = True) -> Addressed:
    own = Organisation(code, f"Trust {code}", "nhs_trust", None, None, None, active=active)
    return Addressed(own, must, tuple(somebody(name, code) for name in names), ())


def somebody(name: str, code: str, email: str = "") -> Person:
    address = email or f"{name}@x.example"
    return Person(person_id(name), code, Role.SPECIALIST, name, address, active=True)


BEFORE = Snapshot.of((one("RA1", "asha", "ben"), one("RB2"), one("RC3", "cara", must=TOLD)))


def since(*now: Addressed, closed: tuple[str, ...] = ()) -> Comparison:
    return compared(BEFORE, Snapshot.of(now), closed)


def registered(code: str, name: str) -> tuple[str, str]:
    return code, str(person_id(name))


def test_an_audience_is_counted_by_what_is_asked() -> None:
    assert BEFORE.counts == (
        Count("Must respond", 2, 2, 1),
        Count("For information", 1, 1, 0),
        Count("All", 3, 3, 1),
    )


def test_what_is_kept_is_the_same_audience() -> None:
    assert Snapshot.from_json(BEFORE.to_json()) == BEFORE
    assert Snapshot.from_json(BEFORE.to_json()).digest == BEFORE.digest


def test_the_same_people_at_the_same_addresses_are_no_change() -> None:
    same = since(one("RB2"), one("RC3", "cara", must=TOLD), one("RA1", "ben", "asha"))

    assert same.is_none
    assert same.in_words() == ""


def test_every_change_is_told_by_what_it_is() -> None:
    moved = Addressed(one("RA1").organisation, MUST, (somebody("asha", "RA1", "new@x.example"),), ())

    change = since(moved, one("RC3", "cara", must=MUST), one("RD4", "dan"))

    assert (change.joined, change.left, change.closed) == (("RD4",), ("RB2",), ())
    assert change.asked_otherwise == ("RC3",)
    assert change.gained == (registered("RD4", "dan"),)
    assert change.lost == (registered("RA1", "ben"),)
    assert change.readdressed == (registered("RA1", "asha"),)
    assert change.in_words() == (
        "Whom it goes to has changed since it was approved: 1 organisation more, 1 organisation fewer, "
        "1 organisation asked otherwise, 1 person more, 1 person fewer, 1 person with another address."
    )
    assert change.codes() == {"RA1", "RB2", "RC3", "RD4"}


def test_one_that_closed_is_told_as_closed_whether_it_was_named_or_not() -> None:
    """One that the alert names stays in its audience, with nobody to mail."""
    named = since(one("RA1", active=False), one("RB2"), one("RC3", "cara", must=TOLD))
    unnamed = since(one("RB2"), one("RC3", "cara", must=TOLD), closed=("RA1",))

    assert (named.closed, named.left, len(named.lost)) == (("RA1",), (), 2)
    assert (unnamed.closed, unnamed.left, len(unnamed.lost)) == (("RA1",), (), 2)


def test_the_audit_names_codes_and_registrations_and_nobody() -> None:
    details = since(one("RA1", "asha"), one("RB2")).details()

    assert details["organisations_left"] == ["RC3"]
    assert details["people_lost"] == [str(person_id("ben")), str(person_id("cara"))]
    assert not {"asha", "ben", "cara"} & set(str(details).split())


CHANGED = Look(Snapshot.of((one("RA1", "asha"),)), since(one("RA1", "asha")))
SEEN = CHANGED.now.digest


@pytest.mark.parametrize("order", [ISSUE, SCHEDULE, replace(ISSUE, seen=BEFORE.digest)])
def test_nobody_issues_to_others_than_were_approved_without_having_seen_that(order: Order) -> None:
    refusal = unseen(CHANGED, order)

    assert refusal is not None
    assert (refusal.at, refusal.mend) == (
        "seen",
        "Look at what changed below, and tick that you have seen it.",
    )
    assert unseen(CHANGED, replace(order, seen=SEEN)) is None


def test_what_did_not_change_needs_no_tick() -> None:
    same = Look(BEFORE, compared(BEFORE, BEFORE))

    assert unseen(same, ISSUE) is None
    assert unseen(replace(same, since_approval=None), ISSUE) is None


def test_whoever_approves_has_seen_whom_it_goes_to_now() -> None:
    assert unseen(CHANGED, replace(APPROVE, audience=SEEN)) is None
    for shown in ("", BEFORE.digest):
        refusal = unseen(CHANGED, replace(APPROVE, audience=shown))
        assert refusal is not None
        assert refusal.why == "Whom it would go to has changed since you loaded the page"


def test_other_steps_reach_nobody_and_the_clock_goes_on() -> None:
    assert unseen(CHANGED, SUBMIT) is None
    assert unseen(CHANGED, Order(step=Step.ISSUED, by=CLOCK)) is None
