"""For programs: how every organisation stands with one alert."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel

from contracts.events.actions import Progress, ResponseStatus
from contracts.events.alerts import REFERENCE
from services.access import KeyScope
from services.kit.web import Reading, Refused, looked, scoped
from services.kit.web.paths import register
from services.oversight.domain import counts, evidence
from services.oversight.domain.counts import JudgedOrganisation
from services.oversight.domain.evidence import EvidenceFile
from services.oversight.domain.standing import Overdue, Region, Status
from services.oversight.storage import own, views

register("reference", REFERENCE)
READS = [Depends(scoped(KeyScope.RESPONSES_READ))]
router = APIRouter(prefix="/api/v1", tags=["oversight"], dependencies=READS)


class ActionCounts(BaseModel):
    done: int
    not_applicable: int
    outstanding: int


class OrganisationItem(BaseModel):
    """`name` and `region` are null until the register has told them."""

    ods_code: str
    name: str | None
    region: str | None
    region_code: str | None
    icb_code: str | None
    must_respond: bool
    #: Since when it is known that the alert should not have come to it; then it need not respond.
    sent_in_error_at: AwareDatetime | None = None
    status: Status
    overdue: tuple[Overdue, ...]
    delivered_at: AwareDatetime | None
    acknowledged_at: AwareDatetime | None
    acknowledged_by_role: str | None
    progress: Progress
    #: Where the response stands in the organisation's own words; null where nothing was told.
    response: ResponseStatus | None
    #: Actions on which the work cannot go on.
    blocked: int
    actions: ActionCounts
    completed_at: AwareDatetime | None
    recipients: int


class OrganisationItems(BaseModel):
    items: list[OrganisationItem]
    #: To be given as `after` for those that follow; null at the end.
    next: str | None


@dataclass(frozen=True)
class Asked:
    """`region` is a region's code, or `none` for organisations that belong to none."""

    region: Annotated[str | None, Query(max_length=40)] = None
    status: Annotated[Status | None, Query()] = None
    after: Annotated[str, Query(max_length=40)] = ""
    limit: Annotated[int, Query(ge=1, le=1000)] = 100


@router.get("/alerts/{reference:reference}/organisations")
async def alert_organisations(
    tx: Reading, reference: str, asked: Annotated[Asked, Depends()]
) -> OrganisationItems:
    """Organisations of the alert's audience by code, each with its status now."""
    alert = await views.alert_of(tx, reference)
    if alert is None:
        raise Refused(HTTPStatus.NOT_FOUND, "No such alert", f"Nothing about {reference} has arrived.")
    region = None if asked.region is None else Region.at(asked.region)
    # A status follows from the time, so with that filter the database cannot know where a page ends.
    limit = None if asked.status else asked.limit + 1
    found = await views.organisations_of(tx, alert, region=region, after=asked.after, limit=limit)
    judged = counts.judge_all(found, alert, tx.now)
    wanted = [_item(one) for one in judged if asked.status in (None, one.judged.status)]
    items = wanted[: asked.limit]
    return OrganisationItems(items=items, next=items[-1].ods_code if len(wanted) > len(items) else None)


@router.get(
    "/alerts/{reference:reference}/organisations/{code}/evidence", dependencies=[Depends(looked("evidence"))]
)
async def alert_evidence(tx: Reading, reference: str, code: str) -> EvidenceFile:
    """Who got what, who said what, and every change in order; its checksum says how to check it."""
    known = await own.organisation(tx, code)
    found = await own.evidence_of(tx, reference, known) if known else None
    if found is None:
        raise Refused(
            HTTPStatus.NOT_FOUND, "No such evidence", f"Nothing about {reference} and {code} has arrived."
        )
    return evidence.file_of(found, generated_at=tx.now, generated_by="a program with the API key")


def _item(one: JudgedOrganisation) -> OrganisationItem:
    it = one.organisation
    return OrganisationItem(
        ods_code=it.ods_code,
        name=it.name,
        region=it.region.name,
        region_code=it.region.code,
        icb_code=it.icb_code,
        must_respond=it.standing.must_respond,
        sent_in_error_at=it.sent_in_error_at,
        status=one.judged.status,
        overdue=one.judged.overdue,
        delivered_at=it.deliveries.first_accepted_at,
        acknowledged_at=it.acknowledged_at,
        acknowledged_by_role=it.acknowledged_by_role,
        progress=it.standing.progress,
        response=it.standing.response,
        blocked=it.blocked,
        actions=ActionCounts(done=it.done, not_applicable=it.not_applicable, outstanding=it.outstanding),
        completed_at=it.completed_at,
        recipients=it.recipients,
    )
