"""From an empty form, a file, or an alert that was issued, to a draft."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.events.alerts import AlertIssued
from services.kit.database import Transaction
from services.kit.web import Writing, see_other
from services.publishing.domain import draft as drafts
from services.publishing.domain.draft import Draft, Typed
from services.publishing.domain.faults import MOST_BYTES, Fault
from services.publishing.domain.proposals import Kind
from services.publishing.handlers import propose
from services.publishing.pages.desk import living
from services.publishing.pages.forms import FromForm, checked, done
from services.publishing.pages.visitors import NationalTeam, person_of
from services.publishing.pages.writing import form, with_room
from services.publishing.storage import alerts

router = APIRouter(prefix="/desk/alerts")


@router.get("/new")
async def show_form(request: Request, visitor: NationalTeam) -> HTMLResponse:  # noqa: ARG001 — keeps others out
    """Under an id of its own, so that a form that is sent twice makes one draft; nothing is saved yet."""
    return form(request, uuid4(), None, with_room(Typed({})))


@router.get("/new/{step}")
async def begin_again(step: str) -> RedirectResponse:  # noqa: ARG001 — whichever step was loaded again
    return see_other("/desk/alerts/new")


@router.post("/new/file", dependencies=checked)
async def draft_from_file(
    request: Request,
    tx: Writing,
    visitor: NationalTeam,
    draft_id: Annotated[UUID, Form()],
    pasted: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    text = await _text_of(file) or pasted
    draft = drafts.draft_of_file(text)
    alert = await _alert(tx, draft) if isinstance(draft, Draft) else draft
    if isinstance(draft, Draft) and isinstance(alert, AlertIssued):
        typed = drafts.typed_of(alert, states_time_of_issue=draft.states_time_of_issue)
        done(await propose.create(tx, draft_id, Kind.ALERT, typed.fields, by=person_of(visitor)))
        return see_other(f"/desk/drafts/{draft_id}")
    return _file_refused(request, text, alert)


@router.post("/{reference:reference}/version", dependencies=checked)
async def new_version(
    tx: Writing, visitor: NationalTeam, reference: str, typed: FromForm
) -> RedirectResponse:
    """A draft of the version that follows; with `deadlines` chosen, nothing but those can be changed."""
    newest = await living(tx, reference)
    fields = drafts.typed_of(newest.document, states_time_of_issue=False).fields
    kind = Kind.DEADLINES if typed.one("only") == "deadlines" else Kind.VERSION
    own = {name: values for name, values in fields.items() if not name.startswith("change_")}
    draft_id, version = uuid4(), newest.document.version + 1
    by = person_of(visitor)
    done(await propose.create(tx, draft_id, kind, own, by=by, about=reference, version=version))
    return see_other(f"/desk/drafts/{draft_id}/edit")


async def _alert(tx: Transaction, draft: Draft) -> AlertIssued | tuple[Fault, ...]:
    alert = draft.as_alert(tx.now)
    if isinstance(alert, AlertIssued) and await alerts.newest_version(tx, alert.reference):
        return (Fault("reference", "is on the desk already; open the alert there to write its next version"),)
    return alert


async def _text_of(file: UploadFile | None) -> str:
    """A file that is too large is cut, and is no JSON any more."""
    return (await file.read(2 * MOST_BYTES)).decode("utf-8-sig", "replace") if file else ""


def _file_refused(request: Request, text: str, faults: tuple[Fault, ...] | AlertIssued) -> HTMLResponse:
    told = [str(fault) for fault in faults if isinstance(fault, Fault)]
    errors = {"pasted": told[0] if len(told) == 1 else f"The document has {len(told)} faults, listed below"}
    empty = with_room(Typed({}))
    return form(request, uuid4(), None, empty, errors=errors, pasted=text, file_faults=told)
