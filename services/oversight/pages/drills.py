"""How an exercise went, while it runs and at its end."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from contracts.events.alerts import REFERENCE
from services.access import Permission
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, allowed, page
from services.kit.web.paths import register
from services.oversight.domain import drills, sentences
from services.oversight.domain.standing import Alert
from services.oversight.pages.files import safe_name, taken_away
from services.oversight.pages.nation import alert_or_refusal
from services.oversight.storage.drills import parts_of

register("reference", REFERENCE)
router = APIRouter(
    include_in_schema=False,
    prefix="/nation/alerts/{reference:reference}",
    dependencies=[Depends(allowed(Permission.WATCH_NATION))],
)


async def exercise(tx: Reading, reference: str) -> Alert:
    """Dependency: an alert that is practice. Raises Refused for one that is real."""
    alert = await alert_or_refusal(tx, reference)
    if not alert.is_real:
        return alert
    raise Refused(
        HTTPStatus.NOT_FOUND,
        "This alert is not an exercise",
        f"{reference} is real, and a drill report is made of exercises and tests only.",
        what_to_do=f"See who has answered it at /nation/alerts/{reference}.",
    )


Exercise = Annotated[Alert, Depends(exercise)]


@router.get("/drill")
async def drill(request: Request, tx: Reading, alert: Exercise) -> Response:
    return page(
        request,
        "oversight/drill.html",
        alert=alert,
        report=(report := await _report(tx, alert)),
        sentence=drills.in_a_sentence(report),
        as_of=sentences.to_the_second(tx.now),
    )


@router.get("/drill.csv")
async def drill_csv(tx: Reading, alert: Exercise) -> Response:
    text = drills.as_csv(await _report(tx, alert))
    name = safe_name(f"{alert.reference}-drill.csv")
    return taken_away(text.encode(), "text/csv; charset=utf-8", name)


async def _report(tx: Transaction, alert: Alert) -> drills.DrillReport:
    return drills.drill_report(alert, await parts_of(tx, alert.reference))
