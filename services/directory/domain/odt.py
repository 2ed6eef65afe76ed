"""Organisations as NHS England's Organisation Data Terminology API gives them: FHIR R4, a Bundle of them.

Roles (RO…) and periods, in law and in operation, stand in NHS England's extensions; what is closed is
inactive or has a period that ended. Successors are read from an extension whose address ends in
`Succession`; no example of a real one was at hand, so look at the preview of such a file. What a resource
does not say, such as a region, is kept.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.directory.domain import rows
from services.directory.domain.organisations import Organisation, judged, shown, sound
from services.directory.domain.rows import BadRow, LeftOut, Unusable
from services.directory.domain.verdicts import Verdict

ODS_CODES = "https://fhir.nhs.uk/Id/ods-organization-code"
#: Primary roles of ODS and what they are called here; the list is at digital.nhs.uk/services/ods.
KINDS = {
    "RO197": "nhs_trust",
    "RO318": "icb",
    "RO261": "icb",
    "RO209": "region",
    "RO172": "independent_provider",
}
FOUNDATION = "FOUNDATION TRUST"
_NOT_HERE = "is of a kind that these alerts are not for"


def is_bundle(raw: bytes) -> bool:
    """Whether a file is JSON; a CSV begins with a name or a quotation mark."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def decide(raw: bytes, known: Mapping[str, Organisation], today: date) -> Verdict[Organisation]:
    """What a bundle means for the register; its lines are its resources, the first being 1."""
    return judged(_said_by(raw, known), known, today)


def _said_by(
    raw: bytes, known: Mapping[str, Organisation]
) -> Iterator[tuple[int, Organisation | BadRow | LeftOut]]:
    try:
        document = json.loads(raw)
        holds_all = document["resourceType"] == "Bundle"
        resources = [entry["resource"] for entry in document["entry"]] if holds_all else None
    except (ValueError, KeyError, TypeError, RecursionError):
        resources = None
    if resources is None:
        yield 1, BadRow(1, "is no FHIR Bundle with entries, each a resource")
        return
    for number, resource in enumerate(resources, start=1):
        yield number, _said(number, resource, known)


def _said(number: int, resource: Any, known: Mapping[str, Organisation]) -> Organisation | BadRow | LeftOut:
    try:
        if resource.get("resourceType") != "Organization":
            return LeftOut(number, "is no Organization")
        return _organisation(number, resource, known)
    except Unusable as unusable:
        return BadRow(number, str(unusable))
    except (AttributeError, KeyError, TypeError, ValueError):
        return BadRow(number, "is not built as an Organization of FHIR R4 is")


def _organisation(
    number: int, resource: dict[str, Any], known: Mapping[str, Organisation]
) -> Organisation | LeftOut:
    code = rows.code(_code(resource))
    before = known.get(code)
    name = str(resource.get("name") or "").strip()
    kind = before.organisation_type if before else _kind(resource, name)
    if kind is None:
        return LeftOut(number, f"{code} {_NOT_HERE}")
    opened_on, closed_on = _period(resource)
    said = Organisation(
        ods_code=code,
        ods_name=name,
        name=shown(name, before),
        organisation_type=kind,
        sector=before.sector if before else None,
        region_code=before.region_code if before else None,
        region_name=before.region_name if before else None,
        icb_code=before.icb_code if before else None,
        opened_on=rows.day(opened_on, "period.start") or (before.opened_on if before else None),
        closed_on=rows.day(closed_on, "period.end"),
        said_closed=resource.get("active") is False,
        successors=_successors(resource) or (before.successors if before else ()),
    )
    return sound(said)


def _code(resource: dict[str, Any]) -> str:
    found = [one["value"] for one in resource.get("identifier", ()) if one.get("system") == ODS_CODES]
    return str(found[0] if found else resource.get("id", ""))


def _kind(resource: dict[str, Any], name: str) -> str | None:
    concepts = list(resource.get("type", ()))
    for role in _extensions(resource, "Extension-England-OrganisationRole"):
        concepts += [each["valueCodeableConcept"] for each in _extensions(role, "roleCode")]
    roles = [coding.get("code") for concept in concepts for coding in concept.get("coding", ())]
    found = next((KINDS[role] for role in roles if role in KINDS), None)
    return "nhs_foundation_trust" if found == "nhs_trust" and FOUNDATION in name.upper() else found


def _extensions(holder: dict[str, Any], ending: str) -> Iterator[dict[str, Any]]:
    for extension in holder.get("extension", ()):
        if extension["url"].endswith(ending):
            yield extension


def _period(resource: dict[str, Any]) -> tuple[str, str]:
    """In operation where it says so, else in law."""
    periods = {}
    for extension in _extensions(resource, "Extension-England-TypedPeriod"):
        kind = next((each["valueCoding"]["code"] for each in _extensions(extension, "dateType")), "Legal")
        periods[kind] = next(each["valuePeriod"] for each in _extensions(extension, "period"))
    chosen = periods.get("Operational") or periods.get("Legal") or {}
    return str(chosen.get("start", "")), str(chosen.get("end", ""))


def _successors(resource: dict[str, Any]) -> tuple[str, ...]:
    """A predecessor stands there too, and says nothing new: it names us itself."""
    found = []
    for extension in _extensions(resource, "Succession"):
        kind = next((each["valueCoding"]["code"] for each in _extensions(extension, "type")), "")
        target = next(each["valueReference"] for each in _extensions(extension, "target"))
        if kind.casefold() == "successor":
            found.append(rows.code(str(target["identifier"]["value"]), "successor"))
    return tuple(found)
