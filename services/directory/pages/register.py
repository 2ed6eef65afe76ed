"""The register: organisations, and who is registered for each."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from contracts.deadlines import uk_day
from services.access import Permission
from services.directory import storage
from services.directory.domain.organisations import Organisation
from services.directory.storage import Sought
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Visitor, allowed, looked, page

ON_A_PAGE = 50

router = APIRouter()
Reader = Annotated[Visitor, Depends(allowed(Permission.READ_REGISTER))]
#: Postgres holds no text with a zero in it.
NO_CONTROLS = r"^[^\x00-\x1f]*$"


@dataclass(frozen=True)
class Choice:
    """What to list; it stands in the address, so that it can be shared."""

    q: Annotated[str, Query(max_length=200, pattern=NO_CONTROLS)] = ""
    region: Annotated[str, Query(max_length=40, pattern=NO_CONTROLS)] = ""
    type: Annotated[str, Query(max_length=40, pattern=NO_CONTROLS)] = ""
    state: Annotated[str, Query(pattern="^(open|not_open|all)$")] = "open"
    page: Annotated[int, Query(ge=1, le=10_000)] = 1

    def sought(self) -> Sought:
        active = {"open": True, "not_open": False}.get(self.state)
        return Sought(words=self.q, region=self.region, kind=self.type, active=active)

    def address(self, page: int) -> str:
        """Where another page of the same list stands."""
        shown = {"q": self.q, "region": self.region, "type": self.type, "state": self.state, "page": page}
        return f"/register?{urlencode({name: value for name, value in shown.items() if value})}"


@router.get("/register")
async def register(
    request: Request, visitor: Reader, tx: Reading, choice: Annotated[Choice, Depends()]
) -> Response:
    sought = choice.sought()
    first = (choice.page - 1) * ON_A_PAGE
    codes = await storage.codes_found(tx, sought, first=first, limit=ON_A_PAGE)
    total = await storage.count(tx, sought)
    return page(
        request,
        "directory/register.html",
        choice=choice,
        total=total,
        first=first + 1,
        staffed=await storage.staffing(tx, codes),
        regions=await storage.regions(tx),
        kinds=await storage.kinds(tx),
        today=uk_day(tx.now),
        may_import=visitor.holds(*Permission.KEEP_REGISTER.roles),
        next_href=choice.address(choice.page + 1) if first + ON_A_PAGE < total else "",
        previous_href=choice.address(choice.page - 1) if choice.page > 1 else "",
    )


async def organisation_of_address(tx: Transaction, code: str) -> Organisation:
    """The one whose code stands in an address. Raises Refused."""
    found = await storage.organisation(tx, code.upper()) if code.isalnum() else None
    if found is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "No such organisation",
            "The register holds no organisation with this code.",
            was_saved="",
            what_to_do="Look for it by its name in the register.",
        )
    return found


@router.get("/register/organisations/{code}", dependencies=[Depends(looked("registered people"))])
async def organisation(request: Request, visitor: Reader, tx: Reading, code: str) -> Response:
    found = await organisation_of_address(tx, code)
    near = [each for each in (found.icb_code, *found.successors) if each]
    return page(
        request,
        "directory/organisation.html",
        organisation=found,
        standing=found.standing(uk_day(tx.now)),
        today=uk_day(tx.now),
        people=await storage.registered_at(tx, found.ods_code),
        bouncing={each.person.person_id: each for each in await storage.bouncing(tx, found.ods_code)},
        named={each.ods_code: each for each in await storage.organisations_named(tx, near)},
        predecessors=await storage.predecessors(tx, found.ods_code),
        moves={each.person_id: each for each in await storage.moves_at(tx, found.ods_code)},
        came={each.to_person_id: each for each in await storage.moves_at(tx, found.ods_code)},
        may_change=visitor.holds(*Permission.KEEP_REGISTER.roles),
    )
