"""Patient safety partners, registered by a specialist of their own organisation."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from contracts.events.register import Role
from services.access import Permission
from services.directory import handlers, storage
from services.directory.domain.registering import Troubles
from services.kit.database import Transaction
from services.kit.web import Reading, Visitor, Writing, allowed, csrf_checked, page, see_other

router = APIRouter()
Specialist = Annotated[Visitor, Depends(allowed(Permission.REGISTER_PARTNERS))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/partners")
async def show_partners(request: Request, visitor: Specialist, tx: Reading) -> Response:
    return await _page(request, tx, visitor)


@router.post("/partners", dependencies=[Depends(csrf_checked)])
async def register_partner(
    request: Request,
    visitor: Specialist,
    tx: Writing,
    organisation: Text = "",
    name: Text = "",
    email: Text = "",
) -> Response:
    """Only for an organisation of one's own."""
    if organisation not in visitor.organisations(*Permission.REGISTER_PARTNERS.roles):
        troubles = Troubles({"organisation": "Choose one of your organisations"})
    else:
        by = UUID(visitor.person_id)
        done = await handlers.register_partner(tx, organisation, name, email, by)
        if not isinstance(done, Troubles):
            return see_other("/partners")
        troubles = done
    typed = {"organisation": organisation, "name": name, "email": email}
    return await _page(request, tx, visitor, typed=typed, errors=troubles.by_field)


async def _page(request: Request, tx: Transaction, visitor: Visitor, **view: Any) -> Response:
    own = await storage.organisations_named(tx, visitor.organisations(*Permission.REGISTER_PARTNERS.roles))
    here = {each.ods_code: await storage.registered_at(tx, each.ods_code) for each in own}
    partners = {
        code: [one.person for one in found if one.person.active and one.person.role is Role.PARTNER]
        for code, found in here.items()
    }
    return page(
        request,
        "directory/partners.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if view else HTTPStatus.OK,
        organisations=own,
        partners=partners,
        **view,
    )
