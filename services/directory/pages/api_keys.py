"""Keys of programs, for the operator."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from services.access import Permission
from services.directory import handlers, storage
from services.directory.domain.api_keys import LONGEST_NAME, SCOPE_WORDS
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Visitor, Writing, allowed, csrf_checked, page, see_other

router = APIRouter()
KeyKeeper = Annotated[Visitor, Depends(allowed(Permission.KEEP_KEYS))]


@router.get("/keys")
async def show_keys(request: Request, _: KeyKeeper, tx: Reading) -> Response:
    return await _page(request, tx)


@router.post("/keys", dependencies=[Depends(csrf_checked)])
async def make_key(
    request: Request,
    visitor: KeyKeeper,
    tx: Writing,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """The key stands on this page and on no other; loading it again makes none, since its name is taken."""
    made = await handlers.make_key(tx, name.strip(), scopes, UUID(visitor.person_id))
    if isinstance(made, handlers.Made):
        return await _page(request, tx, made=made)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return await _page(request, tx, status_code=status, errors=made, typed=name, chosen=scopes)


@router.post("/keys/{key_id}/end", dependencies=[Depends(csrf_checked)])
async def end_key(visitor: KeyKeeper, tx: Writing, key_id: UUID) -> Response:
    if not await handlers.end_key(tx, key_id, UUID(visitor.person_id)):
        raise Refused(
            HTTPStatus.CONFLICT,
            "This key has ended already",
            "A colleague ended it, or there never was one.",
            what_to_do="Open the list of keys again to see how it stands.",
        )
    return see_other("/keys")


async def _page(request: Request, tx: Transaction, **view: Any) -> Response:
    return page(
        request,
        "directory/keys.html",
        keys=await storage.keys(tx),
        words_of=SCOPE_WORDS,
        longest_name=LONGEST_NAME,
        **view,
    )
