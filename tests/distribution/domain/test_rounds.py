"""Who is mailed in a round: one mail for each address, and who is away has somebody who stands in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.audience import Organisation, Person
from contracts.events.register import Absence, Role
from services.distribution.domain.chasing import Deadline, Rung
from services.distribution.domain.rounds import (
    Item,
    Register,
    Told,
    chase_id,
    digests,
    readers,
    to_take_up,
    with_unsent,
)
from tests.builders import person_id

TODAY = date(2025, 11, 25)
AWAY = (Absence(first_day=date(2025, 11, 24), last_day=TODAY),)
SOMERSET = Organisation("RH5", "Somerset", "nhs_foundation_trust", None, "Y58", None, active=True)
YEOVIL = Organisation("RA4", "Yeovil", "nhs_foundation_trust", None, "Y58", None, active=True)
SOUTH_WEST = Organisation("Y58", "South West", "region", None, "Y58", None, active=True)


def a_person(name: str, role: Role, ods_code: str = "RH5", **changes: Any) -> Person:
    own: dict[str, Any] = {"email": f"{name}@x.example", "active": True} | changes
    return Person(person_id(f"{name} {ods_code}"), ods_code, role, name, **own)


def registered(*people: Person) -> Register:
    return Register.of([SOMERSET, YEOVIL, SOUTH_WEST], people)


def names(people: tuple[Person, ...]) -> set[str]:
    return {person.name for person in people}


def an_item(**changes: Any) -> Item:
    by = datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)
    own: dict[str, Any] = {"reference": "one", "version": 1, "ods_code": "RH5", "by": by}
    return Item(**own | {"deadline": Deadline.ACKNOWLEDGE, "rung": Rung.STAFF} | changes)


ASHA = a_person("asha", Role.SPECIALIST)
ASHA_AWAY = a_person("asha", Role.SPECIALIST, absences=AWAY)
BEN = a_person("ben", Role.DEPUTY)
BEN_AWAY = a_person("ben", Role.DEPUTY, absences=AWAY)
CARA = a_person("cara", Role.SPECIALIST)
BOX = a_person("box", Role.SHARED_MAILBOX)


@pytest.mark.parametrize(
    ("people", "mailed"),
    [
        ((ASHA, BEN, BOX), {"asha", "ben"}),
        ((ASHA_AWAY, BEN, BOX), {"ben"}),
        ((ASHA_AWAY, BOX), {"box"}),
        ((ASHA_AWAY, BEN_AWAY, BOX), {"box"}),
        ((ASHA_AWAY, CARA, BOX), {"cara", "box"}),
        ((ASHA_AWAY, BEN_AWAY), {"asha", "ben"}),
        ((BOX,), set()),
    ],
)
def test_mail_of_who_is_away_goes_to_whoever_stands_in(people: tuple[Person, ...], mailed: set[str]) -> None:
    assert names(readers(Rung.STAFF, "RH5", registered(*people), TODAY)) == mailed


def test_an_absence_is_its_first_and_its_last_day_and_those_between() -> None:
    register = registered(ASHA_AWAY, BEN)
    mailed = [names(readers(Rung.STAFF, "RH5", register, date(2025, 11, day))) for day in (23, 24, 25, 26)]
    assert mailed == [{"asha", "ben"}, {"ben"}, {"ben"}, {"asha", "ben"}]


def test_each_rung_has_its_own_readers() -> None:
    elena = a_person("elena", Role.EXECUTIVE_LEAD)
    away = a_person("emil", Role.EXECUTIVE_LEAD, absences=AWAY)
    gone = a_person("gus", Role.EXECUTIVE_LEAD, active=False)
    rhys = a_person("rhys", Role.REGIONAL_LEAD, "Y58")
    register = registered(ASHA, BOX, elena, away, gone, rhys)

    assert names(readers(Rung.MAILBOX, "RH5", register, TODAY)) == {"box"}
    assert names(readers(Rung.EXECUTIVE, "RH5", register, TODAY)) == {"elena"}
    assert names(readers(Rung.EXECUTIVE, "RH5", registered(away), TODAY)) == {"emil"}
    assert names(readers(Rung.REGION, "RH5", register, TODAY)) == {"rhys"}
    assert readers(Rung.REGION, "unknown", register, TODAY) == ()


def test_whoever_is_registered_twice_gets_one_mail() -> None:
    register = registered(ASHA, a_person("ASHA", Role.EXECUTIVE_LEAD, "RA4"))
    items = [an_item(), an_item(ods_code="RA4", rung=Rung.EXECUTIVE), an_item(), an_item(ods_code="RA4")]

    (digest,) = digests(items, register, TODAY)

    assert digest.chase_id == chase_id("Asha@x.example", TODAY)
    assert digest.chase_id != chase_id("Asha@x.example", date(2025, 11, 26))
    assert digest.reader is ASHA
    assert [(one.item.ods_code, one.item.rung) for one in digest.told] == [
        ("RA4", Rung.EXECUTIVE),
        ("RH5", Rung.STAFF),
    ]


def test_mails_that_have_not_left_become_one_where_there_would_be_two() -> None:
    (today,) = digests([an_item()], registered(ASHA), TODAY)
    assert to_take_up(["Asha@x.example", "ben@x.example"], [today], TODAY) == {"asha@x.example"}
    assert to_take_up(["ben@x.example", "Ben@x.example"], [today], TODAY) == {"ben@x.example"}

    older = {
        today.chase_id: [Told(ASHA, an_item()), Told(ASHA, an_item(reference="two"))],
        chase_id(BEN.email, TODAY): [Told(BEN, an_item())],
        chase_id(BOX.email, TODAY): [],
    }
    merged = with_unsent([today], older)

    assert [[(one.person.name, one.item.reference) for one in digest.told] for digest in merged] == [
        [("asha", "one"), ("asha", "two")],
        [("ben", "one")],
    ]


def test_what_is_longest_due_stands_first_and_exercises_last() -> None:
    new = an_item(reference="new", by=datetime(2025, 11, 26, tzinfo=UTC))
    practice = an_item(reference="practice", is_real=False, by=datetime(2025, 1, 1, tzinfo=UTC))

    (digest,) = digests([practice, new, an_item()], registered(ASHA), TODAY)

    assert [one.item.reference for one in digest.told] == ["one", "new", "practice"]
    assert digest.is_real
    assert not digests([practice], registered(ASHA), TODAY)[0].is_real
