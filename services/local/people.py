"""People for a demonstration. Every name and address is made up; addresses are under `.example`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

_NAMES = (Path(__file__).parent / "sample" / "names.txt").read_text(encoding="utf-8")
_FIRST, _LAST = (part.split() for part in _NAMES.split("\n\n"))
#: How many specialists the organisations have, in turn; one in thirty has nobody.
_SPECIALISTS = (4, 3, 4, 3, 3, 4, 2, 4, 3, 1, 4, 3, 4, 3, 0, 4, 3, 4, 3, 3, 4, 2, 4, 3, 4, 3, 4, 3, 4, 3)
#: Partners are still few; the first trust has one.
_TRUSTS_TO_A_PARTNER = 20


@dataclass(frozen=True)
class SamplePerson:
    """One row of the file that `cascade import people` takes."""

    ods_code: str
    role: str
    name: str
    email: str
    phone: str

    @property
    def row(self) -> str:
        """As CSV; nothing in it needs quoting."""
        return f"{self.ods_code},{self.role},{self.name},{self.email},{self.phone}"


@dataclass(frozen=True)
class SampleOrganisation:
    """What must be known of an organisation to invent its people."""

    ods_code: str
    organisation_type: str


def sample_people(organisations: Iterable[SampleOrganisation]) -> Iterator[SamplePerson]:
    """The same people on every machine: specialists, leads, a national team, and here and there a partner.

    Whoever came later stands last, so that nobody before them gets another name.
    """
    organisations, names = tuple(organisations), _names()
    how_many = cycle(_SPECIALISTS)
    for organisation in organisations:
        if organisation.organisation_type == "region":
            yield _person(organisation.ods_code, "regional_lead", next(names))
        else:
            yield from _organisation(organisation, next(how_many), names)
    yield _person("", "national_author", next(names))
    yield _person("", "national_approver", next(names))
    trusts = [one for one in organisations if one.organisation_type not in ("icb", "region")]
    for trust in trusts[::_TRUSTS_TO_A_PARTNER]:
        yield _person(trust.ods_code, "partner", next(names))
    yield _person("", "operator", next(names))
    yield _person("", "auditor", next(names))


def as_csv(people: Iterable[SamplePerson]) -> str:
    """The file for `cascade import people`."""
    return "\n".join(["ods_code,role,name,email,phone", *(person.row for person in people), ""])


def _organisation(
    organisation: SampleOrganisation, specialists: int, names: Iterator[tuple[str, str, int]]
) -> Iterator[SamplePerson]:
    code = organisation.ods_code
    for _ in range(specialists):
        yield _person(code, "specialist", next(names))
    lead = "icb_lead" if organisation.organisation_type == "icb" else "executive_lead"
    yield _person(code, lead, next(names))


def _names() -> Iterator[tuple[str, str, int]]:
    """Every first name meets every last name before one comes again; numbered for the telephone."""
    for number in count():
        turn = number + number // len(_LAST)
        yield _FIRST[turn % len(_FIRST)], _LAST[number % len(_LAST)], number


def _person(ods_code: str, role: str, named: tuple[str, str, int]) -> SamplePerson:
    first, last, number = named
    place = ods_code.lower() or "national"
    # Ofcom keeps 01632 960 000 to 960 999 free for invented numbers.
    return SamplePerson(
        ods_code=ods_code,
        role=role,
        name=f"{first} {last}",
        email=f"{first}.{last}@{place}.example".lower(),
        phone=f"01632 960 {number % 1000:03d}",
    )
