"""The actions behind a person's own link: shown by GET, answered one by one by POST."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from contracts.links import LinkClaims
from services.actions.domain import sheets, steps
from services.actions.domain import standing as stand
from services.actions.domain.answers import LATE_WORDS
from services.actions.domain.deadlines import next_deadline
from services.actions.domain.recording import Attempt, Doubt, Outcome, doubt
from services.actions.domain.standing import Standing
from services.actions.handlers.record import record_action
from services.actions.pages.forms import Filled, errors_in, number_of, status_of
from services.actions.pages.response import summary_of
from services.actions.pages.ways_in import Link, admitted, refuse_unless_recordable, scope_of, world_of
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, form_tokens, page, see_other

router = APIRouter()
SAVED = frozenset({Outcome.RECORDED, Outcome.REPEATED, Outcome.UNCHANGED})


@router.get("/actions/{token}")
async def show_actions(
    request: Request,
    tx: Reading,
    link: Link,
    token: str,
    recorded: str = "",
    show: str = "",
    answer: str = "",
) -> Response:
    """Where the organisation stands, and the form of one action; changes nothing."""
    standing = await admitted(tx, link)
    saved = number_of(recorded) if standing.newest_of(number_of(recorded)) else 0
    return _page(
        request,
        tx,
        link,
        token,
        standing,
        opened=number_of(answer),
        saved=saved,
        only_open=show == "open",
    )


@router.get("/actions/{token}/{number}")
async def back_to_actions(link: Link, token: str, number: str) -> Response:
    """Whoever loads the address of a form again, after it was put back to them, sees the card."""
    del link  # it has been checked
    n = number_of(number)
    return see_other(f"/actions/{token}?answer={n}#action-{n}")


@router.post("/actions/{token}/{number}")
async def answer_action(
    request: Request, tx: Writing, link: Link, token: str, number: str, filled: Annotated[Filled, Form()]
) -> Response:
    """Record one answer, or show the form again with what was typed."""
    standing, n = await admitted(tx, link), number_of(number)
    refuse_unless_recordable(standing, n)
    shown_at = form_tokens(request).shown_at(filled.page_nonce, scope_of(token))
    if (doubted := doubt(shown_at, filled.website, tx.now)) is not None:
        return _page(request, tx, link, token, standing, number=n, filled=filled, doubted=doubted)
    sent = filled.sent
    attempt = await record_action(
        tx, link, n, sent.typed, revision=sent.revision, version=sent.version, nonce=filled.page_nonce
    )
    if attempt.outcome in SAVED:
        return see_other(f"/actions/{token}?recorded={n}")
    standing = await admitted(tx, link)
    return _page(request, tx, link, token, standing, number=n, filled=filled, attempt=attempt)


def _page(
    request: Request,
    tx: Transaction,
    link: LinkClaims,
    token: str,
    standing: Standing,
    *,
    number: int = 0,
    opened: int = 0,
    filled: Filled | None = None,
    attempt: Attempt | None = None,
    doubted: Doubt | None = None,
    **view: Any,
) -> Response:
    return page(
        request,
        "actions/actions.html",
        status_code=status_of(attempt, doubted),
        standing=standing,
        link=link,
        token=token,
        page_nonce=form_tokens(request).issue(scope_of(token), tx.now),
        steps=steps.steps(standing),
        deadline=next_deadline(standing, tx.now),
        may_record=stand.may_answer(standing),
        names_people=stand.names_people(standing.person),
        me=link.person_id,
        now=tx.now,
        late_reasons=LATE_WORDS,
        number=number,
        # One form at a time: all of them are long to scroll past. Unasked, it is the next thing to do.
        sheet=_sheet(standing, tx, number or opened or standing.next_number(), filled),
        dues={each.number: sheets.due_of(standing, each.number, tx.now) for each in standing.alert.actions},
        errors=errors_in(f"action-{number}-", "state", attempt, doubted),
        attribution=standing.alert.attribution,
        back=("Back to the alert: acknowledge and ask", f"/answer/{token}"),
        **summary_of(standing),
        **world_of(standing),
        **view,
    )


def _sheet(
    standing: Standing, tx: Transaction, number: int | None, filled: Filled | None
) -> sheets.Sheet | None:
    """The form that is shown, as it was filled in if it came in; None where the alert has no such action."""
    if number not in {action.number for action in standing.alert.actions}:
        return None
    return sheets.sheet(standing, number, tx.now, filled.sent if filled else None)
