"""Who is reminded of an alert, and when; of one that is not issued yet too."""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from contracts.deadlines import uk_day
from services.distribution.config import Settings
from services.distribution.domain.agenda import DraftDays, read_days
from services.distribution.handlers import agenda
from services.distribution.pages.deliveries import Watcher, title_of
from services.kit.web import Reading, SettingsOf, page

router = APIRouter(include_in_schema=False)
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
    title = await title_of(tx, reference)
    found = await agenda.of_alert(tx, reference, settings)
    return _plan(request, settings, reference=reference, title=title, agenda=found, as_of=tx.now)


def _plan(request: Request, settings: Settings, **view: Any) -> HTMLResponse:
    return page(request, "distribution/plan.html", pace=settings.pace, chases=settings.chase, **view)
