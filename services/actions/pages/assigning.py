"""Who is asked to do one action: a specialist gives it to somebody, and takes it back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from contracts.links import LinkClaims
from services.actions.domain.assignments import SAVED, Attempt, Outcome
from services.actions.domain.recording import Doubt, doubt
from services.actions.domain.standing import Person, Standing
from services.actions.handlers import assign, prove
from services.actions.pages.forms import Ended, Giving, PageForm, errors_in, number_of, status_of
from services.actions.pages.ways_in import Link, admitted, refuse_unless_recordable, scope_of, world_of
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, form_tokens, page, see_other

router = APIRouter(prefix="/actions/{token}/{number}/people")
#: After a form was saved, by the word in the address.
DONE = {outcome.name.lower(): outcome.value for outcome in SAVED}


@router.get("")
async def show_people(
    request: Request, tx: Reading, link: Link, token: str, number: str, done: str = ""
) -> Response:
    """Everybody who was asked to do one action, and a form to ask somebody; changes nothing."""
    standing, n = await _admitted(tx, link, number)
    return await _page(request, tx, link, token, standing, n, done=DONE.get(done, ""))


@router.post("")
async def give_action(
    request: Request, tx: Writing, link: Link, token: str, number: str, filled: Annotated[Giving, Form()]
) -> Response:
    """Ask somebody; their link is mailed to them."""
    standing, n = await _admitted(tx, link, number)
    if doubted := _doubted(request, tx, token, filled):
        return await _page(request, tx, link, token, standing, n, filled=filled, doubted=doubted)
    attempt = await assign.give(
        tx, link, _person(standing), n, filled.typed, nonce=filled.page_nonce, chosen=filled.organisation
    )
    if attempt.outcome in SAVED:
        return _done(token, n, attempt)
    standing = await admitted(tx, link)
    return await _page(request, tx, link, token, standing, n, filled=filled, attempt=attempt)


@router.get("/{assignment_id}")
async def show_assignment(
    request: Request, tx: Reading, link: Link, token: str, number: str, assignment_id: UUID
) -> Response:
    """A form to take the action back from somebody; changes nothing."""
    standing, n = await _admitted(tx, link, number)
    return await _end_page(request, tx, link, token, standing, n, assignment_id)


@router.post("/{assignment_id}")
async def take_back(
    request: Request,
    tx: Writing,
    link: Link,
    token: str,
    number: str,
    assignment_id: UUID,
    filled: Annotated[Ended, Form()],
) -> Response:
    """Their link records nothing any more."""
    standing, n = await _admitted(tx, link, number)
    if doubted := _doubted(request, tx, token, filled):
        view = {"filled": filled, "doubted": doubted}
        return await _end_page(request, tx, link, token, standing, n, assignment_id, **view)
    attempt = await assign.take_back(
        tx,
        link,
        _person(standing),
        assignment_id,
        filled.reason,
        nonce=filled.page_nonce,
        chosen=filled.organisation,
    )
    if attempt.outcome in SAVED or attempt.outcome is Outcome.UNKNOWN:
        return _done(token, n, attempt)
    view = {"filled": filled, "attempt": attempt}
    return await _end_page(request, tx, link, token, standing, n, assignment_id, **view)


def _done(token: str, number: int, attempt: Attempt) -> Response:
    return see_other(f"/actions/{token}/{number}/people?done={attempt.outcome.name.lower()}")


async def _admitted(tx: Transaction, link: LinkClaims, number: str) -> tuple[Standing, int]:
    standing, n = await admitted(tx, link), number_of(number)
    refuse_unless_recordable(standing, n)
    return standing, n


def _person(standing: Standing) -> Person:
    assert standing.person is not None  # noqa: S101 — only a person is admitted
    return standing.person


def _doubted(request: Request, tx: Transaction, token: str, filled: PageForm) -> Doubt | None:
    shown_at = form_tokens(request).shown_at(filled.page_nonce, scope_of(token))
    return doubt(shown_at, filled.website, tx.now)


async def _end_page(
    request: Request,
    tx: Transaction,
    link: LinkClaims,
    token: str,
    standing: Standing,
    number: int,
    assignment_id: UUID,
    **view: Any,
) -> Response:
    """Of one who was asked; whoever ended meanwhile is shown among all."""
    there = standing.assignments_of(number)
    asked = next((one for one in there if one.assignment_id == assignment_id and one.is_open), None)
    if asked is None:
        return see_other(f"/actions/{token}/{number}/people")
    return await _page(request, tx, link, token, standing, number, "reason", ending=asked, **view)


async def _page(
    request: Request,
    tx: Transaction,
    link: LinkClaims,
    token: str,
    standing: Standing,
    number: int,
    first: str = "owner_name",
    *,
    attempt: Attempt | None = None,
    doubted: Doubt | None = None,
    **view: Any,
) -> Response:
    nonce = form_tokens(request).issue(scope_of(token), tx.now)
    return page(
        request,
        "actions/people.html",
        status_code=status_of(attempt, doubted),
        standing=standing,
        token=token,
        number=number,
        page_nonce=nonce,
        options=await prove.options(tx, link, nonce),
        errors=errors_in("", first, attempt, doubted),
        me=link.person_id,
        back=("Back to the actions", f"/actions/{token}#action-{number}"),
        **world_of(standing),
        **view,
    )
