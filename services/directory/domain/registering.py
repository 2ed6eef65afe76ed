"""Somebody is registered by hand, on the word of the executive director for patient safety.

What is asked is what NHS England asks for: whether the person is the first, a replacement or an addition.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from pydantic import EmailStr, TypeAdapter, ValidationError

from contracts.events.register import Role
from contracts.wording import Line
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import NATIONAL, NOBODY, Key, Person, must_be_mailable, must_fit
from services.directory.domain.rows import Unusable

#: Whoever can be registered for one organisation; the national team has pages of its own.
ROLES = tuple(role for role in Role if role not in NATIONAL)
_ADDRESS, _LINE = TypeAdapter(EmailStr), TypeAdapter(Line)


class Kind(StrEnum):
    FIRST = "first"
    REPLACEMENT = "replacement"
    ADDITIONAL = "additional"


@dataclass(frozen=True)
class Asked:
    """As it was typed."""

    kind: str = ""
    replaces: str = ""
    role: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    job_title: str = ""
    pay_band: str = ""
    director_name: str = ""
    director_email: str = ""
    considered: str = ""


@dataclass(frozen=True)
class Registration:
    """Whom to register, on whose word, and whom it ends."""

    person: Person
    kind: Kind
    director_name: str
    director_email: str
    job_title: str | None = None
    pay_band: str | None = None
    replaced: Person | None = None


@dataclass(frozen=True)
class Troubles:
    """What is wrong, by the name of the field."""

    by_field: dict[str, str]


def decide(
    asked: Asked,
    ods_code: str,
    organisations: Mapping[str, Organisation],
    registered: Mapping[Key, Person],
    today: date,
) -> Registration | Troubles:
    """Whether somebody can be registered so."""
    here = [person for person in registered.values() if person.ods_code == ods_code and person.active]
    troubles = _troubles(asked, here)
    person = _person(asked, ods_code, organisations, today)
    if isinstance(person, Troubles) or troubles:
        return Troubles(troubles | (person.by_field if isinstance(person, Troubles) else {}))
    known = registered.get(person.key)
    if known and known.active:
        return Troubles({"email": f"{known.name} is registered here with this address already"})
    return Registration(
        # Whoever comes back keeps the number of their registration.
        person=replace(person, person_id=known.person_id if known else NOBODY),
        kind=Kind(asked.kind),
        director_name=asked.director_name.strip(),
        director_email=asked.director_email.strip(),
        job_title=asked.job_title.strip() or None,
        pay_band=asked.pay_band.strip() or None,
        replaced=_replaced(asked, here),
    )


def partner(
    ods_code: str,
    name: str,
    email: str,
    organisations: Mapping[str, Organisation],
    registered: Mapping[Key, Person],
    today: date,
) -> Person | Troubles:
    """A patient safety partner, on the word of a specialist of the organisation."""
    asked = Asked(role=Role.PARTNER, name=name, email=email)
    person = _person(asked, ods_code, organisations, today)
    if isinstance(person, Troubles):
        return person
    known = registered.get(person.key)
    if known and known.active:
        return Troubles({"email": f"{known.name} is registered here with this address already"})
    return replace(person, person_id=known.person_id if known else NOBODY)


def changed(person: Person, name: str, phone: str) -> Person | Troubles:
    """The same registration with what a keeper corrects; an address is corrected on the gap list."""
    corrected = replace(person, name=name.strip(), phone=phone.strip() or None)
    try:
        must_be_mailable(corrected)
    except Unusable as unusable:
        return Troubles({_field_of(str(unusable), "name"): str(unusable)})
    return corrected


def _troubles(asked: Asked, here: list[Person]) -> dict[str, str]:
    found = _kind_troubles(asked, here)
    if not _is(_LINE, asked.director_name.strip()):
        found["director_name"] = "Enter the name of the executive director"
    if "<" in asked.director_email or not _is(_ADDRESS, asked.director_email.strip()):
        found["director_email"] = "Enter the address the executive director wrote from"
    if not asked.considered:
        found["considered"] = "The executive director must have said that the role document was considered"
    for name in ("job_title", "pay_band"):
        typed = getattr(asked, name).strip()
        if typed and not _is(_LINE, typed):
            found[name] = "Enter one line of words"
    return found


def _kind_troubles(asked: Asked, here: list[Person]) -> dict[str, str]:
    found = {}
    has_specialist = any(person.role is Role.SPECIALIST for person in here)
    if asked.kind not in [*Kind]:
        found["kind"] = "Choose whether they are the first, a replacement or an addition"
    elif asked.kind == Kind.FIRST and has_specialist and asked.role == Role.SPECIALIST:
        found["kind"] = "A specialist is registered here already: choose a replacement or an addition"
    elif asked.kind == Kind.REPLACEMENT and _replaced(asked, here) is None:
        found["replaces"] = "Choose who is replaced"
    return found


def _person(
    asked: Asked, ods_code: str, organisations: Mapping[str, Organisation], today: date
) -> Person | Troubles:
    if asked.role not in ROLES:
        return Troubles({"role": "Choose what they are registered as"})
    person = Person(
        ods_code, Role(asked.role), asked.name.strip(), asked.email.strip(), asked.phone.strip() or None
    )
    try:
        must_fit(person.role, ods_code, organisations, today)
    except Unusable as unusable:
        return Troubles({"role": str(unusable)})
    try:
        must_be_mailable(person)
    except Unusable as unusable:
        return Troubles({_field_of(str(unusable), "email"): str(unusable)})
    return person


def _replaced(asked: Asked, here: list[Person]) -> Person | None:
    if asked.kind != Kind.REPLACEMENT:
        return None
    return next((person for person in here if str(person.person_id) == asked.replaces), None)


def _field_of(reason: str, otherwise: str) -> str:
    """Reasons begin with the field they are about."""
    field = reason.partition(":")[0]
    return field if field in {"name", "email", "phone"} else otherwise


def _is(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True
