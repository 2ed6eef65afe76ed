"""What changed between two documents, field by field and word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

Document = Mapping[str, Any]
#: A word with the space after it; a line break is a word of its own.
_WORD = re.compile(r"\n|[^\s]+[^\S\n]*|[^\S\n]+")
#: In the order in which people read them.
_FIELDS = {
    "status": "Status",
    "reference": "Reference",
    "version": "Version",
    "outcome": "How it ends",
    "superseded_by": "What stands in its place",
    "must_respond": "Added, must respond",
    "for_information": "Added for information",
    "sent_in_error": "Sent in error to",
    "reason": "Reason",
    "title": "Title",
    "short_title": "Short title",
    "issuer": "Issuer",
    "category": "Category",
    "classification": "Classification",
    "summary": "Summary",
    "for_action_by": "For action by",
    "lead": "Lead",
    "actions": "Action",
    "additional_information": "Additional information",
    "deadlines": "Deadlines",
    "audience": "Audience",
    "mailing": "Mails",
    "change": "Why it changes",
    "briefing": "Briefing",
    "attachments": "Attachment",
    "joint_with": "Issued jointly with",
    "supersedes": "Supersedes",
    "source_url": "Address of the published alert",
    "attribution": "Attribution",
    "not_confirmed": "Not confirmed",
    "issued_at": "Time of issue",
}


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    TAKEN_OUT = "taken_out"
    PUT_IN = "put_in"


@dataclass(frozen=True)
class Piece:
    """Words in a row that share their mark."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that is not the same in both."""

    label: str
    pieces: tuple[Piece, ...]


def differences(before: Document, after: Document, *, without: tuple[str, ...] = ()) -> list[Difference]:
    """The fields that differ, in the order of the alert; those named in `without` are left out."""
    old, new = dict(_told(before, without)), dict(_told(after, without))
    labels = sorted({*old, *new}, key=lambda label: _place(label, list(old), list(new)))
    pairs = ((label, old.get(label, ""), new.get(label, "")) for label in labels)
    return [Difference(label, tuple(_pieces(was, now))) for label, was, now in pairs if was != now]


def _place(label: str, old: list[str], new: list[str]) -> tuple[int, int, str]:
    """As the fields stand; a field of one document only stands where it would."""
    names = list(_FIELDS.values())
    start = next((n for n, name in enumerate(names) if label.startswith(name)), len(names))
    return start, (new.index(label) if label in new else old.index(label)), label


def _told(document: Document, without: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, label in _FIELDS.items():
        value = document.get(name)
        if name in without or value in (None, "", [], {}):
            continue
        if name == "actions":
            yield from _actions(value)
        elif name == "attachments":
            yield from _attachments(value)
        elif isinstance(value, Mapping):
            yield from _parts(label, value)
        else:
            yield label, _text(value)


def _actions(actions: list[Document]) -> Iterator[tuple[str, str]]:
    for action in actions:
        group = f"{action['group']}: " if action.get("group") else ""
        yield (
            f"Action {action.get('number', '')}",
            "\n".join([group + action.get("text", ""), *action.get("parts", ())]),
        )


def _attachments(attachments: list[Document]) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(attachments, start=1):
        yield f"Attachment {place}", "\n".join(str(value) for value in one.values())


def _parts(label: str, value: Document) -> Iterator[tuple[str, str]]:
    for name, part in value.items():
        words = f"{label}: {str(name).replace('_', ' ')}"
        if isinstance(part, Mapping):
            yield from _parts(words, part)
        elif part not in (None, "", [], ()):
            yield words, _text(part)


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(map(_text, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _pieces(was: str, now: str) -> Iterator[Piece]:
    old, new = _WORD.findall(was), _WORD.findall(now)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(Mark.SAME, "".join(old[a:b]))
            continue
        if b > a:
            yield Piece(Mark.TAKEN_OUT, "".join(old[a:b]))
        if d > c:
            yield Piece(Mark.PUT_IN, "".join(new[c:d]))
