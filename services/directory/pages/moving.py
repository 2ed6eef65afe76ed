"""People of an organisation that has closed, and moving them to its successor."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from contracts.deadlines import uk_day
from services.directory import handlers, storage
from services.directory.domain import moving
from services.directory.pages.gaps import Keeper
from services.directory.pages.register import organisation_of_address
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, csrf_checked, page, see_other

router = APIRouter()


@router.get("/register/organisations/{code}/move")
async def show_move(request: Request, _: Keeper, tx: Reading, code: str) -> Response:
    return await _page(request, tx, code)


@router.post("/register/organisations/{code}/move", dependencies=[Depends(csrf_checked)])
async def move(
    request: Request,
    visitor: Keeper,
    tx: Writing,
    code: str,
    successor: Annotated[str, Form(max_length=40)] = "",
    who: Annotated[list[str] | None, Form(max_length=40)] = None,
) -> Response:
    """Nobody is ticked beforehand: with several successors each may go elsewhere."""
    found = await organisation_of_address(tx, code)
    waiting = [person.person_id for person in await storage.to_be_moved(tx, found.ods_code)]
    chosen = [one for one in waiting if "all" in (who or ()) or str(one) in (who or ())]
    errors = {} if chosen else {"who": "Tick who moves, or everybody"}
    errors |= {} if successor else {"successor": "Choose where they belong now"}
    if not errors:
        misfits = await handlers.move(tx, found.ods_code, successor, chosen, UUID(visitor.person_id))
        if not misfits:
            return see_other(f"/register/organisations/{successor}#people")
        errors = {"who": "; ".join(f"{each.name}: {each.reason}" for each in misfits)}
    return await _page(request, tx, code, errors=errors, chosen=successor)


async def _page(request: Request, tx: Transaction, code: str, **view: Any) -> Response:
    found = await organisation_of_address(tx, code)
    return page(
        request,
        "directory/move.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if view else HTTPStatus.OK,
        organisation=found,
        people=await storage.to_be_moved(tx, found.ods_code),
        heirs=moving.heirs(found.ods_code, await storage.all_organisations(tx), uk_day(tx.now)),
        **view,
    )
