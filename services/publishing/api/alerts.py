"""`/api/v1/alerts`."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel

from contracts.events.alerts import REFERENCE, AlertEnded, AlertIssued, AlertStatus, Deadlines, Issuer
from services.access import KeyScope
from services.kit.web import Reading, Refused, Writing, actor_of, paths, scoped
from services.publishing.domain.faults import event_key, read_document
from services.publishing.domain.issue import (
    Issue,
    KnownAlert,
    Outcome,
    digest_of,
    why_not_issued,
)
from services.publishing.domain.issue import Request as Asked
from services.publishing.handlers import issue as issuing
from services.publishing.storage import alerts as storage
from services.publishing.storage import endings

paths.register("reference", REFERENCE)
router = APIRouter(prefix="/api/v1/alerts", tags=["alerts"])
READS = [Depends(scoped(KeyScope.ALERTS_READ))]
ISSUES = [Depends(scoped(KeyScope.ALERTS_ISSUE))]

Reference = Annotated[str, Path(pattern=f"^{REFERENCE}$")]
Document = Annotated[
    dict[str, Any],
    Body(description="An alert document (the data of an alert-issued event), or a whole CloudEvent."),
]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]


class IssuedAlert(BaseModel):
    """What was issued."""

    reference: str
    version: int
    event_id: str
    issued_at: AwareDatetime


class ListedAlert(BaseModel):
    """An alert in short."""

    reference: str
    version: int
    status: AlertStatus
    title: str
    issuer: Issuer
    issued_at: AwareDatetime
    deadlines: Deadlines
    heard_at: AwareDatetime
    source: str


class ListOfAlerts(BaseModel):
    """`next` is what to send as `after` for those that follow."""

    items: list[ListedAlert]
    next: str | None


class WholeAlert(AlertIssued):
    """The document, when and from whom it was first heard, and how it ended if it did."""

    heard_at: AwareDatetime
    source: str
    ended: AlertEnded | None = None


@router.post("", status_code=HTTPStatus.CREATED, dependencies=ISSUES)
async def issue_alert(
    request: Request,
    tx: Writing,
    response: Response,
    document: Document,
    idempotency_key: IdempotencyKey = None,
) -> IssuedAlert:
    """Issue an alert. The same again is answered with 200 and not said again; other content is refused."""
    alert = alert_in(document)
    key = idempotency_key or event_key(document)
    asked = Asked(key=f"api {key}", digest=digest_of(alert)) if key else None
    issue = await issuing.issue_alert(tx, alert, asked, by=actor_of(request))
    known = _issued(issue, alert)
    if issue.outcome is Outcome.REPEATED:
        response.status_code = HTTPStatus.OK
    return IssuedAlert(
        reference=known.document.reference,
        version=known.document.version,
        event_id=known.event_id,
        issued_at=known.document.issued_at,
    )


@router.get("", dependencies=READS)
async def list_alerts(
    tx: Reading,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> ListOfAlerts:
    """The newest version of every alert, the latest issued first."""
    alerts = await storage.list_alerts(tx, limit + 1, after)
    shown = alerts[:limit]
    return ListOfAlerts(
        items=[_listed(alert) for alert in shown],
        next=shown[-1].document.reference if len(alerts) > limit else None,
    )


@router.get("/{reference:reference}", dependencies=READS)
async def show_alert(
    tx: Reading,
    reference: Reference,
) -> WholeAlert:
    """The newest version of an alert, whole."""
    known = await storage.newest_version(tx, reference)
    if known is None:
        raise Refused(HTTPStatus.NOT_FOUND, "No alert with this reference is known", was_saved="")
    ended = await endings.find(tx, reference)
    return WholeAlert(
        **known.document.model_dump(),
        heard_at=known.heard_at,
        source=known.source,
        ended=ended.document if ended else None,
    )


def alert_in(document: Any) -> AlertIssued:
    """The alert in a document or an event. Raises Refused with every fault."""
    alert = read_document(document)
    if isinstance(alert, AlertIssued):
        return alert
    raise Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The alert document has faults",
        what_to_do="Mend what is listed and send it again. Nothing was issued.",
        troubles=tuple(map(str, alert)),
    )


def _issued(issue: Issue, alert: AlertIssued) -> KnownAlert:
    if issue.outcome in (Outcome.ISSUED, Outcome.REPEATED) and issue.alert:
        return issue.alert
    why, mend = why_not_issued(issue.outcome, alert, issue.newest)
    raise Refused(HTTPStatus.CONFLICT, why, what_to_do=mend)


def _listed(alert: KnownAlert) -> ListedAlert:
    document = alert.document
    return ListedAlert(
        reference=document.reference,
        version=document.version,
        status=document.status,
        title=document.title,
        issuer=document.issuer,
        issued_at=document.issued_at,
        deadlines=document.deadlines,
        heard_at=alert.heard_at,
        source=alert.source,
    )
