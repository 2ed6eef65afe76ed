"""What waits for somebody, the alerts that were issued here, and those that others put on the topic."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from contracts.events.alerts import REFERENCE
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, page, paths
from services.publishing.domain.differences import differences
from services.publishing.domain.issue import KnownAlert
from services.publishing.domain.orders import waits_for
from services.publishing.pages.choices import in_words
from services.publishing.pages.visitors import NationalTeam, person_of
from services.publishing.storage import alerts, corrections, drafts, endings

paths.register("reference", REFERENCE)
router = APIRouter()

ON_A_PAGE = 50
MOST_DRAFTS = 200
#: What a version always has of its own, so that it is no news.
OF_EVERY_VERSION = ("version", "issued_at")


@router.get("/desk")
async def show_desk(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> HTMLResponse:
    found = await alerts.list_alerts(tx, ON_A_PAGE + 1, after)
    shown = found[:ON_A_PAGE]
    proposed, me = await drafts.list_open(tx, MOST_DRAFTS), person_of(visitor)
    return page(
        request,
        "publishing/desk.html",
        waiting=[proposal for proposal in proposed if waits_for(proposal, me)],
        others=[proposal for proposal in proposed if not waits_for(proposal, me)],
        now=tx.now,
        alerts=shown,
        ended=await endings.of_all(tx, [known.document.reference for known in shown]),
        refused=await alerts.list_refused(tx, ON_A_PAGE),
        next=f"/desk?after={shown[-1].document.reference}" if len(found) > ON_A_PAGE else "",
    )


@router.get("/desk/alerts/{reference:reference}")
async def show_alert(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — asking for it is what keeps others out
    reference: str,
) -> HTMLResponse:
    return await _show(request, tx, await _versions(tx, reference))


@router.get("/desk/alerts/{reference:reference}.json")
async def show_document(
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    reference: str,
) -> JSONResponse:
    known = (await _versions(tx, reference))[0]
    return JSONResponse(known.document.model_dump(mode="json"))


@router.get("/desk/alerts/{reference:reference}/versions/{number}")
async def show_version(
    request: Request,
    tx: Reading,
    visitor: NationalTeam,  # noqa: ARG001 — as above
    reference: str,
    number: Annotated[int, Path(ge=1, le=999)],
) -> HTMLResponse:
    return await _show(request, tx, await _versions(tx, reference), number)


async def living(tx: Transaction, reference: str) -> KnownAlert:
    """The newest version of an alert that has not ended. Raises Refused."""
    known = (await _versions(tx, reference))[0]
    if await endings.find(tx, reference):
        raise Refused(
            HTTPStatus.CONFLICT,
            "This alert is at its end",
            "Nothing more can be issued for it.",
            what_to_do="Look at the alert on the desk to see how and when it ended.",
        )
    return known


async def _show(
    request: Request, tx: Transaction, versions: list[KnownAlert], number: int | None = None
) -> HTMLResponse:
    """One version, with what changed since the one before it."""
    by_number = {known.document.version: known for known in versions}
    known = by_number.get(number or versions[0].document.version)
    if known is None:
        raise _not_there(f"There is no version {number} of {versions[0].document.reference}.")
    reference = known.document.reference
    return page(
        request,
        "publishing/alert.html",
        known=known,
        alert=known.document,
        newest=versions[0].document,
        versions=versions,
        changes=_changes(by_number.get(known.document.version - 1), known),
        ending=await endings.find(tx, reference),
        corrections=await corrections.of_alert(tx, reference),
        proposed=await drafts.open_about(tx, reference),
        in_words=in_words,
    )


def _changes(before: KnownAlert | None, known: KnownAlert) -> list[Any] | None:
    if before is None:
        return None
    old, new = (one.document.model_dump(mode="json") for one in (before, known))
    return differences(old, new, without=(*OF_EVERY_VERSION, "change"))


async def _versions(tx: Transaction, reference: str) -> list[KnownAlert]:
    """The newest first; at least one. Raises Refused."""
    versions = await alerts.versions_of(tx, reference)
    if not versions:
        raise _not_there(f"No alert with the reference {reference} was issued or heard.")
    return versions


def _not_there(what: str) -> Refused:
    return Refused(
        HTTPStatus.NOT_FOUND,
        "This alert is not on the desk",
        what,
        what_to_do="If it was issued just now, load this page again in a moment.",
        was_saved="",
    )
