"""One action behind the link of whoever was asked: they record, hand on, or say that it is not theirs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from contracts.deadlines import uk_day
from contracts.links import LinkClaims, LinkPurpose
from services.actions.config import Settings
from services.actions.domain import assignments as domain
from services.actions.domain import recording, sheets
from services.actions.domain.answers import LATE_WORDS
from services.actions.domain.assignments import Assignment
from services.actions.domain.recording import Doubt, doubt
from services.actions.domain.standing import Standing
from services.actions.handlers import assign, prove
from services.actions.handlers.record import record_action
from services.actions.pages.forms import Ended, Filled, Giving, PageForm, errors_in, status_of
from services.actions.pages.ways_in import (
    link_for,
    no_such_action,
    not_ready,
    refuse_if_ended,
    scope_of,
    unreadable,
    world_of,
)
from services.actions.storage.standing import standing as standing_of
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, SettingsOf, Writing, form_tokens, page, see_other

router = APIRouter(prefix="/owner/{token}")
RECORDED = frozenset({recording.Outcome.RECORDED, recording.Outcome.REPEATED, recording.Outcome.UNCHANGED})


def owner_link(request: Request, token: str, settings: Annotated[Settings, SettingsOf]) -> LinkClaims:
    """Dependency: what a genuine link says to an owner. Raises Refused."""
    return link_for(request, token, settings, LinkPurpose.ACT)


OwnerLink = Annotated[LinkClaims, Depends(owner_link)]


@dataclass(frozen=True)
class Opened:
    """Where the organisation stands, and what the holder of the link was asked to do."""

    link: LinkClaims
    token: str
    standing: Standing
    mine: Assignment

    @property
    def here(self) -> str:
        """The address of their page."""
        return f"/owner/{self.token}"


@router.get("")
async def show_action(request: Request, tx: Reading, link: OwnerLink, token: str, done: str = "") -> Response:
    """The alert, and the one action whole; changes nothing."""
    opened = await _open(tx, link, token)
    return await _action_page(request, tx, opened, saved=done == "recorded")


@router.post("")
async def record(
    request: Request, tx: Writing, link: OwnerLink, token: str, filled: Annotated[Filled, Form()]
) -> Response:
    """Record how far the action is, or show the form again with what was typed."""
    opened = await _open(tx, link, token)
    if doubted := _doubted(request, tx, token, filled):
        return await _action_page(request, tx, opened, filled=filled, doubted=doubted)
    sent = filled.sent
    attempt = await record_action(
        tx,
        link,
        opened.mine.number,
        sent.typed,
        revision=sent.revision,
        version=sent.version,
        nonce=filled.page_nonce,
        chosen=filled.organisation,
    )
    if attempt.outcome in RECORDED:
        return see_other(f"{opened.here}?done=recorded")
    opened = await _open(tx, link, token)
    return await _action_page(request, tx, opened, filled=filled, attempt=attempt)


@router.get("/hand-on")
async def show_hand_on(request: Request, tx: Reading, link: OwnerLink, token: str) -> Response:
    """A form to ask somebody else; changes nothing."""
    opened = await _open(tx, link, token)
    return await _form_page(request, tx, opened, "actions/hand_on.html", "owner_name")


@router.post("/hand-on")
async def hand_on(
    request: Request, tx: Writing, link: OwnerLink, token: str, filled: Annotated[Giving, Form()]
) -> Response:
    """Ask somebody else, and end one's own link."""
    opened = await _known(tx, link, token)
    refuse_if_ended(opened.standing)
    end = partial(assign.hand_on, tx, link, opened.mine, filled.typed)
    return await _end(request, tx, opened, filled, end, "actions/hand_on.html", "owner_name")


@router.get("/not-for-me")
async def show_not_for_me(request: Request, tx: Reading, link: OwnerLink, token: str) -> Response:
    """A form to say why it is not theirs; changes nothing."""
    opened = await _open(tx, link, token)
    return await _form_page(request, tx, opened, "actions/not_for_me.html", "reason")


@router.post("/not-for-me")
async def refuse(
    request: Request, tx: Writing, link: OwnerLink, token: str, filled: Annotated[Ended, Form()]
) -> Response:
    """Their link ends, and the specialists see why."""
    opened = await _known(tx, link, token)
    refuse_if_ended(opened.standing)
    end = partial(assign.refuse, tx, link, opened.mine, filled.reason)
    return await _end(request, tx, opened, filled, end, "actions/not_for_me.html", "reason")


async def _end(
    request: Request,
    tx: Transaction,
    opened: Opened,
    filled: Giving | Ended,
    end: Callable[..., Awaitable[domain.Attempt]],
    template: str,
    first: str,
) -> Response:
    """End the link as `end` does, or show the form again with what was filled in."""
    view: dict[str, Any] = {"filled": filled}
    if doubted := _doubted(request, tx, opened.token, filled):
        view["doubted"] = doubted
    else:
        attempt = await end(nonce=filled.page_nonce, chosen=filled.organisation)
        if attempt.outcome in domain.SAVED:
            return see_other(opened.here)
        view["attempt"] = attempt
    opened = await _open(tx, opened.link, opened.token)
    return await _form_page(request, tx, opened, template, first, **view)


async def _known(tx: Transaction, link: LinkClaims, token: str) -> Opened:
    """What the link is about, whether it has ended or not. Raises Refused."""
    standing = await standing_of(tx, link.reference, link.ods_code)
    mine = next((one for one in standing.assignments if one.assignment_id == link.person_id), None)
    if mine is None:
        raise unreadable()
    if not standing.versions or standing.alert.version < link.version:
        raise not_ready("The alert")
    return Opened(link, token, standing, mine)


async def _open(tx: Transaction, link: LinkClaims, token: str) -> Opened:
    """Only while the link is good, and the alert holds and has the action. Raises Refused."""
    opened = await _known(tx, link, token)
    if not opened.mine.is_open:
        raise _ended(opened)
    refuse_if_ended(opened.standing)
    if opened.standing.action(opened.mine.number) is None:
        raise no_such_action(opened.standing)
    return opened


def _ended(opened: Opened) -> Refused:
    ending = opened.mine.ending
    assert ending is not None  # noqa: S101 — asked before
    day = uk_day(ending.ended_at)
    what = "handed on to somebody else" if ending.outcome == "handed_on" else "ended"
    return Refused(
        HTTPStatus.GONE,
        "This link has ended",
        f"It was {what} by {ending.ended_by_role} on {day.day} {day:%B %Y}. "
        f"It was about one action of the alert “{opened.standing.alert.headline}”.",
        what_to_do="You need do nothing. If that is a mistake, ask whoever sent you the link.",
        was_saved="Nothing is recorded through it any more; what was recorded before stays.",
    )


def _doubted(request: Request, tx: Transaction, token: str, filled: PageForm) -> Doubt | None:
    shown_at = form_tokens(request).shown_at(filled.page_nonce, scope_of(token))
    return doubt(shown_at, filled.website, tx.now)


async def _action_page(
    request: Request, tx: Transaction, opened: Opened, *, filled: Filled | None = None, **view: Any
) -> Response:
    n, standing = opened.mine.number, opened.standing
    return await _form_page(
        request,
        tx,
        opened,
        "actions/owner.html",
        "state",
        prefix=f"action-{n}-",
        filled=filled,
        sheet=sheets.sheet(standing, n, tx.now, filled.sent if filled else None, opened.mine),
        dues={n: sheets.due_of(standing, n, tx.now)},
        now=tx.now,
        late_reasons=LATE_WORDS,
        **view,
    )


async def _form_page(
    request: Request,
    tx: Transaction,
    opened: Opened,
    template: str,
    first: str,
    *,
    prefix: str = "",
    attempt: recording.Attempt | domain.Attempt | None = None,
    doubted: Doubt | None = None,
    **view: Any,
) -> Response:
    nonce = form_tokens(request).issue(scope_of(opened.token), tx.now)
    return page(
        request,
        template,
        status_code=status_of(attempt, doubted),
        standing=opened.standing,
        mine=opened.mine,
        me=opened.mine.assignment_id,
        here=opened.here,
        number=opened.mine.number,
        page_nonce=nonce,
        names_people=True,
        options=await prove.options(tx, opened.link, nonce),
        errors=errors_in(prefix, first, attempt, doubted),
        attribution=opened.standing.alert.attribution,
        **world_of(opened.standing),
        **view,
    )
