"""People: who is registered as what for which organisation, and what a file says about them.

A registration is known by its organisation and its address, whatever the capitals. A file changes its role,
name and telephone, ends it where it says so, and never begins it again unasked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from pydantic import ValidationError

from contracts.envelope import in_words
from contracts.events.register import Absence, PersonRecorded, Role
from services.directory.domain import rows
from services.directory.domain.organisations import Organisation, Standing
from services.directory.domain.rows import BadRow, LeftOut, NamedRow, Row, Unusable
from services.directory.domain.verdicts import Decided, Verdict, compared

REQUIRED = ("ods_code", "role", "name", "email")
#: They act for the whole country, so they belong to no organisation.
NATIONAL = frozenset(
    {Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER, Role.REGISTER_KEEPER, Role.OPERATOR, Role.AUDITOR}
)
#: These hold for a whole region or board, so the code must be that of one.
LEADS = {Role.REGIONAL_LEAD: "region", Role.ICB_LEAD: "icb"}
#: Stands in for the id of somebody who is not registered yet.
NOBODY = UUID(int=0)

Key = tuple[str | None, str]


def folded(address: str) -> str:
    """An address as it is compared: capitals make no other mailbox."""
    return address.strip().casefold()


@dataclass(frozen=True)
class Person:
    """One registration. `email` keeps its spelling."""

    ods_code: str | None
    role: Role
    name: str
    email: str
    phone: str | None = None
    active: bool = True
    person_id: UUID = NOBODY
    absences: tuple[Absence, ...] = ()
    address_confirmed_at: datetime | None = None

    @property
    def key(self) -> Key:
        """What tells registrations apart."""
        return self.ods_code, folded(self.email)

    def recorded(self) -> PersonRecorded:
        """What is said about it. Raises ValidationError."""
        return PersonRecorded(
            person_id=self.person_id,
            ods_code=self.ods_code,
            role=self.role,
            name=self.name,
            email=self.email,
            phone=self.phone,
            active=self.active,
            absences=self.absences,
            address_confirmed_at=self.address_confirmed_at,
        )


def decide(
    raw: bytes, organisations: Mapping[str, Organisation], known: Mapping[Key, Person], today: date
) -> Verdict[Person]:
    """What the file means for the register; nothing is changed by it."""
    decided: dict[Key, Decided[Person]] = {}
    left_out: list[LeftOut] = []
    refused: list[BadRow] = []
    for row in _rows_of(raw):
        said = row if isinstance(row, BadRow) else _from(row, organisations, known, today)
        match said:
            case BadRow():
                refused.append(said)
            case LeftOut():
                left_out.append(said)
            case Person() if said.key in decided:
                refused.append(BadRow(row.line, "email: stands in this file twice for this organisation"))
            case Person():
                decided[said.key] = compared(known.get(said.key), said)
    return Verdict(tuple(decided.values()), tuple(left_out), tuple(refused))


def _rows_of(raw: bytes) -> Iterator[NamedRow | BadRow]:
    lines = list(rows.read(raw))
    header = next((line for line in lines if isinstance(line, Row)), None)
    if header is None:
        yield from (line for line in lines if isinstance(line, BadRow))
        yield BadRow(1, f"no header with {', '.join(REQUIRED)}")
        return
    faults = list(rows.faults_of(header, REQUIRED))
    yield from faults or rows.under(header, [line for line in lines if line is not header])


def _from(
    row: NamedRow, organisations: Mapping[str, Organisation], known: Mapping[Key, Person], today: date
) -> Person | BadRow | LeftOut:
    try:
        said = Person(
            ods_code=rows.code_or_none(row["ods_code"], "ods_code"),
            role=_role(row["role"]),
            name=row["name"],
            email=row["email"],
            phone=row["phone"] or None,
            active=_is_active(row["active"]),
        )
        must_be_mailable(said)
        before = known.get(said.key)
        if said.active:
            must_fit(said.role, said.ods_code, organisations, today)
    except Unusable as unusable:
        return BadRow(row.line, str(unusable))
    return _joined(said, before, row)


def _joined(said: Person, before: Person | None, row: NamedRow) -> Person | LeftOut:
    """Together with what the register holds already."""
    if before is None:
        return said if said.active else LeftOut(row.line, "is not registered, so there is nothing to end")
    if not before.active and not row["active"]:
        # An old file must not bring back somebody who has left since.
        return LeftOut(row.line, "this registration has ended; a column active with yes begins it again")
    # The address of a known person is theirs as they first gave it, if only its capitals differ.
    return replace(
        said,
        person_id=before.person_id,
        email=before.email,
        phone=_phone(said, before, row),
        # No file tells of them.
        absences=before.absences,
        address_confirmed_at=before.address_confirmed_at,
    )


def _phone(said: Person, before: Person, row: NamedRow) -> str | None:
    """A file without the column says nothing about telephones."""
    return said.phone if "phone" in row.cells else before.phone


def _role(text: str) -> Role:
    word = text.casefold().replace(" ", "_").replace("-", "_")
    if word not in {role.value for role in Role}:
        raise Unusable(f"role: must be one of {', '.join(Role)}")
    return Role(word)


def _is_active(text: str) -> bool:
    if text.casefold() not in {"", "yes", "no"}:
        raise Unusable("active: must be yes or no")
    return text.casefold() != "no"


def must_be_mailable(said: Person) -> None:
    """Whether it could be said as it stands. Raises Unusable."""
    if not said.name:
        raise Unusable("name: is empty")
    if "<" in said.email:
        # The validator would read the address out of it, and it would then be kept in two spellings.
        raise Unusable("email: must be the address alone, without a name")
    try:
        said.recorded()
    except ValidationError as error:
        raise Unusable(in_words(error)) from None


def must_fit(
    role: Role, ods_code: str | None, organisations: Mapping[str, Organisation], today: date
) -> None:
    """Whether the role can be held there; people may be registered before it opens. Raises Unusable."""
    if role in NATIONAL:
        if ods_code is not None:
            raise Unusable(f"ods_code: must be empty for the role {role}, which is for the whole country")
        return
    if ods_code is None:
        raise Unusable(f"ods_code: is empty, and the role {role} needs one")
    organisation = organisations.get(ods_code)
    if organisation is None:
        raise Unusable(f"ods_code: {ods_code} is not in the register; import its organisation first")
    if organisation.standing(today) is Standing.CLOSED:
        raise Unusable(f"ods_code: {ods_code} has closed{_since(organisation)}")
    if role in LEADS and organisation.organisation_type != LEADS[role]:
        needed = {"region": "a region", "icb": "an ICB"}[LEADS[role]]
        raise Unusable(f"ods_code: {ods_code} is not {needed}, as the role {role} needs")


def _since(organisation: Organisation) -> str:
    last_day = f", its last day was {organisation.closed_on}" if organisation.closed_on else ""
    heirs = " and ".join(organisation.successors)
    return f"{last_day}; succeeded by {heirs}" if heirs else last_day
