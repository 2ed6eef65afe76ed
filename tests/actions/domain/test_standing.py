"""Where an organisation stands, from what has arrived so far."""

from dataclasses import replace

import pytest

from contracts.events.actions import ActionState
from contracts.events.register import Role
from services.actions.domain.answers import Answer
from services.actions.domain.recording import Record
from services.actions.domain.standing import (
    Acknowledgement,
    Admission,
    Person,
    Standing,
    admission,
    may_record,
)
from tests.builders import NOW, an_alert, person_id

ASHA = Person(
    person_id=person_id("Asha Verma"), ods_code="RH5", role=Role.SPECIALIST, name="Asha Verma", active=True
)
FRESH = Standing(
    ods_code="RH5",
    versions=(an_alert(),),
    organisation="Somerset NHS Foundation Trust",
    person=ASHA,
    must_respond=True,
    acknowledge_by=None,
    acknowledgement=None,
    records=(),
)
ACKNOWLEDGED = Acknowledgement(version=1, by="Asha Verma", at=NOW)


def a_record(number: int, state: ActionState, revision: int = 1) -> Record:
    return Record(
        number=number,
        revision=revision,
        version=1,
        answer=Answer(state=state),
        recorded_by=ASHA.person_id,
        recorded_by_name="Asha Verma",
        recorded_at=NOW,
        nonce=f"{number}.{revision}",
    )


DONE_1, DONE_2 = a_record(1, ActionState.DONE), a_record(2, ActionState.DONE)
BACK_1 = a_record(1, ActionState.OUTSTANDING, 2)


@pytest.mark.parametrize(
    ("standing", "version", "expected"),
    [
        (FRESH, 1, Admission.ADMITTED),
        (replace(FRESH, versions=()), 1, Admission.ALERT_NOT_ARRIVED),
        (FRESH, 2, Admission.ALERT_NOT_ARRIVED),
        (replace(FRESH, person=None), 1, Admission.PERSON_NOT_ARRIVED),
        (replace(FRESH, person=replace(ASHA, active=False)), 1, Admission.NO_LONGER_REGISTERED),
        (replace(FRESH, person=replace(ASHA, ods_code="RBL")), 1, Admission.NO_LONGER_REGISTERED),
        (
            replace(FRESH, versions=(), person=replace(ASHA, active=False)),
            1,
            Admission.NO_LONGER_REGISTERED,
        ),
    ],
)
def test_a_link_admits_who_is_registered_once_all_has_arrived(
    standing: Standing, version: int, expected: Admission
) -> None:
    assert admission(standing, version) is expected


@pytest.mark.parametrize("role", list(Role))
def test_those_who_look_on_do_not_record(role: Role) -> None:
    looks_on = role in {Role.PARTNER, Role.AUDITOR, Role.OPERATOR}
    assert may_record(replace(ASHA, role=role)) is not looks_on


def test_the_newest_record_counts() -> None:
    standing = replace(FRESH, records=(DONE_1, BACK_1))
    assert standing.newest_of(1) == BACK_1
    assert standing.next_number() == 1
    assert replace(FRESH, records=(DONE_1,)).next_number() == 2
    assert replace(FRESH, records=(DONE_1, DONE_2)).next_number() is None


def test_an_answer_to_an_action_that_is_gone_is_kept_apart() -> None:
    first, _ = an_alert().actions
    standing = replace(
        FRESH, versions=(an_alert(), an_alert(version=2, actions=(first,))), records=(DONE_1, DONE_2)
    )
    assert standing.no_longer_there() == (DONE_2,)
    assert standing.tally.total == 1
    assert not standing.read_differently(DONE_1)
