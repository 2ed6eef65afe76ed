"""What can be ticked in the form, and how codes are said in words; a file may name other codes."""

from collections.abc import Iterator

from contracts import attachments
from contracts.events.alerts import AudienceGroup

TYPES = {
    "nhs_trust": "NHS trusts",
    "nhs_foundation_trust": "NHS foundation trusts",
    "icb": "Integrated care boards",
}
SECTORS = {
    "acute": "Acute",
    "acute_specialist": "Acute specialist",
    "mental_health": "Mental health and learning disability",
    "community": "Community",
    "ambulance": "Ambulance",
    "online": "Online",
}
REGIONS = {
    "Y61": "East of England",
    "Y56": "London",
    "Y60": "Midlands",
    "Y63": "North East and Yorkshire",
    "Y62": "North West",
    "Y59": "South East",
    "Y58": "South West",
}
#: Of attachments.
MEDIA_TYPES = [{"value": "", "text": "Choose its type"}] + [
    {"value": kind, "text": words} for kind, words in attachments.MEDIA_TYPES.items()
]
#: By the name of the field in the form.
CHOICES = {"types": TYPES, "sectors": SECTORS, "regions": REGIONS}


def offered(name: str, ticked: list[str]) -> list[tuple[str, str]]:
    """Code and label of each box; ticked codes that we do not know stay."""
    known = CHOICES[name]
    return [*known.items(), *((code, code) for code in ticked if code not in known)]


def in_words(group: AudienceGroup) -> list[str]:
    """Who belongs to the group, one sentence for each way in."""
    fits = " ".join(_fits(group))
    named = ", ".join(group.organisations)
    also = "Also by name" if fits else "By name"
    return [said for said in (fits, f"{also}: {named}" if named else "") if said]


def _fits(group: AudienceGroup) -> Iterator[str]:
    types = _listed(TYPES, group.organisation_types)
    if types or group.sectors or group.regions or group.icbs:
        yield types or "All organisations"
    if group.sectors:
        yield f"of the sectors: {_listed(SECTORS, group.sectors)}"
    if group.regions:
        yield f"in the regions: {_listed(REGIONS, group.regions)}"
    if group.icbs:
        yield f"in the integrated care boards: {', '.join(group.icbs)}"


def _listed(labels: dict[str, str], codes: tuple[str, ...]) -> str:
    return ", ".join(labels.get(code, code) for code in codes)
