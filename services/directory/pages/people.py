"""One registration, and when its person is away: reminders go to whoever stands in meanwhile."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from contracts.deadlines import uk_day
from contracts.events.register import Absence
from services.access import Permission
from services.directory import handlers, storage
from services.directory.domain import absences
from services.directory.domain.absences import Parts
from services.directory.domain.people import Person
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
Keeper = Annotated[Visitor, Depends(allowed(Permission.KEEP_REGISTER))]
Typed = Annotated[str, Form(max_length=10)]


@dataclass(frozen=True)
class Days:
    """As they were typed."""

    first_day: Typed = ""
    first_month: Typed = ""
    first_year: Typed = ""
    last_day: Typed = ""
    last_month: Typed = ""
    last_year: Typed = ""

    @property
    def first(self) -> Parts:
        return self.first_day, self.first_month, self.first_year

    @property
    def last(self) -> Parts:
        return self.last_day, self.last_month, self.last_year


@router.get("/register/people/{person_id}", dependencies=[Depends(looked("registered people"))])
async def show_person(request: Request, visitor: Reader, tx: Reading, person_id: UUID) -> Response:
    return await _shown(request, visitor, tx, await person_of_address(tx, person_id))


@router.post("/register/people/{person_id}/absences", dependencies=[Depends(csrf_checked)])
async def add_absence(
    request: Request, visitor: Keeper, tx: Writing, person_id: UUID, days: Annotated[Days, Depends()]
) -> Response:
    said = absences.read(days.first, days.last, uk_day(tx.now))
    if isinstance(said, Absence):
        said = await handlers.add_absence(tx, person_id, said, UUID(visitor.person_id)) or said
    if isinstance(said, absences.Refused):
        return await _shown(request, visitor, tx, await person_of_address(tx, person_id), days, said.troubles)
    return see_other(f"/register/people/{person_id}")


@router.post("/register/people/{person_id}/absences/remove", dependencies=[Depends(csrf_checked)])
async def remove_absence(
    visitor: Keeper,
    tx: Writing,
    person_id: UUID,
    first_day: Annotated[date, Form()],
    last_day: Annotated[date, Form()],
) -> Response:
    await handlers.remove_absence(tx, person_id, first_day, last_day, UUID(visitor.person_id))
    return see_other(f"/register/people/{person_id}")


async def _shown(
    request: Request,
    visitor: Visitor,
    tx: Transaction,
    person: Person,
    typed: Days | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    return page(
        request,
        "directory/person.html",
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        person=person,
        organisation=await storage.organisation(tx, person.ods_code) if person.ods_code else None,
        today=uk_day(tx.now),
        words=await storage.on_whose_word(tx, person.person_id),
        is_national=visitor.holds(*Permission.WRITE_ALERTS.roles),
        check=await storage.last_check(tx, person.person_id),
        moves=await storage.moves_of(tx, person.person_id),
        may_change=visitor.holds(*Permission.KEEP_REGISTER.roles) and person.active,
        typed=typed or Days(),
        errors=errors or {},
    )


async def person_of_address(tx: Transaction, person_id: UUID) -> Person:
    """The one whose number stands in an address. Raises Refused."""
    person = await storage.person(tx, person_id)
    if person is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "No such registration",
            "The register holds nobody with this number.",
            was_saved="",
            what_to_do="Look for their organisation in the register.",
        )
    return person
