"""From an empty form, or a file, by way of a preview to an issued alert; until then nothing is saved."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

import templates
from contracts.events.alerts import AlertIssued
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, csrf_checked, page, see_other
from services.publishing import handlers, storage
from services.publishing.domain import draft as drafts
from services.publishing.domain import issue as issues
from services.publishing.domain.draft import Draft, Typed
from services.publishing.domain.faults import MOST_BYTES, Fault
from services.publishing.domain.mending import at_the_fields
from services.publishing.pages.choices import in_words, offered
from services.publishing.pages.desk import NationalTeam

router = APIRouter(prefix="/desk/alerts/new")
checked = [Depends(csrf_checked)]


async def typed_form(request: Request) -> Typed:
    """Dependency: every text field of the form that was sent."""
    form = await request.form()
    return Typed({name: [str(value) for value in form.getlist(name)] for name in form})


FromForm = Annotated[Typed, Depends(typed_form)]


@router.get("")
async def show_form(request: Request, visitor: NationalTeam) -> HTMLResponse:  # noqa: ARG001 — keeps others out
    return _form(request, drafts.with_room(Typed({}), []))


@router.get("/{step}")
async def begin_again(step: str) -> RedirectResponse:  # noqa: ARG001 — whichever step was loaded again
    return see_other("/desk/alerts/new")


@router.post("", dependencies=checked)
async def preview(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    typed: FromForm,
) -> HTMLResponse:
    draft = drafts.draft_of_form(typed)
    alert = await _alert(tx, draft)
    if isinstance(alert, AlertIssued):
        return _preview(request, alert, draft.settled(alert))
    return _form(request, drafts.with_room(typed, typed.actions()), errors=at_the_fields(alert))


@router.post("/actions", dependencies=checked)
async def add_action(
    request: Request,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    typed: FromForm,
) -> HTMLResponse:
    filled = typed.actions()
    return _form(request, drafts.with_room(typed, filled, len(typed.places()) - len(filled) + 1))


@router.post("/file", dependencies=checked)
async def preview_file(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    pasted: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    text = await _text_of(file) or pasted
    draft = drafts.draft_of_file(text)
    alert = await _alert(tx, draft) if isinstance(draft, Draft) else draft
    if isinstance(draft, Draft) and isinstance(alert, AlertIssued):
        return _preview(request, alert, draft.settled(alert))
    return _file_refused(request, text, alert)


@router.post("/change", dependencies=checked)
async def change(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    document: Annotated[str, Form()],
) -> HTMLResponse:
    draft, alert = _as_previewed(tx, document)
    return _form(request, drafts.typed_of(alert, states_time_of_issue=draft.states_time_of_issue))


@router.post("/issue", dependencies=checked)
async def issue(
    request: Request,
    tx: Writing,
    visitor: NationalTeam,
    document: Annotated[str, Form()],
    csrf_token: Annotated[str, Form()],
    confirmation: Annotated[str, Form()] = "",
) -> Response:
    draft, alert = _as_previewed(tx, document)
    if confirmation.strip() != alert.reference:
        return _preview(request, alert, draft, errors={"confirmation": f"Type {alert.reference} to issue it"})
    # No two forms have the same token, so a form that is sent twice issues once.
    sent = issues.Request(key=f"form {csrf_token}", digest=draft.digest)
    issued = await handlers.issue_alert(tx, alert, sent, by=visitor.person_id)
    if issued.outcome not in (issues.Outcome.ISSUED, issues.Outcome.REPEATED):
        raise _issued_before(alert)
    return see_other(f"/desk/alerts/{alert.reference}")


async def _alert(tx: Transaction, draft: Draft) -> AlertIssued | tuple[Fault, ...]:
    alert = draft.as_alert(tx.now)
    if isinstance(alert, AlertIssued) and await storage.newest_version(tx, alert.reference):
        return (Fault("reference", "is on the desk already; a new alert needs a reference of its own"),)
    return alert


def _as_previewed(tx: Transaction, document: str) -> tuple[Draft, AlertIssued]:
    draft = drafts.draft_of_file(document)
    alert = draft.as_alert(tx.now) if isinstance(draft, Draft) else draft
    if isinstance(draft, Draft) and isinstance(alert, AlertIssued):
        return draft, alert
    raise Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "What was previewed can no longer be issued",
        "It was changed on its way, or a deadline has passed meanwhile.",
        what_to_do="Go back to the form and preview it again.",
    )


async def _text_of(file: UploadFile | None) -> str:
    """A file that is too large is cut, and is no JSON any more."""
    return (await file.read(2 * MOST_BYTES)).decode("utf-8-sig", "replace") if file else ""


def _form(request: Request, typed: Typed, **view: Any) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if view.get("errors") else HTTPStatus.OK
    return page(request, "publishing/new.html", status_code=status, typed=typed, offered=offered, **view)


def _file_refused(request: Request, text: str, faults: tuple[Fault, ...] | AlertIssued) -> HTMLResponse:
    told = [str(fault) for fault in faults if isinstance(fault, Fault)]
    errors = {"pasted": told[0] if len(told) == 1 else f"The document has {len(told)} faults, listed below"}
    empty = drafts.with_room(Typed({}), [])
    return _form(request, empty, errors=errors, pasted=text, file_faults=told)


def _preview(
    request: Request, alert: AlertIssued, draft: Draft, errors: dict[str, str] | None = None
) -> HTMLResponse:
    return page(
        request,
        "publishing/preview.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        alert=alert,
        draft=draft,
        subjects=_subjects(alert),
        in_words=in_words,
        errors=errors,
    )


def _subjects(alert: AlertIssued) -> dict[str, str]:
    """The subject of each kind of mail; without a day to acknowledge by, distribution's rule completes it."""
    subject = templates.mail.get_template("alert-issued/subject.txt")
    known = alert.model_dump() | {"acknowledge_by": alert.deadlines.acknowledge_by}
    respond, inform = (
        not alert.audience.must_respond.is_empty(),
        not alert.audience.for_information.is_empty(),
    )
    return {
        **(
            {"respond": subject.render(alert=known, must_respond=True)}
            if respond and known["acknowledge_by"]
            else {}
        ),
        **({"inform": subject.render(alert=known, must_respond=False)} if inform else {}),
    }


def _issued_before(alert: AlertIssued) -> Refused:
    return Refused(
        HTTPStatus.CONFLICT,
        f"{alert.reference} was issued before with other content",
        "Somebody issued it while you looked at the preview.",
        what_to_do="Look at it on the desk. A new alert needs a reference of its own.",
    )
