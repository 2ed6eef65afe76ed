"""Where an organisation stands, from what has arrived so far."""

from dataclasses import replace

import pytest

from contracts.events.actions import ActionState
from contracts.events.alerts import Action
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
    names_people,
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
    looks_on = role in {Role.PARTNER, Role.AUDITOR, Role.OPERATOR, Role.REGISTER_KEEPER}
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


@pytest.mark.parametrize("role", list(Role))
def test_a_partner_reads_no_names_of_staff(role: Role) -> None:
    assert names_people(replace(ASHA, role=role)) is (role is not Role.PARTNER)


FIRST, SECOND = an_alert().actions
REWORDED = SECOND.model_copy(update={"text": "Train everybody."})


@pytest.mark.parametrize(
    ("actions", "states"),
    [
        ((FIRST, SECOND), (ActionState.DONE, ActionState.DONE)),
        ((SECOND, FIRST), (ActionState.DONE, ActionState.DONE)),
        ((FIRST, REWORDED), (ActionState.DONE, ActionState.OUTSTANDING)),
        ((FIRST, SECOND.model_copy(update={"parts": ("a",)})), (ActionState.DONE, ActionState.OUTSTANDING)),
        ((FIRST, SECOND.model_copy(update={"group": "all"})), (ActionState.DONE, ActionState.OUTSTANDING)),
        (
            (FIRST.model_copy(update={"number": 2}), SECOND.model_copy(update={"number": 1})),
            (ActionState.OUTSTANDING, ActionState.OUTSTANDING),
        ),
    ],
)
def test_an_update_asks_again_for_what_it_changed_and_nothing_else(
    actions: tuple[Action, ...], states: tuple[ActionState, ActionState]
) -> None:
    standing = replace(
        FRESH, versions=(an_alert(), an_alert(version=2, actions=actions)), records=(DONE_1, DONE_2)
    )
    assert (standing.state_of(1), standing.state_of(2)) == states
    assert standing.tally.done == states.count(ActionState.DONE)
    assert standing.newest_of(2) == DONE_2, "the old answer stays to be read"


def test_a_new_action_is_asked_for() -> None:
    third = FIRST.model_copy(update={"number": 3})
    versions = an_alert(), an_alert(version=2, actions=(FIRST, SECOND, third))
    standing = replace(FRESH, versions=versions, records=(DONE_1, DONE_2))
    assert (standing.next_number(), standing.tally.outstanding) == (3, 1)


def test_an_answer_given_anew_counts_for_the_new_words() -> None:
    versions = an_alert(), an_alert(version=2, actions=(FIRST, REWORDED))
    anew = replace(DONE_2, revision=2, version=2)
    standing = replace(FRESH, versions=versions, records=(DONE_1, DONE_2, anew))
    assert standing.tally.outstanding == 0
    back_to_first = (*versions, an_alert(version=3))
    assert replace(standing, versions=back_to_first).state_of(2) is ActionState.OUTSTANDING
    first_again = replace(standing, versions=back_to_first, records=(DONE_1, DONE_2))
    assert first_again.state_of(2) is ActionState.DONE


def test_the_alerts_day_binds_only_those_who_have_to_act() -> None:
    assert FRESH.complete_by == an_alert().deadlines.complete_by
    assert replace(FRESH, must_respond=False).complete_by is None
