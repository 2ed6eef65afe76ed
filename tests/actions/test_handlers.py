"""Recording, seen without a browser."""

from typing import Any

import pytest

from contracts.events.actions import ActionRecorded, Decision, DecisionRecorded, OrganisationProgressed
from contracts.links import LinkClaims
from services.actions.domain.answers import Typed
from services.actions.domain.recording import Attempt, Outcome
from services.actions.handlers.record import record_action
from tests.actions.stories import DONE, NOT_APPLICABLE, OUTSTANDING, Story
from tests.builders import REFERENCE, an_alert, person_id

LINK = LinkClaims(person_id=person_id("Asha Verma"), ods_code="RH5", reference=REFERENCE, version=1)


async def record(story: Story, number: int, typed: dict[str, str], **changes: Any) -> Attempt:
    form: dict[str, Any] = {"revision": 0, "nonce": "a"} | changes
    async with story.service.database.transaction() as tx:
        return await record_action(tx, LINK, number, Typed(**typed), **form)


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
