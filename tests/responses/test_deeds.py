"""Every deed of a person stands in the audit of responses: once, by ids, without a word that they wrote."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from contracts.events.register import Role
from services.kit import audit
from services.kit.audit import AuditRow
from tests.builders import REFERENCE, a_briefing, a_person, an_alert, an_organisation, person_id
from tests.responses.pages.test_experiences import tell
from tests.responses.questions import ANONYMOUS, ASHA, BEN, PAT, asked, others, published
from tests.responses.site import SentForm, Site, audience, other_organisations
from tests.responses.test_api import KEY, QUESTIONS
from tests.responses.test_carry import KEPT

#: In everything that anybody types; no word of ours.
MARK = "wheelbarrow"
TYPED = f"{MARK}s were found on ward 3."
ASHA_S, PAT_S = (f"link/{person_id(who)}" for who in ("Asha Verma", "Pat Rowe"))
NELL = f"person/{person_id('Nell Author')}"
SOMERSET = f"{REFERENCE} RH5"
OF_SOMERSET = {"ods_code": "RH5", "version": 1}
ACKNOWLEDGED = OF_SOMERSET | {"role": "specialist"}
#: Said of whatever a program writes, by the kit.
BY_API = "wrote by the API"
Noted = tuple[str, str, str, dict[str, Any]]
Open = Callable[[Site], Awaitable[SentForm]]


@dataclass(frozen=True)
class Deed:
    """One form with what is filled in, and the rows that it leaves; ids in them are looked at apart."""

    name: str
    open: Open
    fields: dict[str, str]
    noted: tuple[Noted, ...]

    def __str__(self) -> str:
        return self.name


async def rows_of(site: Site) -> list[AuditRow]:
    async with site.service.database.reading() as tx:
        return [row async for row in audit.rows_of(tx)]


def noted(row: AuditRow) -> Noted:
    """Without what is an id and nothing else."""
    details = {name: value for name, value in row.details.items() if not _is_ids(value)}
    return row.who, row.what, row.about, details


def _is_ids(value: Any) -> bool:
    try:
        return all(UUID(one) for one in ([value] if isinstance(value, str) else value or [""]))
    except (TypeError, ValueError):
        return False


def of_a_link(page: str, ending: str, token: str = ASHA) -> Open:
    async def load(site: Site) -> SentForm:
        return await site.form(f"/answer/{token}{page}", ending)

    return load


async def after_acknowledging(site: Site) -> SentForm:
    await site.acknowledge(ASHA)
    return await of_a_link("/take-back", "/take-back")(site)


async def after_a_colleague(site: Site) -> SentForm:
    await site.acknowledge(BEN)
    return await of_a_link("", "/acknowledge")(site)


async def after_a_doubt(site: Site) -> SentForm:
    form = await of_a_link("", "/acknowledge")(site)
    site.clock.advance(seconds=30)
    await site.send(form, organisation="RH5", website=MARK)
    return await of_a_link("", "/confirm")(site)


async def under_a_published_answer(site: Site) -> SentForm:
    question_id = await published(site)
    return await of_a_link(f"/published/{question_id}", question_id)(site)


async def at_the_desk(site: Site) -> SentForm:
    question_id = await asked(site, f"{TYPED} Why?")
    site.sign_in(Role.NATIONAL_AUTHOR)
    return await site.form(f"/questions/{question_id}", question_id)


async def once_answered(site: Site) -> SentForm:
    form = await at_the_desk(site)
    await site.send(form, answer=TYPED)
    return await site.form(form.action, "/publish")


async def to_be_closed(site: Site) -> SentForm:
    return await site.form((await at_the_desk(site)).action, "/close")


async def to_be_moderated(site: Site) -> SentForm:
    await tell(site, await published(site), text=TYPED)
    site.sign_in(Role.NATIONAL_AUTHOR)
    here = "/questions/experiences"
    found = (await site.get(here)).text.partition(f'href="{here}/')[2].partition('"')[0]
    return await site.form(f"{here}/{found}", found)


async def from_a_briefing(site: Site) -> SentForm:
    site.sign_in(Role.NATIONAL_AUTHOR)
    return await site.form("/questions/from-briefing", "/from-briefing")


HERE, TO_ALL = {"organisation": "RH5"}, {"published_question": ANONYMOUS, "previewed": "yes"}
OF_VERSION_1 = {"version": 1}
ANSWERED = (NELL, "answered a question", REFERENCE, OF_VERSION_1)
PUBLISHED = (NELL, "published an answer", REFERENCE, OF_VERSION_1)
DEEDS = (
    Deed(
        "acknowledge",
        of_a_link("", "/acknowledge"),
        HERE,
        ((ASHA_S, "acknowledged an alert", SOMERSET, ACKNOWLEDGED | {"first_of_organisation": True}),),
    ),
    Deed(
        "acknowledge after a colleague",
        after_a_colleague,
        HERE,
        ((ASHA_S, "acknowledged an alert", SOMERSET, ACKNOWLEDGED | {"first_of_organisation": False}),),
    ),
    Deed(
        "acknowledge as a machine may",
        of_a_link("", "/acknowledge"),
        HERE | {"website": MARK},
        (
            (
                ASHA_S,
                "sent an acknowledgement that is doubted",
                SOMERSET,
                OF_SOMERSET | {"doubts": ["hidden_field"]},
            ),
        ),
    ),
    Deed(
        "confirm",
        after_a_doubt,
        HERE,
        ((ASHA_S, "confirmed an acknowledgement", SOMERSET, ACKNOWLEDGED | {"first_of_organisation": True}),),
    ),
    Deed(
        "take back",
        after_acknowledging,
        HERE | {"reason": TYPED},
        ((ASHA_S, "took an acknowledgement back", SOMERSET, OF_SOMERSET),),
    ),
    Deed(
        "not this person",
        of_a_link("/not-me", "/not-me"),
        {"reason": "not_this_person", "note": TYPED},
        (
            (
                ASHA_S,
                "said that a link is not theirs",
                SOMERSET,
                OF_SOMERSET | {"reason": "not_this_person"},
            ),
        ),
    ),
    Deed(
        "has left the role",
        of_a_link("/not-me", "/not-me"),
        {"reason": "left_role", "note": TYPED},
        ((ASHA_S, "said that a link is not theirs", SOMERSET, OF_SOMERSET | {"reason": "left_role"}),),
    ),
    Deed(
        "ask",
        of_a_link("", "/questions"),
        {"question": TYPED, "about": "2", "blocks": "yes"},
        ((ASHA_S, "asked a question", SOMERSET, OF_SOMERSET | {"number": 2, "blocks_completion": True}),),
    ),
    Deed(
        "share",
        under_a_published_answer,
        {"experience": TYPED, "named": "yes"},
        ((ASHA_S, "shared an experience", SOMERSET, OF_SOMERSET | {"named": True}),),
    ),
    Deed(
        "comment",
        of_a_link("", "/comments", PAT),
        {"comment": TYPED},
        ((PAT_S, "left a comment", SOMERSET, OF_SOMERSET),),
    ),
    Deed(
        "attend",
        of_a_link("", "/briefing"),
        HERE | {"attendance": "will_attend"},
        (
            (
                ASHA_S,
                "said whether they attend a briefing",
                SOMERSET,
                OF_SOMERSET | {"attendance": "will_attend"},
            ),
        ),
    ),
    Deed("answer", at_the_desk, {"answer": TYPED}, (ANSWERED,)),
    Deed(
        "answer and publish", at_the_desk, {"answer": TYPED, "publish": "yes"} | TO_ALL, (ANSWERED, PUBLISHED)
    ),
    Deed("publish", once_answered, {"published_answer": TYPED} | TO_ALL, (PUBLISHED,)),
    Deed("close", to_be_closed, {"reason": TYPED}, ((NELL, "closed a question", REFERENCE, OF_VERSION_1),)),
    Deed(
        "add from a briefing",
        from_a_briefing,
        {"reference": REFERENCE, "number": "1", "question": f"{TYPED} Why?", "answer": TYPED},
        ((NELL, "added what was asked at a briefing", REFERENCE, OF_VERSION_1), PUBLISHED),
    ),
    Deed(
        "moderate",
        to_be_moderated,
        {"decision": "hidden", "reason": TYPED},
        ((NELL, "moderated an experience", REFERENCE, {"state": "hidden"}),),
    ),
)
deeds = pytest.mark.parametrize("deed", DEEDS, ids=str)


@pytest.fixture
async def briefed(empty_site: Site) -> Site:
    """Everything that the forms are about."""
    people = [a_person(), a_person("Ben Okafor", role=Role.DEPUTY), *others()]
    alert = an_alert(briefing=a_briefing())
    await empty_site.hear(an_organisation(), *other_organisations(), *people, alert, audience())
    return empty_site


@deeds
async def test_a_deed_is_noted_once_and_without_words(briefed: Site, deed: Deed) -> None:
    form = await deed.open(briefed)
    briefed.clock.advance(seconds=30)
    before = len(await rows_of(briefed))
    for _ in range(3):
        await briefed.send(form, **deed.fields)
    rows = await rows_of(briefed)
    assert tuple(map(noted, rows[before:])) == deed.noted
    names = (MARK, "verma", "okafor", "rowe", "author", "@", "mozilla", "127.0.0.1", "community teams")
    assert [row for row in rows for name in names if name in row.line().lower()] == []


@deeds
async def test_what_is_refused_is_not_noted(briefed: Site, deed: Deed) -> None:
    """Nothing filled in; and of what is behind a link, what came in faster than a person types."""
    form = await deed.open(briefed)
    before = await rows_of(briefed)
    if not form.action.startswith("/questions"):
        await briefed.send(form, **deed.fields)
    briefed.clock.advance(seconds=30)
    await briefed.send(form)
    assert await rows_of(briefed) == before


async def test_what_a_program_answers_is_noted_under_its_key(briefed: Site) -> None:
    question_id = await asked(briefed, TYPED)
    before = len(await rows_of(briefed))
    body = {"answer": TYPED, "publish": True, "published_question": ANONYMOUS}
    for _ in range(2):
        await briefed.browser.post(f"{QUESTIONS}/{question_id}/answer", json=body, headers=KEY)
    await briefed.browser.post(f"{QUESTIONS}/{question_id}/close", json={"reason": TYPED}, headers=KEY)
    rows = await rows_of(briefed)
    own = [(row.who, row.what, row.details.get("question_id")) for row in rows[before:] if row.what != BY_API]
    what = ("answered a question", "published an answer", "closed a question")
    assert own == [("key/settings", each, question_id) for each in what]
    assert not any(MARK in row.line() for row in rows)


async def test_of_what_is_taken_back_every_version_is_named(briefed: Site) -> None:
    """A version that asked for nothing new held the acknowledgement to count for it, too."""
    await briefed.acknowledge(ASHA)
    given = (await rows_of(briefed))[-1].details["acknowledgement_id"]
    await briefed.hear(an_alert(version=2, change=KEPT), audience(version=2))
    form = await of_a_link("/take-back", "/take-back")(briefed)
    briefed.clock.advance(seconds=30)
    await briefed.send(form, organisation="RH5", reason=TYPED)
    taken = (await rows_of(briefed))[-1].details["acknowledgement_ids"]
    assert isinstance(taken, list)
    assert (len(taken), taken[0]) == (2, given)
