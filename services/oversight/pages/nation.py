"""The nation's pages: every alert as a funnel, and one alert by region."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from contracts.events.alerts import REFERENCE
from services.access import Permission
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, allowed, page
from services.kit.web.paths import register
from services.oversight.domain import counts, sentences
from services.oversight.domain.standing import Alert
from services.oversight.pages.live import unless_known
from services.oversight.storage import views

register("reference", REFERENCE)
router = APIRouter(include_in_schema=False)
SEEN_BY_THE_NATION = [Depends(allowed(Permission.WATCH_NATION))]


@router.get("/nation", dependencies=SEEN_BY_THE_NATION)
async def nation(request: Request, tx: Reading) -> Response:
    return page(request, "oversight/nation.html", **await _alerts(tx))


@router.get("/nation/live", dependencies=SEEN_BY_THE_NATION)
async def nation_live(request: Request, tx: Reading) -> Response:
    async def show() -> Response:
        return page(request, "oversight/nation-live.html", **await _alerts(tx))

    return await unless_known(request, tx, show)


@router.get("/nation/alerts/{reference:reference}", dependencies=SEEN_BY_THE_NATION)
async def nation_alert(request: Request, tx: Reading, reference: str) -> Response:
    return page(request, "oversight/nation-alert.html", **await _alert(tx, reference))


@router.get("/nation/alerts/{reference:reference}/live", dependencies=SEEN_BY_THE_NATION)
async def nation_alert_live(request: Request, tx: Reading, reference: str) -> Response:
    async def show() -> Response:
        return page(request, "oversight/nation-alert-live.html", **await _alert(tx, reference))

    return await unless_known(request, tx, show, reference)


async def alert_or_refusal(tx: Transaction, reference: str) -> Alert:
    """The alert as far as it has arrived. Raises Refused."""
    if alert := await views.alert_of(tx, reference):
        return alert
    raise Refused(
        HTTPStatus.NOT_FOUND,
        "This alert is not known here",
        f"Nothing about {reference} has arrived.",
        what_to_do="Check the reference. One that was issued a moment ago will be here in a few seconds.",
    )


async def _alerts(tx: Transaction) -> dict[str, Any]:
    found = await views.groups_by_alert(tx)
    shelves = counts.shelve(counts.count(alert, groups, tx.now) for alert, groups in found)
    return {
        "shelves": shelves,
        "sentence": sentences.in_brief(shelves),
        "as_of": sentences.to_the_second(tx.now),
    }


async def _alert(tx: Transaction, reference: str) -> dict[str, Any]:
    alert = await alert_or_refusal(tx, reference)
    groups = [group for _, found in await views.groups_by_alert(tx, reference=reference) for group in found]
    counted = counts.count(alert, groups, tx.now)
    return {
        "alert": alert,
        "counted": counted,
        "sentence": sentences.where_it_stands(alert, counted.total, "England", tx.now),
        "completion": sentences.what_is_done(alert, counted.total, tx.now),
        "as_of": sentences.to_the_second(tx.now),
    }
