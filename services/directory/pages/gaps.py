"""The gap list, and deciding about people who are said to be the wrong ones."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.access import Permission
from services.directory import handlers, storage
from services.directory.domain.gaps import gaps
from services.directory.pages.register import Reader
from services.kit.web import (
    Reading,
    Refused,
    Visitor,
    Writing,
    allowed,
    csrf_checked,
    looked,
    page,
    see_other,
)

router = APIRouter()
Keeper = Annotated[Visitor, Depends(allowed(Permission.KEEP_REGISTER))]


@router.get("/register/gaps", dependencies=[Depends(looked("registered people"))])
async def show_gaps(request: Request, visitor: Reader, tx: Reading) -> Response:
    return page(
        request,
        "directory/gaps.html",
        gaps=gaps(await storage.staffing(tx)),
        disowned=await storage.disowned(tx),
        now=tx.now,
        may_decide=visitor.holds(*Permission.KEEP_REGISTER.roles),
    )


@router.post("/register/people/{person_id}/end", dependencies=[Depends(csrf_checked)])
async def end_registration(visitor: Keeper, tx: Writing, person_id: UUID) -> Response:
    if not await handlers.end_registration(tx, person_id, UUID(visitor.person_id)):
        raise _settled()
    return see_other("/register/gaps")


@router.post("/register/people/{person_id}/keep", dependencies=[Depends(csrf_checked)])
async def keep_registration(visitor: Keeper, tx: Writing, person_id: UUID) -> Response:
    if not await handlers.keep_registration(tx, person_id, UUID(visitor.person_id)):
        raise _settled()
    return see_other("/register/gaps")


def _settled() -> Refused:
    return Refused(
        HTTPStatus.CONFLICT,
        "This has been settled already",
        "A colleague decided about this registration, or it has ended meanwhile.",
        what_to_do="Open the gap list again to see how it stands.",
    )
