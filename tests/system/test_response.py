"""From the mail to a signed response, by everybody's own pages in a real browser; then the evidence of it."""

import asyncio
from typing import Any

import pytest

from services.local.waiting import until
from tests.accessibility.looking import suits_everybody
from tests.system.responding import (
    ANSWER,
    ASKED_FOR_ALL,
    EVIDENCE,
    EXECUTIVE,
    OWNER,
    Organisation,
    answer_for_all,
    show_to_others,
)
from tests.visitors import PATIENCE_SECONDS, Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWNED, LATE, NOT_OURS = 1, 2, 3
Said = dict[str, list[dict[str, Any]]]


async def test_from_the_mail_to_a_signed_response_and_an_auditors_evidence(visitors: Visitors) -> None:
    organisation = Organisation(visitors, await visitors.specialist(), look=suits_everybody)

    await _begin(organisation)
    await _act(organisation)
    await _sign_off(organisation)

    ods_code = organisation.specialist.ods_code
    await until("The organisation is complete", lambda: _is_complete(visitors, ods_code), seconds=20)
    evidence = (await organisation.evidence())["evidence"]
    said = _by_kind(evidence)
    _tells_of_every_mail(evidence)
    _tells_who_acknowledged(said, organisation.specialist.person.name)
    _tells_what_was_done(said)
    _tells_what_was_asked_and_signed(said, organisation.question)
    assert OWNER not in str(evidence)
    assert EXECUTIVE not in str(evidence)


async def _begin(organisation: Organisation) -> None:
    """Acknowledged, a question asked that blocks, decided to act, and one action given away."""
    async with organisation.visitors.pages(3) as (mine, other, third):
        await organisation.acknowledge(mine)
        await asyncio.gather(
            organisation.ask_what_blocks(mine),
            organisation.decide_to_act(other),
            organisation.give_to_owner(third, OWNED),
        )


async def _act(organisation: Organisation) -> None:
    """The owner and the specialist record; nobody can be asked to sign while the question waits."""
    async with organisation.visitors.pages(3) as (mine, other, owners):
        await organisation.owner_looks_around(owners)
        await asyncio.gather(
            organisation.record(mine, LATE, late=True),
            organisation.record(other, NOT_OURS, applies=False),
            organisation.owner_does_it(owners, OWNED),
        )
        await mine.goto(f"{organisation.specialist.actions}/sign-off")
        await mine.get_by_text("as soon as your question is answered").wait_for()


async def _sign_off(organisation: Organisation) -> None:
    """The question is answered for all, the executive asked, and it is signed."""
    async with organisation.visitors.signed_in("national_author") as desk:
        await answer_for_all(desk.page, organisation.question, organisation.look)
    async with organisation.visitors.tab() as tab:
        await _until_it_may_be_asked(tab.page, organisation.specialist.actions)
        await organisation.ask_executive(tab.page)
    async with organisation.visitors.tab() as tab:
        await organisation.executive_signs(tab.page)
        await tab.page.goto(organisation.specialist.answer)
        await tab.page.get_by_text(ASKED_FOR_ALL).first.wait_for()
        await organisation.share_what_worked(tab.page)
    async with organisation.visitors.signed_in("national_author") as desk:
        await show_to_others(desk.page, organisation.experience, organisation.look)


async def _until_it_may_be_asked(page: Any, actions: str) -> None:
    """The answer comes to actions by Kafka, so the page may be a moment behind."""

    async def may_be_asked() -> bool:
        await page.goto(f"{actions}/sign-off")
        return bool(await page.get_by_label("Where is the evidence kept?").count())

    await until("The answer is heard", may_be_asked, seconds=PATIENCE_SECONDS)


async def _is_complete(visitors: Visitors, ods_code: str) -> bool:
    row = await visitors.organisation(ods_code)
    return bool(row["status"] == "complete" and row["completed_at"])


def _by_kind(evidence: dict[str, Any]) -> Said:
    """Every change with what it said, by its kind of event, in order."""
    said: Said = {}
    for change in evidence["changes"]:
        kind = change["type"].removeprefix("org.safety-cascade.").removesuffix(".v1")
        said.setdefault(kind, []).append(change | change["said"])
    return said


def _tells_of_every_mail(evidence: dict[str, Any]) -> None:
    accepted = {mail["kind"] for mail in evidence["mails"] if mail["state"] == "accepted"}
    assert {"alert-issued", "action-assigned", "question-answered", "sign-off-requested"} <= accepted
    assert all(mail["message_id"] for mail in evidence["mails"])


def _tells_who_acknowledged(said: Said, specialist: str) -> None:
    [acknowledged] = said["alert-acknowledged"]
    assert acknowledged["who"] == specialist
    assert acknowledged["delivered_at"] < acknowledged["page_shown_at"] < acknowledged["acknowledged_at"]
    assert "Chrome/" in acknowledged["user_agent"]


def _tells_what_was_done(said: Said) -> None:
    assert [one["decision"] for one in said["decision-recorded"]] == ["required"]
    [assigned] = said["action-assigned"]
    assert (assigned["owner_name"], assigned["number"]) == ("Tomasz Nowak", OWNED)
    recorded = {one["number"]: one for one in said["action-recorded"]}
    assert recorded[OWNED]["assignment_id"] == assigned["assignment_id"]
    assert recorded[OWNED]["who"] == "Tomasz Nowak"
    assert (recorded[LATE]["late_because"], recorded[LATE]["due_on"]) == ("supplier", "2025-01-31")
    assert recorded[NOT_OURS]["state"] == "not_applicable"
    assert recorded[NOT_OURS]["reason"] == "We hold no such records."


def _tells_what_was_asked_and_signed(said: Said, question: str) -> None:
    [asked] = said["question-asked"]
    assert (asked["question"], asked["number"], asked["blocks_completion"]) == (question, 2, True)
    assert said["question-answered"][0]["answer"] == ANSWER
    assert said["question-published"][0]["question"] == ASKED_FOR_ALL
    assert said["sign-off-requested"][0]["evidence"] == EVIDENCE
    [signed] = said["sign-off-settled"]
    assert (signed["outcome"], signed["settled_by_name"]) == ("signed", "Ruth Okafor")
    assert signed["statement"]
    assert said["organisation-progressed"][-1]["status"] == "completed"
