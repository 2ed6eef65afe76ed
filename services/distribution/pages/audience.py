"""Whom an alert would go to before it is issued: on a page, as a table to take away, and for programs."""

import csv
import io
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from contracts.events.alerts import AlertIssued
from services.access import Permission
from services.distribution.domain.audience import role_name
from services.distribution.domain.preview import Preview
from services.distribution.handlers import preview
from services.kit.web import Reading, Refused, Visitor, allowed, csrf_checked, page

router = APIRouter()
NationalTeam = Annotated[Visitor, Depends(allowed(Permission.WRITE_ALERTS))]
Document = Annotated[str, Form(max_length=2_000_000)]
COLUMNS = ("ods_code", "organisation", "region", "type", "class", "role", "name", "mail comes back")
#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.post("/deliveries/audience", dependencies=[Depends(csrf_checked)])
async def audience(request: Request, tx: Reading, _: NationalTeam, document: Document) -> HTMLResponse:
    """A form's target because a document is too long for an address; it changes nothing."""
    alert = _read(document)
    return page(
        request,
        "distribution/audience.html",
        alert=alert,
        document=document,
        shown=await preview.shown(tx, alert),
        role_name=role_name,
        as_of=tx.now,
    )


@router.post("/deliveries/audience.csv", dependencies=[Depends(csrf_checked)])
async def audience_as_table(tx: Reading, _: NationalTeam, document: Document) -> Response:
    alert = _read(document)
    found = await preview.preview_of(tx, alert)
    table = io.StringIO()
    csv.writer(table).writerows([COLUMNS, *_rows(found)])
    name = f"audience-{alert.reference.replace('/', '-')}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(table.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _read(document: str) -> AlertIssued:
    try:
        return AlertIssued.model_validate_json(document)
    except ValidationError as error:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "This is no alert yet",
            "Whom it is for can be worked out once the draft has no faults.",
            what_to_do="Go back to the draft and mend what its page names.",
            troubles=tuple(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()),
        ) from None


def _rows(found: Preview) -> Iterator[list[str]]:
    """One for each mail, and one for each organisation that would get none."""
    for one in found.addressed:
        own = one.organisation
        kind = "must respond" if one.must_respond else "for information"
        place = [own.ods_code, own.name, own.region_code or "", own.organisation_type, kind]
        if not one.recipients:
            yield [*map(_plain, place), "nobody", "", ""]
        for person in one.recipients:
            comes_back = "yes" if found.comes_back(person) else ""
            yield [*map(_plain, (*place, role_name(person.role), person.name)), comes_back]


def _plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
