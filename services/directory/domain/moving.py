"""An organisation has closed: where its people belong now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.directory.domain.organisations import Organisation, Standing
from services.directory.domain.people import NOBODY, Key, Person, must_fit
from services.directory.domain.rows import Unusable


@dataclass(frozen=True)
class Misfit:
    """Why somebody cannot move there."""

    name: str
    reason: str


def heirs(code: str, known: Mapping[str, Organisation], today: date) -> list[Organisation]:
    """Those that carry on what a code did; a successor that has closed too is followed to its own."""
    found: dict[str, Organisation] = {}
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        organisation = known.get(waiting.pop())
        if organisation is None or organisation.ods_code in seen:
            continue
        seen.add(organisation.ods_code)
        if organisation.standing(today) is Standing.CLOSED:
            waiting += organisation.successors
        else:
            found[organisation.ods_code] = organisation
    return sorted(found.values(), key=lambda each: each.name)


def moved(
    person: Person,
    to_code: str,
    organisations: Mapping[str, Organisation],
    registered: Mapping[Key, Person],
    today: date,
) -> Person | Misfit:
    """Their registration at the successor, which may stand there already.

    It is one of its own: the links they were mailed for the closed organisation must go on working.
    """
    there = replace(person, ods_code=to_code, person_id=NOBODY, active=True)
    try:
        must_fit(person.role, to_code, organisations, today)
    except Unusable as unusable:
        return Misfit(person.name, str(unusable))
    already = registered.get(there.key)
    if already is None:
        return there
    return already if already.active else replace(there, person_id=already.person_id)
