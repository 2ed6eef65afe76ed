"""The choice that shows that a person sent a form; peers.md §6.2.

Mail filters open links, run scripts, fill in fields and press buttons. A form that asks for the organisation
counts with the one choice that fits the link, which is never chosen beforehand, never first and never last.
A choice that does not fit makes the link rest, so that trying one option after the other fails too.
Not defended: a machine that happens on the right option by chance and fills in the fields with what could
be true, and one that reads the page as a person does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

ANOTHER = "another"
UNSURE = "unsure"
REST = timedelta(minutes=1)
#: How many organisations are offered beside the right one.
OTHERS = 4


@dataclass(frozen=True)
class Option:
    """One organisation as the form offers it."""

    value: str
    text: str


class Mistake(StrEnum):
    """Why a choice does not count, in words for whoever chose."""

    NOTHING = "Choose the organisation for which you work on this action"
    ANOTHER = (
        "That is not the organisation this link is for, so nothing was saved. Wait a minute, read the first "
        "sentences of the page, and choose again"
    )
    UNSURE = "Nothing was saved. Ask who sent you here; after a minute you can choose again"
    RESTING = (
        "A moment ago an option was chosen that does not fit this link, so nothing is taken for a minute. "
        "Wait, then choose again"
    )


#: After these the link rests.
RESTED_AFTER = frozenset({Mistake.ANOTHER, Mistake.UNSURE})


def options(own: Option, others: Sequence[Option], nonce: str) -> tuple[Option, ...]:
    """In an order of this page's own; the one that fits is neither first nor last."""
    offered = [*others, Option(ANOTHER, "Another organisation")]
    place = 1 + int(sha256(nonce.encode()).hexdigest(), 16) % len(offered)
    offered.insert(place, own)
    return (*offered, Option(UNSURE, "I am not sure"))


def mistake(
    chosen: Sequence[str], ods_code: str, mistaken_at: datetime | None, now: datetime
) -> Mistake | None:
    """None when the choice fits; several at once are what a machine sends."""
    if mistaken_at is not None and now - mistaken_at < REST:
        return Mistake.RESTING
    if not any(chosen):
        return Mistake.NOTHING
    if list(chosen) == [UNSURE]:
        return Mistake.UNSURE
    return None if list(chosen) == [ods_code] else Mistake.ANOTHER
