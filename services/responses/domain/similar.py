"""Which questions already asked are near to one that somebody is about to ask.

By the words they share, without their endings. Words that nearly every question about an alert holds count
little. To offer one too many costs a glance; to miss one costs the national team an answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

NEAR = 0.5
AT_LEAST_SHARED = 2
MOST = 3
LIGHT = 0.25

_WORD = re.compile(r"[a-z0-9]+")
_IDLE_WORDS = """
    a about after all also an and any anyone are as at be been before being but by can could did do does done
    either for from had has have how if in into is it its may me might more must my no not of on once one only
    or our out over please same shall should so some such than that the their them then there these they this
    those to too under up us use used uses using was we were what when where whether which while who whom
    whose why will with within would yes you your
"""
_IDLE = frozenset(_IDLE_WORDS.split())
_EVERYWHERE = """
    action actions alert alerts apply applies applied need needs needed nhs number organisation organisations
    patient patients require required requires say says service services staff trust trusts
"""
#: Longest first.
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s")
SHORTEST_STEM = 3


@dataclass(frozen=True)
class Candidate:
    """A question that was asked before, as this reader may see it."""

    question_id: UUID
    question: str
    answer: str | None
    number: int | None
    asked_at: datetime
    #: Shown to all recipients; otherwise the reader's own organisation asked it.
    published: bool


def near(text: str, candidates: Iterable[Candidate], alert_title: str = "") -> list[Candidate]:
    """The nearest few, the nearest first; `alert_title` has words that say little about a question."""
    light = stems(_EVERYWHERE) | stems(alert_title)
    asked = stems(text)
    scored = [(_likeness(asked, stems(candidate.question), light), candidate) for candidate in candidates]
    close = [(score, candidate) for score, candidate in scored if score >= NEAR]
    close.sort(key=lambda pair: (-pair[0], not pair[1].published, pair[1].asked_at))
    return [candidate for _, candidate in close[:MOST]]


def stems(text: str) -> frozenset[str]:
    """The words that carry what a text says, each without its ending."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _IDLE)


def _likeness(one: frozenset[str], other: frozenset[str], light: frozenset[str]) -> float:
    """From 0, nothing shared, to 1, the same words."""
    shared = one & other
    if one == other:
        return float(bool(one))
    if len(shared) < AT_LEAST_SHARED:
        return 0.0
    return 2 * _weight(shared, light) / (_weight(one, light) + _weight(other, light))


def _weight(words: Iterable[str], light: frozenset[str]) -> float:
    return sum(LIGHT if word in light or word.isdecimal() else 1.0 for word in words)


def _stem(word: str) -> str:
    """`allergies` and `allergy`, `recorded` and `recording` come to the same."""
    stem = next((word.removesuffix(ending) for ending in _fitting(word)), word)
    if len(stem) > SHORTEST_STEM:
        stem = stem.rstrip("eyi") or stem
    doubled = len(stem) > SHORTEST_STEM and stem[-1] == stem[-2] and stem[-1] not in "ls"
    return stem[:-1] if doubled else stem


def _fitting(word: str) -> Sequence[str]:
    return [
        ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM
    ]
