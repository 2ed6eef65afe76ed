"""Registering one person by hand, and correcting or ending a registration."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from services.directory import handlers, storage
from services.directory.domain.people import Person
from services.directory.domain.registering import ROLES, Asked, Troubles
from services.directory.pages.gaps import Keeper
from services.directory.pages.people import person_of_address
from services.directory.pages.register import organisation_of_address
from services.kit.database import Transaction
from services.kit.web import Reading, Writing, csrf_checked, page, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True)
class Typed(Asked):
    """What stands in the form."""

    kind: Text = ""
    replaces: Text = ""
    role: Text = ""
    name: Text = ""
    email: Text = ""
    phone: Text = ""
    job_title: Text = ""
    pay_band: Text = ""
    director_name: Text = ""
    director_email: Text = ""
    considered: Text = ""


@router.get("/register/organisations/{code}/people/new")
async def show_form(request: Request, _: Keeper, tx: Reading, code: str) -> Response:
    return await _form(request, tx, code, Typed())


@router.post("/register/organisations/{code}/people/new", dependencies=[Depends(csrf_checked)])
async def register(
    request: Request, visitor: Keeper, tx: Writing, code: str, typed: Annotated[Typed, Depends()]
) -> Response:
    found = await organisation_of_address(tx, code)
    person = await handlers.register(tx, typed, found.ods_code, UUID(visitor.person_id))
    if isinstance(person, Troubles):
        return await _form(request, tx, code, typed, errors=person.by_field)
    return see_other(f"/register/people/{person.person_id}")


@router.get("/register/people/{person_id}/change")
async def show_change(request: Request, _: Keeper, tx: Reading, person_id: UUID) -> Response:
    person = await person_of_address(tx, person_id)
    return _change(request, person, {"name": person.name, "phone": person.phone or ""})


@router.post("/register/people/{person_id}/change", dependencies=[Depends(csrf_checked)])
async def change(
    request: Request, visitor: Keeper, tx: Writing, person_id: UUID, name: Text = "", phone: Text = ""
) -> Response:
    changed = await handlers.change_registration(tx, person_id, name, phone, UUID(visitor.person_id))
    if isinstance(changed, Troubles):
        person = await person_of_address(tx, person_id)
        return _change(request, person, {"name": name, "phone": phone}, errors=changed.by_field)
    return see_other(f"/register/people/{person_id}")


def _change(request: Request, person: Person, typed: dict[str, str], **view: Any) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if view else HTTPStatus.OK
    return page(
        request, "directory/person-change.html", status_code=status, person=person, typed=typed, **view
    )


async def _form(request: Request, tx: Transaction, code: str, typed: Asked, **view: Any) -> Response:
    found = await organisation_of_address(tx, code)
    return page(
        request,
        "directory/person-new.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if view else HTTPStatus.OK,
        organisation=found,
        people=[
            each.person for each in await storage.registered_at(tx, found.ods_code) if each.person.active
        ],
        roles=ROLES,
        typed=typed,
        **view,
    )
