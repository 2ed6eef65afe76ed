"""A specialist gives one action to somebody, and takes it back."""

from dataclasses import replace
from uuid import UUID

from contracts.events.actions import ActionAssigned, AssignmentEnded
from tests.actions.conftest import Browser, a_token
from tests.actions.stories import LENA, TOMASZ, Story
from tests.builders import REFERENCE, a_person, an_alert, an_organisation, person_id


def people(browser: Browser, number: int = 1) -> str:
    return f"/actions/{browser.token}/{number}/people"


async def asked(browser: Browser, story: Story, **who: str) -> UUID:
    """Tomasz Nowak, unless somebody else is named, is asked to do action 1."""
    answer = await browser.fill(people(browser), **(who or TOMASZ))
    assert answer.headers["location"].endswith("/people?done=asked")
    return (await story.heard_of(ActionAssigned))[-1].assignment_id


async def test_whoever_is_asked_is_said_and_stands_on_the_card(browser: Browser, story: Story) -> None:
    day = {"due_on_day": "1", "due_on_month": "12", "due_on_year": "2025"}
    answer = await browser.fill(people(browser), **TOMASZ, **day, note="Please.\r\nThank you.")
    assert answer.status_code == 303
    page = (await browser.client.get(answer.headers["location"])).text
    assert "They have been asked." in page
    (said,) = await story.heard_of(ActionAssigned)
    assert said.subject() == f"{REFERENCE}/RH5"
    assert (said.number, said.version, said.owner_name) == (1, 1, "Tomasz Nowak")
    assert (said.owner_email, str(said.due_on)) == ("tomasz.nowak@somerset.example", "2025-12-01")
    assert said.note == "Please.\nThank you."
    assert (said.assigned_by, said.assigned_by_name) == (person_id("Asha Verma"), "Asha Verma")
    card = await browser.open()
    assert "Tomasz Nowak" in card
    assert "asked by Asha Verma on" in card
    assert "Nothing recorded yet." in card


async def test_several_may_work_on_one_action_and_nobody_is_asked_twice(
    browser: Browser, story: Story
) -> None:
    await asked(browser, story)
    await asked(browser, story, **LENA)
    again = await browser.fill(people(browser), **(TOMASZ | {"owner_email": "Tomasz.Nowak@SOMERSET.example"}))
    assert again.status_code == 409
    assert "has been asked to do this action already" in again.text
    assert len(await story.heard_of(ActionAssigned)) == 2


WRONG: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"owner_email": "test"}, 422, "must be whole"),
    ({"owner_name": ""}, 422, "Enter the name"),
    ({"note": "Patient 943 476 5919"}, 422, "is a valid NHS number"),
    ({"organisation": ""}, 422, "Choose the organisation"),
    ({"organisation": "RBL"}, 422, "not the organisation this link is for"),
    ({"organisation": "unsure"}, 422, "Ask who sent you here"),
    ({"website": "x"}, 403, "people never see"),
    ({"page_nonce": "x"}, 403, "not made for your link"),
)


async def test_a_form_that_does_not_count_asks_nobody_and_keeps_what_was_typed(
    browser: Browser, story: Story
) -> None:
    form = await browser.shown(people(browser)) | TOMASZ
    for fields, status, words in WRONG:
        answer = await browser.post(people(browser), **(form | fields))
        assert (answer.status_code, words in answer.text) == (status, True), fields
        assert f'value="{(form | fields)["owner_email"]}"' in answer.text
        browser.clock.advance(minutes=2)
    assert await story.said() == []


async def test_after_a_wrong_choice_the_right_one_rests_for_a_minute(browser: Browser, story: Story) -> None:
    form = await browser.shown(people(browser)) | TOMASZ
    await browser.post(people(browser), **(form | {"organisation": "another"}))
    resting = await browser.post(people(browser), **form)
    assert "nothing is taken for a minute" in resting.text
    assert await story.said() == []
    browser.clock.advance(seconds=61)
    assert (await browser.post(people(browser), **form)).status_code == 303


async def test_the_organisation_is_offered_neither_first_nor_last(browser: Browser, story: Story) -> None:
    await story.hears(*(an_organisation(ods_code=f"R{n}", name=f"Trust {n}") for n in range(6)))
    page = (await browser.client.get(people(browser))).text
    offered = page.split("For which organisation is this?")[1].split("</form>")[0].split('value="')[1:]
    assert len(offered) == 7
    assert "RH5" in "".join(offered[1:-1])
    assert "RH5" not in offered[0] + offered[-1]
    assert " checked" not in page


async def test_a_specialist_takes_the_action_back_and_says_why(browser: Browser, story: Story) -> None:
    assignment_id = await asked(browser, story)
    back = f"{people(browser)}/{assignment_id}"
    assert (await browser.fill(back, reason="")).status_code == 422
    answer = await browser.fill(back, reason="They left the trust.")
    assert answer.headers["location"].endswith("/people?done=ended")
    (ended,) = await story.heard_of(AssignmentEnded)
    assert (ended.assignment_id, ended.outcome, ended.number) == (assignment_id, "revoked", 1)
    assert (ended.reason, ended.ended_by) == ("They left the trust.", person_id("Asha Verma"))
    page = (await browser.client.get(answer.headers["location"])).text
    assert "Taken back by Asha Verma" in page
    assert "They left the trust." in page
    assert (await browser.client.get(back)).headers["location"] == people(browser)
    assert await asked(browser, story), "the same person may be asked again"


async def test_nobody_takes_back_what_is_another_organisations(browser: Browser, story: Story) -> None:
    assignment_id = await asked(browser, story)
    await story.hears(a_person("Eve Moss", ods_code="RBL"), an_organisation(ods_code="RBL", name="Other"))
    stranger = replace(browser, token=a_token("Eve Moss", "RBL"))
    form = await browser.shown(people(stranger)) | {"organisation": "RBL", "reason": "Mine."}
    answer = await browser.post(f"{people(stranger)}/{assignment_id}", **form)
    assert answer.headers["location"].endswith("done=unknown")
    assert await story.heard_of(AssignmentEnded) == []


async def test_those_who_look_on_ask_nobody(browser: Browser, story: Story) -> None:
    assignment_id = await asked(browser, story)
    form = await browser.shown(people(browser)) | LENA
    await story.hears(a_person(role="partner"))
    assert (await browser.client.get(people(browser))).status_code == 403
    assert (await browser.post(people(browser), **form)).status_code == 403
    answer = await browser.post(f"{people(browser)}/{assignment_id}", **form, reason="x")
    assert answer.status_code == 403
    assert len(await story.said()) == 1


async def test_a_partner_reads_no_names_of_staff(browser: Browser, story: Story) -> None:
    await asked(browser, story)
    await browser.answer(1, state="in_progress", owner="Ward sister Hill")
    await story.hears(a_person("Pat Reed", role="partner"))
    page = await replace(browser, token=a_token("Pat Reed")).open()
    assert "In progress" in page
    assert [name for name in ("Asha", "Tomasz", "tomasz", "Hill") if name in page] == []


async def test_an_action_that_is_not_there_is_given_to_nobody(browser: Browser, story: Story) -> None:
    assert (await browser.client.get(people(browser, 3))).status_code == 404
    form = await browser.shown(people(browser, 2)) | TOMASZ
    await story.hears(an_alert(version=2, actions=an_alert().actions[:1]))
    assert (await browser.post(people(browser, 2), **form)).status_code == 404
    assert await story.heard_of(ActionAssigned) == []
