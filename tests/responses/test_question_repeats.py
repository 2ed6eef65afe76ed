"""Every form of questions, experience and comments: sent again, late, from two tabs, by another link."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

import httpx
import pytest

from contracts.events.register import Role
from tests.responses.pages.test_experiences import tell
from tests.responses.questions import ANONYMOUS, ANSWER, ASHA, CARA, PAT, QUESTION, asked, others, published
from tests.responses.site import SentForm, Site
from tests.responses.test_robots import _state

LIST = "/questions/experiences"
PAGE, SAVED, CONFLICT = HTTPStatus.OK, HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT


@dataclass(frozen=True)
class Row:
    """One form: how to come to it, what is typed, and what a second tab with other words gets."""

    name: str
    #: The page, and how the address of its form ends.
    place: Callable[[Site], Awaitable[tuple[str, str]]]
    typed: dict[str, str]
    other: dict[str, str]
    #: Of the second tab, which says something else.
    second: HTTPStatus
    link: str = ""

    def __str__(self) -> str:
        return self.name


async def _ask(_: Site) -> tuple[str, str]:
    return f"/answer/{ASHA}", "/questions"


async def _share(site: Site) -> tuple[str, str]:
    question_id = await published(site)
    return f"/answer/{ASHA}/published/{question_id}", question_id


async def _comment(_: Site) -> tuple[str, str]:
    return f"/answer/{PAT}", "/comments"


async def _answer(site: Site) -> tuple[str, str]:
    question_id = await asked(site)
    return f"/questions/{question_id}", question_id


async def _publish(site: Site) -> tuple[str, str]:
    page, question_id = await _answer(site)
    site.sign_in(Role.NATIONAL_AUTHOR)
    await site.send(await site.form(page, question_id), answer=ANSWER)
    return page, "/publish"


async def _close(site: Site) -> tuple[str, str]:
    page, _ = await _answer(site)
    return page, "/close"


async def _moderate(site: Site) -> tuple[str, str]:
    await tell(site, await published(site))
    site.sign_in(Role.NATIONAL_AUTHOR)
    text = (await site.get(LIST)).text
    found = text.partition(f'href="{LIST}/')[2].partition('"')[0]
    return f"{LIST}/{found}", found


PUBLISHED = {"published_question": ANONYMOUS, "previewed": "yes"}
ROWS = (
    Row("ask", _ask, {"question": QUESTION}, {"question": "And prisons?"}, SAVED, ASHA),
    # What is near to what the first tab asked is offered, and not asked.
    Row("ask nearly the same", _ask, {"question": QUESTION}, {"question": f"{QUESTION}!"}, PAGE, ASHA),
    Row(
        "ask anyway",
        _ask,
        {"question": QUESTION, "anyway": "yes"},
        {"question": f"{QUESTION}!", "anyway": "yes"},
        SAVED,
        ASHA,
    ),
    Row("share", _share, {"experience": "We rang."}, {"experience": "We wrote."}, SAVED, ASHA),
    Row("comment", _comment, {"comment": "Who was told?"}, {"comment": "When?"}, SAVED, PAT),
    Row("answer", _answer, {"answer": ANSWER}, {"answer": "No."}, CONFLICT),
    Row(
        "answer and publish",
        _answer,
        {"answer": ANSWER, "publish": "yes"} | PUBLISHED,
        {"answer": "No.", "publish": "yes"} | PUBLISHED,
        CONFLICT,
    ),
    Row(
        "publish",
        _publish,
        {"published_answer": ANSWER} | PUBLISHED,
        {"published_answer": "No."} | PUBLISHED,
        CONFLICT,
    ),
    Row("close", _close, {"reason": "Asked twice."}, {"reason": "Withdrawn."}, CONFLICT),
    Row(
        "moderate",
        _moderate,
        {"decision": "shown"},
        {"decision": "hidden", "reason": "It names a ward."},
        CONFLICT,
    ),
)
rows = pytest.mark.parametrize("row", ROWS, ids=str)


async def _tabs(site: Site, row: Row) -> list[SentForm]:
    """The form as two tabs show it."""
    await site.hear(*others())
    page, ending = await row.place(site)
    if not row.link:
        site.sign_in(Role.NATIONAL_AUTHOR)
    forms = [await site.form(page, ending) for _ in range(2)]
    site.clock.advance(seconds=30)
    return forms


async def _changes_nothing(site: Site, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    before = await _state(site)
    answer = await send()
    assert await _state(site) == before
    return answer


@rows
async def test_sent_again_and_from_two_tabs(site: Site, row: Row) -> None:
    first, second = await _tabs(site, row)
    saved = await site.send(first, **row.typed)
    assert saved.status_code == SAVED

    for form in (first, second):
        again = await _changes_nothing(site, lambda form=form: site.send(form, **row.typed))  # type: ignore[misc]
        assert again.status_code == SAVED
    other = await site.send(second, **row.other)
    assert other.status_code == row.second
    if row.second is not SAVED:
        await _changes_nothing(site, lambda: site.send(second, **row.other))
        kept = row.other.get("reason") or row.other.get("answer") or row.other.get("published_answer")
        assert (kept or row.other.get("question", "")) in other.text


@rows
async def test_sent_with_another_link_or_role_and_after_a_day(site: Site, row: Row) -> None:
    form, _ = await _tabs(site, row)
    refused = await _changes_nothing(site, lambda: _of_another(site, row, form))
    assert refused.status_code == HTTPStatus.FORBIDDEN

    site.clock.advance(hours=25)
    late = await _changes_nothing(site, lambda: site.send(form, **row.typed))
    if row.link:
        assert late.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "open for more than a day" in late.text
        assert next(iter(row.typed.values())) in late.text
    else:
        # The session ended hours before, so nothing can be put back.
        assert late.status_code == HTTPStatus.FORBIDDEN
        assert "This form is too old" in late.text


async def _of_another(site: Site, row: Row, form: SentForm) -> httpx.Response:
    """Somebody of Torbay who has our form, or somebody signed in who is not of the national team."""
    if row.link:
        return await site.send(replace(form, action=form.action.replace(row.link, CARA)), **row.typed)
    site.sign_in(Role.REGIONAL_LEAD)
    return await site.send(form, **row.typed)
