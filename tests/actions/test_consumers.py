"""What arrives, in any order and more than once."""

from itertools import permutations

import pytest

from contracts.envelope import EventData
from contracts.events.actions import OrganisationProgressed, Progress
from services.actions.domain.standing import Standing
from services.actions.storage.standing import standing as standing_of
from tests.actions.conftest import Browser
from tests.actions.stories import DONE, NOT_APPLICABLE, Story, an_acknowledgement
from tests.builders import (
    REFERENCE,
    a_person,
    an_alert,
    an_audience,
    an_organisation,
    person_id,
    said,
)

FACTS: tuple[EventData, ...] = (
    an_alert(),
    an_organisation(),
    a_person(),
    an_audience(),
    an_acknowledgement(),
)
# Each fact once first, once last, and the whole story backwards.
ORDERS = [*[(*FACTS[turn:], *FACTS[:turn]) for turn in range(len(FACTS))], FACTS[::-1]]


async def where_it_stands(story: Story) -> Standing:
    async with story.service.database.reading() as tx:
        return await standing_of(tx, REFERENCE, "RH5", person_id("Asha Verma"))


@pytest.mark.parametrize("order", ORDERS)
async def test_the_same_facts_give_the_same_standing_in_any_order(
    story: Story, order: tuple[EventData, ...]
) -> None:
    await story.hears(*order, *order)
    standing = await where_it_stands(story)
    assert standing.versions == (an_alert(),)
    assert standing.organisation == "Somerset NHS Foundation Trust"
    assert standing.person is not None
    assert standing.must_respond is True
    assert standing.acknowledge_by == an_audience().acknowledge_by
    assert standing.acknowledgement is not None
    assert standing.acknowledgement.by == "Asha Verma"
    assert await story.said() == []


async def test_the_earliest_acknowledgement_counts(story: Story) -> None:
    early = an_acknowledgement()
    late = an_acknowledgement(
        person_id=person_id("Ben Cole"), acknowledged_at=early.acknowledged_at.replace(hour=15)
    )
    for order in permutations((early, late)):
        await story.hears(*order)
        standing = await where_it_stands(story)
        assert standing.acknowledgement is not None
        assert standing.acknowledgement.at == early.acknowledged_at


async def test_a_late_registration_does_not_bring_somebody_back(story: Story) -> None:
    await story.hears_event(said(a_person(active=False), sequence=2))
    await story.hears_event(said(a_person(), sequence=1))
    standing = await where_it_stands(story)
    assert standing.person is not None
    assert standing.person.active is False


async def test_a_version_heard_first_is_kept_as_it_was(story: Story) -> None:
    await story.hears(an_alert(), an_alert(title="Another title"))
    assert (await where_it_stands(story)).versions == (an_alert(),)


async def test_a_new_version_with_another_action_reopens_who_was_complete(
    browser: Browser, story: Story
) -> None:
    await browser.answer(1, **DONE)
    await browser.answer(2, **NOT_APPLICABLE)
    actions = an_alert().actions
    third = actions[0].model_copy(update={"number": 3})
    before = len(await story.said())
    await story.hears(an_alert(version=2, actions=(*actions, third)))
    (reopened,) = (await story.said())[before:]
    assert isinstance(reopened, OrganisationProgressed)
    assert (reopened.version, reopened.progress) == (2, Progress.IN_PROGRESS)
    assert (reopened.outstanding, reopened.completed_at) == (1, None)


async def test_an_older_version_that_arrives_late_says_nothing(browser: Browser, story: Story) -> None:
    await story.hears(an_alert(version=3))
    await browser.answer(1, **DONE)
    before = len(await story.said())
    await story.hears(an_alert(version=2))
    assert len(await story.said()) == before
