"""Faults of a document as the form tells them: at the field, and how to mend it."""

from collections.abc import Iterable

from services.publishing.domain.faults import Fault

_LABELS = {
    "reference": ("reference", "Reference"),
    "version": ("reference", "Version"),
    "status": ("status", "Status"),
    "title": ("title", "Title"),
    "short_title": ("short_title", "Short title"),
    "issuer": ("issuer_code", "Issuer"),
    "issuer.code": ("issuer_code", "Issuer's code"),
    "issuer.name": ("issuer_name", "Issuer's name"),
    "issued_at": ("issued_at", "Time of issue"),
    "category": ("category", "Category"),
    "classification": ("classification", "Classification"),
    "joint_with": ("joint_with", "Issued jointly with"),
    "for_action_by": ("for_action_by", "For action by"),
    "lead": ("lead", "Lead"),
    "summary": ("summary", "Summary"),
    "actions": ("action-1-text", "Actions"),
    "additional_information": ("additional_information", "Additional information"),
    "deadlines.acknowledge_by": ("acknowledge_by-day", "Acknowledge by"),
    "deadlines.underway_by": ("underway_by-day", "Work under way by"),
    "deadlines.complete_by": ("complete_by-day", "Complete by"),
    "audience": ("respond-types", "Audience"),
    "audience.must_respond": ("respond-types", "Who must respond"),
    "audience.for_information": ("inform-types", "Who is told for information"),
    "supersedes": ("supersedes", "Supersedes"),
    "mailing": ("mailing", "Mails"),
    "source_url": ("source_url", "Address of the published alert"),
    "attribution": ("attribution", "Attribution"),
    "not_confirmed": ("not_confirmed", "Not confirmed"),
    "change": ("change_reason", "Why it changes"),
    "change.reason": ("change_reason", "Why it changes"),
    "briefing": ("briefing_starts_at", "Briefing"),
    "briefing.starts_at": ("briefing_starts_at", "Beginning of the briefing"),
    "briefing.ends_at": ("briefing_ends_at", "End of the briefing"),
    "briefing.joining": ("briefing_joining", "How to join the briefing"),
    "briefing.capacity": ("briefing_capacity", "Places at the briefing"),
    "attachments": ("attachment-1-name", "Attachments"),
    "reason": ("reason", "Reason"),
    "superseded_by": ("superseded_by", "What stands in its place"),
    "must_respond": ("must_respond", "The codes"),
    "for_information": ("for_information", "Organisations to be told"),
    "sent_in_error": ("sent_in_error", "Organisations it was sent to in error"),
    "file": ("pasted", "The file"),
}
_EMPTY = ("missing", "string_too_short", "too_short")
#: What to enter where something is missing.
_ENTER = {
    "reference": "Enter a reference, such as NatPSA/2025/006/NHSPS",
    "title": "Enter the title of the alert",
    "issuer.code": "Enter the issuer's code, such as NHSPS",
    "issuer.name": "Enter the issuer's name",
    "summary": "Enter a summary: what is wrong, and what can happen",
    "actions": "Enter at least one action",
    "change.reason": "Enter why this version is issued",
    "reason": "Enter the reason; everybody who got the alert reads it",
    "superseded_by": "Enter the reference of the alert that stands in its place",
    "must_respond": "Enter the codes of organisations to add, or of those it was sent to in error",
}
_OF_ATTACHMENTS = {
    "name": "name",
    "media_type": "type",
    "size": "size in bytes",
    "sha256": "SHA-256",
    "address": "address",
}
_CHOOSE = "Choose whether the alert is meant, or is an exercise or a test"
_DAY = "must be a day that exists, such as 24 11 2025"
_EARLY = "must be on or after the day of issue"
_NOBODY = "Choose who must respond or who is told: tick types, sectors or regions, or enter codes"


def at_the_fields(faults: Iterable[Fault]) -> dict[str, str]:
    """The first fault of each field, by the field's id."""
    told: dict[str, str] = {}
    for fault in faults:
        field, words = _told(fault)
        told.setdefault(field, words)
    return told


def _told(fault: Fault) -> tuple[str, str]:
    several, _, within = fault.field.partition(".")
    if within and several in _OF_ONE:
        return _OF_ONE[several](fault)
    field = _known(fault.field)
    place, label = _LABELS.get(field, ("pasted", fault.field))
    if fault.kind in _EMPTY and field == fault.field:
        return place, _ENTER.get(field, f"Enter {label[:1].lower()}{label[1:]}")
    if field == "status":
        return place, _CHOOSE
    if field.startswith("audience") and fault.kind == "value_error":
        return place, _NOBODY
    if field.startswith("deadlines."):
        return place, f"{label} {_EARLY if fault.kind == 'value_error' else _DAY}"
    return place, f"{label} {fault.words}"


def _of_an_action(fault: Fault) -> tuple[str, str]:
    _, place, *rest = fault.field.split(".")
    part = rest[0] if rest else "text"
    number = int(place) + 1
    if part == "text" and fault.kind in _EMPTY:
        return (
            f"action-{number}-text",
            f"Enter what has to be done in action {number}, or clear its other fields",
        )
    label = {"text": f"Action {number}", "number": f"The number of action {number}"}
    return f"action-{number}-{part}", f"{label.get(part, f'The {part} of action {number}')} {fault.words}"


def _of_an_attachment(fault: Fault) -> tuple[str, str]:
    _, place, *rest = fault.field.split(".")
    part, number = rest[0] if rest else "address", int(place) + 1
    label = _OF_ATTACHMENTS.get(part, part)
    words = "must be 64 digits and letters from a to f" if part == "sha256" else fault.words
    told = f"The {label} of attachment {number} {words}"
    if fault.kind in _EMPTY:
        told = f"Enter the {label} of attachment {number}, or clear its other fields"
    return f"attachment-{number}-{part}", told


#: Faults within one of several, by what they are parts of.
_OF_ONE = {"actions": _of_an_action, "attachments": _of_an_attachment}


def _known(field: str) -> str:
    """The field of the form that a path in the document belongs to."""
    while field and field not in _LABELS:
        field, _, _ = field.rpartition(".")
    return field
