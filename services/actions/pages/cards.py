"""The actions behind a person's own link: shown by GET, answered one by one by POST."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel

from contracts.links import LinkClaims
from services.actions.domain import standing as stand
from services.actions.domain import steps
from services.actions.domain.answers import Typed
from services.actions.domain.deadlines import next_deadline
from services.actions.domain.recording import Attempt, Doubt, Outcome, doubt
from services.actions.domain.standing import Standing
from services.actions.handlers.record import record_action
from services.actions.pages.ways_in import Link, admitted, scope_of
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, form_tokens, page, see_other

router = APIRouter()

#: What stands meanwhile does not let the answer in.
CONFLICTS = (Outcome.STALE, Outcome.CLOSED)


class Filled(BaseModel):
    """A card's form as it came in; every field may be missing, because robots leave out what they like."""

    page_nonce: str = ""
    #: The field that people never see.
    website: str = ""
    revision: str = ""
    state: str = ""
    done_by: str = ""
    done_on_day: str = ""
    done_on_month: str = ""
    done_on_year: str = ""
    note: str = ""
    reason_not_applicable: str = ""
    reason_outstanding: str = ""

    @property
    def typed(self) -> Typed:
        """What is the answer's, without what is the form's."""
        return Typed(**self.model_dump(exclude={"page_nonce", "website", "revision"}))

    @property
    def shown_revision(self) -> int:
        """Minus one, which no action has, when the field does not hold a number."""
        return int(self.revision) if self.revision.isascii() and self.revision.isdigit() else -1


@router.get("/actions/{token}")
async def show_actions(request: Request, tx: Reading, link: Link, token: str, recorded: str = "") -> Response:
    """Where the organisation stands, and a form for each action; changes nothing."""
    standing = await admitted(tx, link)
    saved = recorded if standing.newest_of(_number(recorded)) else ""
    return _page(request, tx, link, token, standing, saved=saved)


@router.post("/actions/{token}/{number}")
async def answer_action(
    request: Request, tx: Writing, link: Link, token: str, number: str, filled: Annotated[Filled, Form()]
) -> Response:
    """Record one answer, or show the form again with what was typed."""
    standing = await admitted(tx, link)
    _refuse_unless_recordable(standing, _number(number))
    shown_at = form_tokens(request).shown_at(filled.page_nonce, scope_of(token))
    if (doubted := doubt(shown_at, filled.website, tx.now)) is not None:
        return _page(
            request, tx, link, token, standing, number=_number(number), filled=filled, doubted=doubted
        )
    attempt = await record_action(
        tx, link, _number(number), filled.typed, revision=filled.shown_revision, nonce=filled.page_nonce
    )
    if attempt.outcome in (Outcome.INVALID, *CONFLICTS):
        standing = await admitted(tx, link)
        return _page(
            request, tx, link, token, standing, number=_number(number), filled=filled, attempt=attempt
        )
    return see_other(f"/actions/{token}?recorded={_number(number)}")


def _number(typed: str) -> int:
    """Zero, which no action has, for what is not a number."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0  # noqa: PLR2004 — 200 at most


def _refuse_unless_recordable(standing: Standing, number: int) -> None:
    if not stand.may_record(standing.person):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "Your role does not record actions",
            "You can see how far your organisation is, and nothing more.",
            what_to_do="Ask a patient safety specialist of your organisation to record it.",
        )
    if number not in {action.number for action in standing.alert.actions}:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "This alert has no such action",
            f"Version {standing.alert.version} of {standing.alert.reference} may have other actions.",
            what_to_do="Go back, load the page again and choose an action that stands there.",
        )


def _page(
    request: Request,
    tx: Transaction,
    link: LinkClaims,
    token: str,
    standing: Standing,
    *,
    number: int = 0,
    filled: Filled | None = None,
    attempt: Attempt | None = None,
    doubted: Doubt | None = None,
    saved: str = "",
) -> Response:
    # The frame says which world this is; a real alert leaves the frame as it is.
    world = {} if standing.alert.status == "actual" else {"banner": standing.alert.status.value}
    return page(
        request,
        "actions/actions.html",
        status_code=_status(attempt, doubted),
        standing=standing,
        link=link,
        token=token,
        page_nonce=form_tokens(request).issue(scope_of(token), tx.now),
        steps=steps.steps(standing),
        next_thing=steps.next_thing(standing),
        deadline=next_deadline(standing, tx.now),
        may_record=stand.may_record(standing.person),
        now=tx.now,
        number=number,
        filled=filled,
        attempt=attempt,
        doubted=doubted,
        saved=_number(saved),
        errors=_errors(number, attempt, doubted),
        attribution=standing.alert.attribution,
        back=("Back to the alert: acknowledge and ask", f"/answer/{token}"),
        **world,
    )


def _status(attempt: Attempt | None, doubted: Doubt | None) -> HTTPStatus:
    if doubted:
        return HTTPStatus.FORBIDDEN
    if attempt is None:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if attempt.outcome in CONFLICTS else HTTPStatus.UNPROCESSABLE_ENTITY


def _errors(number: int, attempt: Attempt | None, doubted: Doubt | None) -> dict[str, str]:
    """What is wrong, by the id of the field it is wrong with."""
    if doubted:
        return {f"action-{number}-state": doubted.value}
    if attempt and attempt.outcome in CONFLICTS:
        return {f"action-{number}-state": attempt.outcome.value}
    troubles = attempt.troubles if attempt else {}
    return {f"action-{number}-{field}": trouble.value for field, trouble in troubles.items()}
