"""What happened to each mail, for the national team and whoever runs the service."""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from contracts.deadlines import uk_day
from contracts.events.alerts import REFERENCE
from contracts.events.register import Role
from services.distribution.config import Settings
from services.distribution.domain.agenda import DraftDays, read_days
from services.distribution.domain.sending import State
from services.distribution.handlers import agenda
from services.distribution.storage import alerts, ledger, occasions
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, SettingsOf, Visitor, allowed, page
from services.kit.web.paths import register

register("reference", REFERENCE)
router = APIRouter(include_in_schema=False)
ON_A_PAGE = 100
Watcher = Annotated[Visitor, Depends(allowed(Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER, Role.OPERATOR))]


Day = Annotated[str, Query(max_length=20)]
Own = Annotated[Settings, SettingsOf]


@dataclass(frozen=True)
class Typed:
    """The days of a draft as they stand in the address, each like 2025-11-24."""

    issued: Day = ""
    acknowledge_by: Day = ""
    underway_by: Day = ""
    complete_by: Day = ""


@router.get("/deliveries/plan")
async def plan_of_draft(
    request: Request, tx: Reading, _: Watcher, settings: Own, typed: Annotated[Typed, Depends()]
) -> HTMLResponse:
    """Before an alert is issued: only its days matter."""
    today = uk_day(tx.now)
    shown = asdict(typed) | {"issued": typed.issued or str(today)}
    days = read_days(shown, today)
    if isinstance(days, DraftDays):
        return _plan(request, settings, typed=shown, agenda=agenda.of_draft(days, settings))
    return _plan(request, settings, typed=shown, errors=days, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)


@router.get("/deliveries/{reference:reference}/plan")
async def plan(request: Request, reference: str, tx: Reading, _: Watcher, settings: Own) -> HTMLResponse:
    title = await _title_of(tx, reference)
    found = await agenda.of_alert(tx, reference, settings)
    return _plan(request, settings, reference=reference, title=title, agenda=found, as_of=tx.now)


@router.get("/deliveries/{reference:reference}")
async def deliveries(
    request: Request,
    reference: str,
    tx: Reading,
    _: Watcher,
    state: State | None = None,
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    title = await _title_of(tx, reference)
    skip = (page_number - 1) * ON_A_PAGE
    rows = await ledger.troubles_first(tx, reference, state, skip=skip, limit=ON_A_PAGE + 1)
    return page(
        request,
        "distribution/deliveries.html",
        reference=reference,
        title=title,
        counts=await ledger.states(tx, reference),
        gaps=await alerts.gaps(tx, reference),
        waits=await alerts.is_waiting(tx, reference),
        unplanned=await occasions.unplanned(tx, reference),
        chosen=state,
        mails=rows[:ON_A_PAGE],
        page_number=page_number,
        more=len(rows) > ON_A_PAGE,
        as_of=tx.now,
    )


async def _title_of(tx: Transaction, reference: str) -> str:
    title = await alerts.title_of(tx, reference)
    if title is None:
        raise Refused(
            HTTPStatus.NOT_FOUND, "This alert has not arrived here", what_to_do="Check the reference."
        )
    return title


def _plan(request: Request, settings: Settings, **view: Any) -> HTMLResponse:
    return page(request, "distribution/plan.html", pace=settings.pace, chases=settings.chase, **view)
