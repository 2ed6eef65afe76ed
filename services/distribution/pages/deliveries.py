"""What happened to each mail, for the national team and whoever runs the service."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from contracts.events.alerts import REFERENCE
from services.access import Permission
from services.distribution.domain.sending import State
from services.distribution.storage import alerts, ledger, occasions
from services.kit.database import Transaction
from services.kit.mail import explain
from services.kit.web import Reading, Refused, Visitor, allowed, looked, page
from services.kit.web.paths import register

register("reference", REFERENCE)
router = APIRouter(include_in_schema=False)
ON_A_PAGE = 100
#: RFC 5321: 4yz and 5yz.
FIRST_NO = 400
Watcher = Annotated[Visitor, Depends(allowed(Permission.WATCH_SENDING))]


@router.get("/deliveries/{reference:reference}", dependencies=[Depends(looked("mails to people"))])
async def deliveries(
    request: Request,
    reference: str,
    tx: Reading,
    _: Watcher,
    state: State | None = None,
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    title = await title_of(tx, reference)
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
        meant=_meant,
    )


async def title_of(tx: Transaction, reference: str) -> str:
    """Raises Refused."""
    title = await alerts.title_of(tx, reference)
    if title is None:
        raise Refused(
            HTTPStatus.NOT_FOUND, "This alert has not arrived here", what_to_do="Check the reference."
        )
    return title


def _meant(mail: ledger.Delivery) -> str:
    """What the mail server's last word means, where it stood in the way."""
    if mail.code is None or mail.code < FIRST_NO:
        return ""
    return explain(mail.code, mail.reply or "").words
