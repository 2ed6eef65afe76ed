"""A region's pages: its alerts, and who has not answered one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from contracts.events.alerts import REFERENCE
from contracts.events.register import Role
from services.access import Permission
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Visitor, allowed, looked, page
from services.kit.web.paths import register
from services.oversight.domain import counts, sentences
from services.oversight.domain.counts import Show, Sort
from services.oversight.domain.standing import STEPS, Region
from services.oversight.pages.live import unless_known
from services.oversight.pages.nation import alert_or_refusal
from services.oversight.storage import views

register("reference", REFERENCE)
router = APIRouter(include_in_schema=False)


def of_region(code: str, visitor: Annotated[Visitor, Depends(allowed(Permission.WATCH_REGION))]) -> Visitor:
    """Dependency: the region's own lead, or somebody of the national team. Raises Refused."""
    is_theirs = code in visitor.organisations(Role.REGIONAL_LEAD)
    if not is_theirs and not visitor.holds(*Permission.WATCH_NATION.roles):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "You may not see this region",
            "You are registered as the lead of another region.",
            what_to_do="If you should see it, ask the national team to change your registration.",
        )
    return visitor


@dataclass(frozen=True)
class Choice:
    """What to list and in which order; both stand in the address, so that it can be shared."""

    show: Annotated[Show, Query()] = Show.ALL
    sort: Annotated[Sort, Query()] = Sort.STATUS


Chosen = Annotated[Choice, Depends()]
SEEN_BY_THE_REGION = [Depends(of_region)]


@router.get("/regions/{code}", dependencies=SEEN_BY_THE_REGION)
async def region_alerts(request: Request, tx: Reading, code: str) -> Response:
    return page(request, "oversight/region.html", **await _alerts(tx, code))


@router.get("/regions/{code}/live", dependencies=SEEN_BY_THE_REGION)
async def region_alerts_live(request: Request, tx: Reading, code: str) -> Response:
    async def show() -> Response:
        return page(request, "oversight/region-live.html", **await _alerts(tx, code))

    return await unless_known(request, tx, show)


@router.get(
    "/regions/{code}/alerts/{reference:reference}",
    # Once for the page; it shows the same people each time it refreshes itself.
    dependencies=[*SEEN_BY_THE_REGION, Depends(looked("people to ring"))],
)
async def region_alert(request: Request, tx: Reading, code: str, reference: str, chosen: Chosen) -> Response:
    return page(request, "oversight/region-alert.html", **await _alert(tx, code, reference, chosen))


@router.get("/regions/{code}/alerts/{reference:reference}/live", dependencies=SEEN_BY_THE_REGION)
async def region_alert_live(
    request: Request, tx: Reading, code: str, reference: str, chosen: Chosen
) -> Response:
    async def show() -> Response:
        view = await _alert(tx, code, reference, chosen)
        return page(request, "oversight/region-alert-live.html", **view)

    return await unless_known(request, tx, show, reference)


async def _region(tx: Transaction, code: str, found: Iterable[Region]) -> Region:
    """As an organisation on the page names it; asked for only when the page shows none."""
    named = next((one for one in found if one.name), None) or await views.region_named(tx, code)
    if named is not None:
        return named
    raise Refused(
        HTTPStatus.NOT_FOUND,
        "This region is not known",
        f"No organisation in the register belongs to region {code}.",
        what_to_do="Check the code. Where the service is new, the register may not have arrived.",
    )


async def _alerts(tx: Transaction, code: str) -> dict[str, Any]:
    found = await views.groups_by_alert(tx, region=Region.at(code))
    region = await _region(tx, code, (group.region for _, groups in found for group in groups))
    shelves = counts.shelve(counts.count(alert, groups, tx.now) for alert, groups in found)
    return {
        "region": region,
        "shelves": shelves,
        "sentence": sentences.in_brief(shelves),
        "as_of": sentences.to_the_second(tx.now),
    }


async def _alert(tx: Transaction, code: str, reference: str, chosen: Choice) -> dict[str, Any]:
    alert = await alert_or_refusal(tx, reference)
    found = await views.organisations_of(tx, alert, region=Region.at(code))
    region = await _region(tx, code, (one.region for one in found))
    everyone = counts.in_order(counts.judge_all(found, alert, tx.now), chosen.sort)
    counted = counts.tally((one.judged, 1) for one in everyone)
    return {
        "region": region,
        "alert": alert,
        "counted": counted,
        "sentence": sentences.where_it_stands(alert, counted, region.words, tx.now),
        "completion": sentences.what_is_done(alert, counted, tx.now),
        "to_ring": [one for one in everyone if counts.belongs(Show.TO_RING, one.judged)],
        "blocked": [one for one in everyone if counts.belongs(Show.BLOCKED, one.judged)],
        "listed": [one for one in everyone if counts.belongs(chosen.show, one.judged)],
        "chosen": chosen,
        "words_of": counts.WORDS,
        "offered": counts.OFFERED,
        "statuses": STEPS,
        "as_of": sentences.to_the_second(tx.now),
    }
