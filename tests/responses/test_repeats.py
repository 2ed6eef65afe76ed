"""Every form of a link: sent again, replayed after a day, from two tabs, by another organisation's link.

The forms of questions, experience and comments have their own table in test_question_repeats.py.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

import pytest

from contracts.envelope import EventData
from contracts.events.responses import (
    AcknowledgementWithdrawn,
    AlertAcknowledged,
    RecipientDisowned,
)
from tests.builders import a_person, person_id
from tests.responses.site import SentForm, Site, forms_of, token_of

OK, TOO_OLD, NOT_OURS = HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.FORBIDDEN
Prepare = Callable[[Site, str], Awaitable[object]]


async def nothing(_: Site, __: str) -> None:
    """The link as the mail brought it."""


async def acknowledged(site: Site, token: str) -> None:
    await site.acknowledge(token)


async def doubted(site: Site, token: str) -> None:
    form = await site.form(f"/answer/{token}", "/acknowledge")
    site.clock.advance(seconds=30)
    await site.send(form, organisation="RH5", website="filled in by a program")


@dataclass(frozen=True)
class Post:
    """One form: where it stands, what a person enters, and what is said when it counts."""

    name: str
    page: str
    said: type[EventData]
    fields: dict[str, str]
    prepare: Prepare = nothing


POSTS = (
    Post("acknowledge", "", AlertAcknowledged, {"organisation": "RH5"}),
    Post("confirm", "", AlertAcknowledged, {"organisation": "RH5"}, doubted),
    Post(
        "take-back",
        "/take-back",
        AcknowledgementWithdrawn,
        {"organisation": "RH5", "reason": "By mistake."},
        acknowledged,
    ),
    Post("not-me", "/not-me", RecipientDisowned, {"reason": "left_role"}),
)


@dataclass(frozen=True)
class Sent:
    """A person with a link of their own, and the answers they got."""

    site: Site
    post: Post
    who: str
    ods_code: str = "RH5"

    @property
    def token(self) -> str:
        return token_of(self.who, ods_code=self.ods_code)

    @property
    def entered(self) -> dict[str, str]:
        """Everybody asks something else, or what others asked would be offered instead."""
        return {name: value.format(about=self.who) for name, value in self.post.fields.items()}

    async def form(self) -> SentForm:
        form = await self.site.form(f"/answer/{self.token}{self.post.page}", f"/{self.post.name}")
        form.fields |= self.entered
        return form

    async def counted(self) -> int:
        return [(type(e), e.person_id) for e in await self.site.said()].count(
            (self.post.said, person_id(self.who))
        )


async def repeated(sent: Sent) -> list[int]:
    form = await sent.form()
    sent.site.clock.advance(seconds=30)
    return [(await sent.site.send(form)).status_code for _ in range(3)]


async def replayed_after_a_day(sent: Sent) -> list[int]:
    form = await sent.form()
    sent.site.clock.advance(seconds=30)
    first = await sent.site.send(form)
    sent.site.clock.advance(days=1)
    return [first.status_code, (await sent.site.send(form)).status_code]


async def first_sent_after_a_day(sent: Sent) -> list[int]:
    form = await sent.form()
    sent.site.clock.advance(days=1, seconds=1)
    answer = await sent.site.send(form)
    again = next(form for form in forms_of(answer.text) if form.action.endswith(sent.post.name))
    assert sent.entered.items() <= again.fields.items(), "what was entered is kept"
    return [answer.status_code]


async def from_two_tabs(sent: Sent) -> list[int]:
    tabs = [await sent.form(), await sent.form()]
    sent.site.clock.advance(seconds=30)
    return [(await sent.site.send(form)).status_code for form in tabs]


async def by_another_organisations_link(sent: Sent) -> list[int]:
    """The form of one's own link is sent to the address of another's, and the other way round."""
    stranger = token_of("Cara Lowe", ods_code="RA9")
    form = await sent.form()
    sent.site.clock.advance(seconds=30)
    own = form.action
    form.action = own.replace(sent.token, stranger)
    through_theirs = await sent.site.send(form)
    theirs = await sent.site.form(f"/answer/{stranger}", "/questions")
    form.action, form.fields["page_nonce"] = own, theirs.fields["page_nonce"]
    sent.site.clock.advance(seconds=30)
    return [through_theirs.status_code, (await sent.site.send(form)).status_code]


#: What is done; the answers for each form; how often it counts.
TABLE = (
    (repeated, [OK, OK, OK], 1),
    (replayed_after_a_day, [OK, TOO_OLD], 1),
    (first_sent_after_a_day, [TOO_OLD], 0),
    (from_two_tabs, [OK, OK], 1),
    (by_another_organisations_link, [NOT_OURS, NOT_OURS], 0),
)


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.name)
async def test_every_form_counts_once_and_for_its_own_link_only(site: Site, post: Post) -> None:
    await site.hear(a_person("Cara Lowe", ods_code="RA9"))
    found, expected = {}, {}
    for act, answers, count in TABLE:
        sent = Sent(site, post, act.__name__.replace("_", " "))
        await site.hear(a_person(sent.who))
        await post.prepare(site, sent.token)
        found[act.__name__] = (await act(sent), await sent.counted())
        expected[act.__name__] = (answers, count)
    assert found == expected
    strangers = person_id("Cara Lowe")
    assert [event for event in await site.said() if event.person_id == strangers] == []


async def test_what_was_taken_back_is_not_given_again_by_an_old_form(site: Site) -> None:
    token = token_of()
    first = await site.form(f"/answer/{token}", "/acknowledge")
    another_tab = await site.form(f"/answer/{token}", "/acknowledge")
    site.clock.advance(seconds=30)
    await site.send(first, organisation="RH5")
    back = await site.form(f"/answer/{token}/take-back", "/take-back")
    late_tab = await site.form(f"/answer/{token}/take-back", "/take-back")
    site.clock.advance(seconds=30)
    await site.send(back, organisation="RH5", reason="By mistake.")
    for form in (first, another_tab):
        assert (await site.send(form, organisation="RH5")).status_code == HTTPStatus.CONFLICT

    await site.acknowledge(token)
    late = await site.send(late_tab, organisation="RH5", reason="By mistake.")
    assert late.status_code == HTTPStatus.CONFLICT
    assert "acknowledged once more through this link" in late.text
    kinds = [type(event) for event in await site.said()]
    assert kinds == [AlertAcknowledged, AcknowledgementWithdrawn, AlertAcknowledged]
