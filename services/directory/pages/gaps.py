"""The gap list, and deciding about people who are said to be the wrong ones."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from services.access import Permission
from services.directory import handlers, storage
from services.directory.domain.addresses import Choice, Fault
from services.directory.domain.gaps import gaps
from services.directory.domain.silence import silent
from services.directory.pages.register import Reader
from services.kit.database import Transaction
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
#: What needs no more than to be chosen.
_SETTLE = {Choice.WORKS: handlers.confirm_address, Choice.LEFT: handlers.end_registration}
Keeper = Annotated[Visitor, Depends(allowed(Permission.KEEP_REGISTER))]


@router.get("/register/gaps", dependencies=[Depends(looked("registered people"))])
async def show_gaps(request: Request, visitor: Reader, tx: Reading) -> Response:
    return await _page(request, visitor, tx)


@router.post("/register/people/{person_id}/address", dependencies=[Depends(csrf_checked)])
async def settle_address(
    request: Request,
    visitor: Keeper,
    tx: Writing,
    person_id: UUID,
    choice: Annotated[str, Form(max_length=20)] = "",
    email: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Nothing is chosen beforehand: an address that is confirmed by mistake swallows the next alert."""
    fault = await _settled_address(tx, person_id, choice, email, UUID(visitor.person_id))
    if fault is None:
        return see_other("/register/gaps#bouncing")
    field = f"email-{person_id}" if choice == Choice.CORRECTED else f"choice-{person_id}"
    typed = {"person_id": person_id, "choice": choice, "email": email}
    return await _page(request, visitor, tx, typed=typed, errors={field: fault.value})


async def _settled_address(
    tx: Transaction, person_id: UUID, choice: str, email: str, by: UUID
) -> Fault | None:
    if choice not in [*Choice]:
        return Fault.NO_CHOICE
    if settle := _SETTLE.get(Choice(choice)):
        if not await settle(tx, person_id, by):
            raise _settled()
        return None
    corrected = await handlers.correct_address(tx, person_id, email, by)
    if corrected is None:
        raise _settled()
    return corrected if isinstance(corrected, Fault) else None


async def _page(request: Request, visitor: Visitor, tx: Transaction, **view: Any) -> Response:
    return page(
        request,
        "directory/gaps.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if view else HTTPStatus.OK,
        bouncing=await storage.bouncing(tx),
        gaps=gaps(await storage.staffing(tx)),
        silent=silent(await storage.domains(tx), tx.now),
        disowned=await storage.disowned(tx),
        now=tx.now,
        may_decide=visitor.holds(*Permission.KEEP_REGISTER.roles),
        **view,
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
