"""Recording, seen without a browser."""

import asyncio
from typing import Any

import pytest

from contracts.events.actions import (
    ActionAssigned,
    ActionRecorded,
    Decision,
    DecisionRecorded,
    OrganisationProgressed,
)
from contracts.events.register import Role
from contracts.links import LinkClaims, LinkPurpose
from services.actions.domain.answers import Typed
from services.actions.domain.assignments import Outcome as Asking
from services.actions.domain.assignments import TypedAsk
from services.actions.domain.deciding import TypedDecision
from services.actions.domain.recording import Attempt, Outcome
from services.actions.domain.standing import Person
from services.actions.handlers import assign
from services.actions.handlers.decide import Sent, decide
from services.actions.handlers.record import record_action
from tests.actions.stories import DONE, LENA, NOT_APPLICABLE, OUTSTANDING, STARTED, TOMASZ, Story
from tests.builders import REFERENCE, an_alert, person_id

LINK = LinkClaims(person_id=person_id("Asha Verma"), ods_code="RH5", reference=REFERENCE, version=1)


async def record(
    story: Story, number: int, typed: dict[str, str], link: LinkClaims = LINK, **changes: Any
) -> Attempt:
    form: dict[str, Any] = {"revision": 0, "nonce": "a"} | changes
    async with story.service.database.transaction() as tx:
        return await record_action(tx, link, number, Typed(**typed), **form)


ASHA = Person(person_id=LINK.person_id, ods_code="RH5", role=Role.SPECIALIST, name="Asha Verma", active=True)


async def give(story: Story, number: int = 1, **who: str) -> LinkClaims:
    """Tomasz Nowak, unless somebody else is named, is asked to do an action; this is his link."""
    async with story.service.database.transaction() as tx:
        typed = TypedAsk(**(who or TOMASZ))
        given = await assign.give(tx, LINK, ASHA, number, typed, nonce=f"{who}", chosen=["RH5"])
    assert given.outcome is Asking.ASKED
    (*_, asked) = await story.heard_of(ActionAssigned)
    return LINK.model_copy(update={"person_id": asked.assignment_id, "purpose": LinkPurpose.ACT})


async def take_back(story: Story, owner: LinkClaims) -> Asking:
    async with story.service.database.transaction() as tx:
        taken = await assign.take_back(
            tx, LINK, ASHA, owner.person_id, "They left.", nonce="z", chosen=["RH5"]
        )
        return taken.outcome


@pytest.fixture
async def arrived(story: Story) -> Story:
    await story.has_arrived()
    return story


async def test_an_alert_that_nobody_was_mailed_about_is_answered_the_same(story: Story) -> None:
    await story.hears(an_alert(mailing="none"))
    assert await record(story, 1, DONE) == Attempt(Outcome.RECORDED)
    kinds = [type(event) for event in await story.said()]
    assert kinds == [ActionRecorded, DecisionRecorded, OrganisationProgressed]


async def test_the_same_answer_again_is_not_recorded(arrived: Story) -> None:
    await record(arrived, 1, DONE)
    assert await record(arrived, 1, DONE, revision=1, nonce="b") == Attempt(Outcome.UNCHANGED)
    assert await arrived.recorded() == 1


async def test_a_correction_that_moves_no_count_is_said_without_new_progress(arrived: Story) -> None:
    await record(arrived, 1, DONE)
    await record(arrived, 1, DONE | {"done_by": "Medical director"}, revision=1, nonce="b")
    kinds = [type(event) for event in await arrived.said()]
    assert kinds == [ActionRecorded, DecisionRecorded, OrganisationProgressed, ActionRecorded]


async def test_why_an_action_cannot_be_done_yet_can_be_said_at_once(arrived: Story) -> None:
    await record(arrived, 1, OUTSTANDING)
    (recorded, decided, progressed) = await arrived.said()
    assert isinstance(recorded, ActionRecorded)
    assert recorded.reason == "The supplier has not delivered."
    assert isinstance(decided, DecisionRecorded)
    assert decided.decision is Decision.REQUIRED
    assert isinstance(progressed, OrganisationProgressed)
    assert progressed.first_action_at == recorded.recorded_at


async def test_an_answer_that_is_not_whole_touches_nothing(arrived: Story) -> None:
    attempt = await record(arrived, 1, {"state": "done"})
    assert attempt.outcome is Outcome.INVALID
    assert set(attempt.troubles) == {"done_by", "done_on"}
    assert await arrived.said() == []


async def test_one_nonce_serves_every_action_of_a_page(arrived: Story) -> None:
    outcomes = [(await record(arrived, number, NOT_APPLICABLE)).outcome for number in (1, 2)]
    assert outcomes == [Outcome.RECORDED, Outcome.RECORDED]


async def test_a_response_that_is_closed_takes_no_answer_from_anybody(arrived: Story) -> None:
    owner = await give(arrived)
    typed = TypedDecision(reason_not_required="No pumps.", approver_name="Dr Lee", approver_role="Director")
    async with arrived.service.database.transaction() as tx:
        await decide(tx, LINK, Sent(choice=["not_required"], revision=0, nonce="d"), typed)
    for link in (LINK, owner):
        assert await record(arrived, 1, DONE, link) == Attempt(Outcome.CLOSED)
    assert await arrived.recorded() == 0
    async with arrived.service.database.transaction() as tx:
        given = await assign.give(tx, LINK, ASHA, 1, TypedAsk(**LENA), nonce="c", chosen=["RH5"])
    assert given.outcome is Asking.CLOSED
    assert await take_back(arrived, owner) is Asking.ENDED


async def test_an_owner_whose_link_ended_records_nothing_however_close_it_was(arrived: Story) -> None:
    owner = await give(arrived)
    taken, recorded = await asyncio.gather(take_back(arrived, owner), record(arrived, 1, DONE, owner))
    assert taken is Asking.ENDED
    assert recorded.outcome in (Outcome.RECORDED, Outcome.ENDED)
    assert await arrived.recorded() == int(recorded.outcome is Outcome.RECORDED)
    assert (await record(arrived, 1, DONE, owner, nonce="b")).outcome is Outcome.ENDED
    assert await take_back(arrived, owner) is Asking.REPEATED


async def test_an_owner_records_their_own_action_only(arrived: Story) -> None:
    owner = await give(arrived, 1)
    assert (await record(arrived, 2, DONE, owner)).outcome is Outcome.ENDED
    assert (await record(arrived, 3, DONE, owner)).outcome is Outcome.NO_SUCH_ACTION
    assert (await record(arrived, 1, DONE, owner)).outcome is Outcome.RECORDED


async def test_of_many_who_record_at_once_one_counts_and_the_others_are_told(arrived: Story) -> None:
    owners = [await give(arrived, 1, owner_name=f"P{n}", owner_email=f"p{n}@x.example") for n in range(3)]
    attempts = await asyncio.gather(
        *(
            record(arrived, 1, STARTED | {"owner": f"Ward {n}"}, link, nonce=f"n{n}")
            for n, link in enumerate((LINK, *owners))
        )
    )
    outcomes = sorted(attempt.outcome.name for attempt in attempts)
    assert outcomes == ["RECORDED", "STALE", "STALE", "STALE"]
    assert await arrived.recorded() == 1
