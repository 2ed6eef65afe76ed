"""A mail filter presses everything in every kind of mail, and nothing comes of it."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page

from contracts.events.register import Role
from services.distribution.domain.sending import ENDING, Kind, purpose_of
from services.local.waiting import until
from tests.accessibility.looking import suits_everybody
from tests.system.responding import EXECUTIVE, OWNER, Organisation, answer_for_all
from tests.system.robots import Robot, Way, links_of, told_of
from tests.visitors import PATIENCE_SECONDS, REFERENCE, Mail, Visitors, read

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHO_REFUSES = "gwen.price@somerset.example"
SECOND_EXECUTIVE = "samir.field@somerset.example"
AFTERWARDS = "Who trains those that work at night?"
#: They end something for whoever is not registered: there is nothing left to open.
LEADING_NOWHERE = {kind for kind in Kind if purpose_of(kind, Role.SPECIALIST) is None} - {Kind.CHASE}
#: They lead to pages on which nothing is left to press.
OF_WHAT_IS_OVER = {*ENDING.values(), Kind.ALERT_NOT_FOR_YOU, Kind.ALERT_SENT_IN_ERROR}
#: It comes when a mail came back, and brings its reader to the very page of the alert's own mail.
OF_ANOTHERS_ADDRESS = {Kind.ADDRESS_BOUNCED}
LEADING_ON = set(Kind) - LEADING_NOWHERE - OF_WHAT_IS_OVER - OF_ANOTHERS_ADDRESS
#: What was said last before the machines come, on each topic.
SAID_BEFORE = Counter(
    ["sign-off-requested"] * 2 + ["question-answered", "question-published", "partner-commented"]
)
SAID_AFTER = Counter(["assignment-ended", "sign-off-settled", "question-asked"])
#: The newest stands for all of them, so they are no changes of their own.
COUNTS = ("organisation-progressed", "deliveries-counted")
#: Now is the hour of the digest, for one person. It comes by itself on the next working day.
HOUR_OF_DIGEST = """
UPDATE distribution.queue SET next_attempt_at = now() WHERE ledger_id = (
  SELECT digest.id FROM distribution.ledger digest JOIN distribution.ledger alert USING (person_id)
  WHERE digest.kind = 'questions-published' AND digest.state = 'planned' AND alert.message_id = $1
)
"""
#: A reminder for the same person, which would otherwise come days later.
A_REMINDER = """
WITH alert AS (SELECT * FROM distribution.ledger WHERE message_id = $1),
chase AS (
  INSERT INTO distribution.chases (chase_id, person_id, reference, version, ods_code, deadline, rung, by, day)
  SELECT gen_random_uuid(), person_id, reference, version, ods_code, 'complete', 'staff', now(),
    (now() AT TIME ZONE 'Europe/London')::date FROM alert
  RETURNING chase_id, day
),
held AS (
  INSERT INTO distribution.rounds (day, held_at, is_working_day) SELECT day, now(), true FROM chase
  ON CONFLICT DO NOTHING
),
reminder AS (
  INSERT INTO distribution.ledger (person_id, ods_code, reference, version, kind, question_id, address,
    person_name, organisation_name, role, colleagues, must_respond, lane, message_id, state)
  SELECT person_id, ods_code, reference, version, 'chase', chase_id, address,
    person_name, organisation_name, role, '', true, 33, '<reminder@safety-cascade.example>', 'planned'
  FROM alert, chase
  RETURNING id, lane
)
INSERT INTO distribution.queue (ledger_id, lane, next_attempt_at) SELECT id, lane, now() FROM reminder
"""
Said = list[dict[str, Any]]


async def test_a_machine_that_presses_everything_in_every_kind_of_mail_changes_nothing(
    visitors: Visitors,
) -> None:
    organisation = Organisation(visitors, await visitors.specialist(beside="partner"))
    await _have_everything_mailed(organisation)
    before = await _heard(organisation, SAID_BEFORE)
    mails = await _mails(organisation, LEADING_ON)
    told = await told_of(visitors, organisation.specialist)

    visited = await _press_everything(visitors, mails)

    assert visited == LEADING_ON, "every kind of mail with a link, and no other"
    assert await told_of(visitors, organisation.specialist) == told
    await _say_more(organisation)
    after = await _heard(organisation, _kinds(before) + SAID_AFTER)
    known = {one["event_id"] for one in before}
    new = _kinds(one for one in after if one["event_id"] not in known)
    assert new == SAID_AFTER, "what machines said would be among it"
    ends = await _mails(organisation, LEADING_NOWHERE)
    assert [links_of(mail, visitors.site) for mail in ends.values()] == [[]] * len(LEADING_NOWHERE)


async def _have_everything_mailed(organisation: Organisation) -> None:
    """Nothing is acknowledged for good, one action is with its owner, and one executive is asked to sign."""
    visitors, record = organisation.visitors, organisation.record
    async with visitors.pages(4) as pages:
        await asyncio.gather(
            _acknowledge_doubtfully(organisation, pages[0]),
            organisation.ask_what_blocks(pages[1]),
            organisation.decide_to_act(pages[2]),
            _comment(organisation),
            _give_to_who_refuses(organisation, pages[3]),
        )
        await asyncio.gather(
            _answer(organisation),
            organisation.give_to_owner(pages[0], 1),
            *(record(page, number, applies=False) for number, page in enumerate(pages[1:], start=1)),
        )
        await organisation.ask_executive(pages[0], EXECUTIVE)
        await organisation.executive_sends_back(pages[1])
        await organisation.ask_executive(pages[0], SECOND_EXECUTIVE)
    await _let_the_digest_come(organisation)


async def _acknowledge_doubtfully(organisation: Organisation, page: Page) -> None:
    """As one would that fills in everything and happens on the right organisation."""
    await page.goto(organisation.specialist.answer)
    await read()
    form = page.get_by_role("form", name="Acknowledge this alert")
    await form.locator("[name=website]").evaluate("field => { field.value = 'https://www.example' }")
    await form.get_by_role("radio", name=organisation.own).check()
    await form.get_by_role("button").click()
    await page.get_by_text("does not count yet").first.wait_for()


async def _give_to_who_refuses(organisation: Organisation, page: Page) -> None:
    await organisation.give_to_owner(page, 1, WHO_REFUSES)
    await organisation.owner_refuses(page)


async def _comment(organisation: Organisation) -> None:
    async with organisation.visitors.signed_in("partner", organisation.specialist.ods_code) as partner:
        await partner.page.goto(f"/mine/{REFERENCE}")
        await read()
        await partner.page.get_by_label("Your comment").fill("Will the committee hear of this?")
        form = partner.page.get_by_role("form", name="Send a comment to the specialists")
        await form.get_by_role("button").click()
        await partner.page.get_by_text("You wrote, ").wait_for()


async def _answer(organisation: Organisation) -> None:
    async with organisation.visitors.signed_in("national_author") as desk:
        await answer_for_all(desk.page, organisation.question)


async def _let_the_digest_come(organisation: Organisation) -> None:
    """The real mail, only that its time is now; and a reminder beside it."""
    mine = organisation.specialist.mail["headers"]["Message-ID"]
    own = str(organisation.visitors.demonstration.ready["postgres"]).replace("publishing:", "distribution:")
    connection = await asyncpg.connect(own)

    async def is_brought_forward() -> bool:
        return bool(await connection.execute(HOUR_OF_DIGEST, mine) == "UPDATE 1")

    try:
        await until("The digest is planned", is_brought_forward, seconds=PATIENCE_SECONDS)
        await connection.execute(A_REMINDER, mine)
    finally:
        await connection.close()


async def _mails(organisation: Organisation, kinds: Collection[Kind]) -> dict[Kind, Mail]:
    """The newest of each kind, as its receiver has it; told by what the ledger says that it sent."""
    visitors, specialist = organisation.visitors, organisation.specialist
    people = (specialist.person.email, OWNER, EXECUTIVE, SECOND_EXECUTIVE)
    found: dict[Kind, Mail] = {}

    async def have_come() -> bool:
        rows = await visitors.api.all_of(f"/api/v1/alerts/{REFERENCE}/deliveries")
        sent = {
            row["message_id"]: Kind(row["kind"]) for row in rows if row["ods_code"] == specialist.ods_code
        }
        for mail in [mail for address in people for mail in reversed(await visitors.mails_to(address))]:
            kind = sent.get(mail["headers"]["Message-ID"])
            if kind in kinds and kind:
                found[kind] = mail
        return set(found) == set(kinds)

    await until("Every mail has come", have_come, seconds=PATIENCE_SECONDS)
    return found


async def _press_everything(visitors: Visitors, mails: Mapping[Kind, Mail]) -> set[Kind]:
    """Each receiver's machine on its own; returns the kinds whose links were all opened."""
    receivers = {mail["to"] for mail in mails.values()}
    robots = [Robot(visitors, [mail for mail in mails.values() if mail["to"] == one]) for one in receivers]
    opened = await asyncio.gather(*(_press_all(robot) for robot in robots))
    everything = {page for pages in opened for page in pages}
    links = {kind: set(links_of(mail, visitors.site)) for kind, mail in mails.items()}
    return {kind for kind, own in links.items() if own and own <= everything}


async def _press_all(robot: Robot) -> list[str]:
    pages = await robot.open_every_link()
    forms, buttons = await asyncio.gather(
        robot.send_every_form(pages), robot.try_every_form(pages, Way.EVERY_BUTTON)
    )
    assert forms == buttons > 0, "every form was met in both ways"
    return pages


async def _say_more(organisation: Organisation) -> None:
    """By people, on each topic: what machines said before is heard before it."""
    visitors = organisation.visitors
    # They come to pages that no other test comes to.
    organisation.look = suits_everybody
    async with visitors.pages(3) as (one, two, three):
        await asyncio.gather(
            organisation.take_back_from_owner(one, 1),
            organisation.take_request_back(two),
            organisation.ask(three, AFTERWARDS),
        )


async def _heard(organisation: Organisation, kinds: Counter[str]) -> Said:
    """What an auditor is told of the organisation, once all this is among it."""
    said: Said = []

    async def is_told() -> bool:
        said[:] = (await organisation.evidence())["evidence"]["changes"]
        return _kinds(said) >= kinds

    await until("All that was said is heard", is_told, seconds=PATIENCE_SECONDS)
    return said


def _kinds(said: Iterable[dict[str, Any]]) -> Counter[str]:
    names = (one["type"].removeprefix("org.safety-cascade.").removesuffix(".v1") for one in said)
    return Counter(name for name in names if name not in COUNTS)
