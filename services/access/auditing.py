"""The pages on which somebody reads the audit: each service shows its own, and each leads to the others."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from contracts.deadlines import LONDON
from services.access.permissions import Permission
from services.kit import audit
from services.kit.audit import Chain, Sought
from services.kit.database import Database, Transaction
from services.kit.web import Reading, allowed, looked, page, see_other

#: Whose audits there are; the first is shown first.
AUDITED = ("directory", "publishing", "distribution", "responses", "actions", "oversight")
ON_A_PAGE = 50
#: A longer chain is checked when somebody asks for it, and not each time the page is opened.
CHECKED_EACH_TIME = 5_000
READERS = [Depends(allowed(Permission.READ_AUDIT))]
TAKEN_AWAY = [*READERS, Depends(looked("the whole audit"))]
#: Postgres holds no text with a zero in it.
Words = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
KINDS = {"looks": True, "deeds": False}
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
#: In which a row could be from.
YEARS = range(2000, 3000)


@dataclass(frozen=True)
class Choice:
    """What to list; it stands in the address, so that it can be shared."""

    kind: Annotated[str, Query(pattern="^(all|looks|deeds)$")] = "all"
    who: Words = ""
    what: Words = ""
    about: Words = ""
    since: Words = ""
    until: Words = ""
    check: Annotated[str, Query(pattern="^(|yes)$")] = ""
    page: Annotated[int, Query(ge=1, le=100_000)] = 1

    def address(self, service: str, **other: str | int) -> str:
        """Where the same list stands, but for what is other."""
        shown = {
            name: value for name, value in {**vars(self), **other}.items() if value not in ("", 1, "all")
        }
        return f"/audit/{service}" + (f"?{urlencode(shown)}" if shown else "")

    def sought(self) -> Sought:
        """Without the days; those may be wrong."""
        who, what, about = (words.strip() for words in (self.who, self.what, self.about))
        return Sought(who=who, what=what, about=about, looks=KINDS.get(self.kind))

    def faults(self) -> dict[str, str]:
        """What is wrong with the days, by the field."""
        typed = {"since": ("From", self.since), "until": ("To", self.until)}
        wrong = {
            name: f"“{label}” must be a real day, such as 27/11/2026"
            for name, (label, text) in typed.items()
            if text.strip() and day_of(text) is None
        }
        since, until = day_of(self.since), day_of(self.until)
        is_backwards = since is not None and until is not None and until < since
        return wrong | ({"until": "“To” must not lie before “From”"} if is_backwards else {})


@cache
def audit_pages(service: str) -> APIRouter:
    """The pages of one service's own audit."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route(f"/audit/{service}", show_audit, dependencies=READERS)
    router.add_api_route(f"/audit/{service}/rows.jsonl", export, dependencies=TAKEN_AWAY)
    return router


audit_entrance = APIRouter(include_in_schema=False)


@audit_entrance.get("/audit", dependencies=READERS)
async def enter() -> RedirectResponse:
    return see_other(f"/audit/{AUDITED[0]}")


async def show_audit(request: Request, tx: Reading, choice: Annotated[Choice, Depends()]) -> HTMLResponse:
    faults = choice.faults()
    sought = within(choice.sought(), day_of(choice.since), day_of(choice.until))
    first, kept = (choice.page - 1) * ON_A_PAGE, await audit.count(tx, Sought())
    total = 0 if faults else await audit.count(tx, sought)
    return page(
        request,
        "access/audit.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        service=tx.service,
        services=AUDITED,
        choice=choice,
        chain=await _chain(tx, kept, asked=bool(choice.check)),
        kept=kept,
        total=total,
        first=first + 1,
        rows=[] if faults else await audit.found(tx, sought, first=first, limit=ON_A_PAGE),
        next_href=choice.address(tx.service, page=choice.page + 1) if first + ON_A_PAGE < total else "",
        previous_href=choice.address(tx.service, page=choice.page - 1) if choice.page > 1 else "",
        errors=faults,
    )


async def export(request: Request) -> StreamingResponse:
    """Every row as `cascade audit export` writes it, so that `cascade audit verify` reads it."""
    service = request.state.service
    headers = {"content-disposition": f'attachment; filename="audit-{service.name}.jsonl"'}
    return StreamingResponse(_lines(service.database), media_type="application/jsonl", headers=headers)


async def _lines(database: Database) -> AsyncIterator[str]:
    async with database.reading() as tx:
        async for row in audit.rows_of(tx):
            yield f"{row.line()}\n"


async def _chain(tx: Transaction, kept: int, *, asked: bool) -> Chain | None:
    """None when it is too long to be checked unasked."""
    return await audit.walked(tx) if asked or kept <= CHECKED_EACH_TIME else None


def within(sought: Sought, since: date | None, until: date | None) -> Sought:
    """From the first of the first day to the last of the last, as people in the UK count days."""
    after = until + timedelta(days=1) if until else None
    return replace(sought, since=_begin(since), until=_begin(after))


def day_of(typed: str) -> date | None:
    """A day as a browser sends it or as people write it; None for what is none."""
    for form in DAY_FORMATS:
        try:
            day = datetime.strptime(typed.strip(), form).replace(tzinfo=LONDON).date()
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, LONDON) if day else None
