"""A choice that people make and machines have no reason to make.

Mail scanners open every link, run scripts, fill in fields and press buttons. So what counts as a person's
word hangs on a choice that is never made beforehand; the first option and the last one change nothing, and
after one of them, or a wrong one, the form rests, so that trying one option after the other fails too.
Not defended: a machine that picks a right option by chance at its first try, and one that reads as people do.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

LEAVE, UNSURE, ANOTHER = "leave", "unsure", "another"
REST = timedelta(minutes=1)


class Asks(StrEnum):
    """The forms that ask for such a choice; each rests by itself."""

    DECISION = "decision"
    SIGN_OFF = "sign_off"
    SIGNATURE = "signature"


class Unchosen(StrEnum):
    """Why a choice does not count, in words for whoever made it."""

    NOTHING = "Choose one of the options. Nothing was saved yet."
    LEFT = "You chose to leave it as it is, so nothing was saved. After a minute you can choose again."
    UNSURE = "You are not sure, so nothing was saved. Ask a colleague; after a minute you can choose again."
    ANOTHER = (
        "That is not the organisation that asked you, so nothing was saved. "
        "Wait a minute, read who asks you, and choose again."
    )
    SEVERAL = "Choose one option only. Nothing was saved. Wait a minute, then choose again."
    RESTING = (
        "A moment ago an option was chosen that changes nothing, so nothing is taken for a minute. "
        "Wait, then choose again."
    )


#: After these the form rests.
MISTAKEN = frozenset(Unchosen) - {Unchosen.NOTHING, Unchosen.RESTING}


@dataclass(frozen=True)
class Choice:
    """One option as the page offers it."""

    value: str
    text: str


def choice_of(sent: Sequence[str], offered: Collection[str]) -> str | Unchosen:
    """The option that was chosen; several at once are what a machine sends."""
    if not any(sent):
        return Unchosen.NOTHING
    if list(sent) == [LEAVE]:
        return Unchosen.LEFT
    if list(sent) == [UNSURE]:
        return Unchosen.UNSURE
    if len(sent) > 1:
        return Unchosen.SEVERAL
    return sent[0] if sent[0] in offered else Unchosen.ANOTHER


def is_resting(mistaken_at: datetime | None, now: datetime) -> bool:
    """Whether the last choice that did not fit was too short a while ago."""
    return mistaken_at is not None and now - mistaken_at < REST


def organisations_offered(own: Choice, others: Sequence[Choice], nonce: str) -> tuple[Choice, ...]:
    """In an order of this page's own; the one that fits is neither first nor last."""
    offered = [*others, Choice(ANOTHER, "Another organisation")]
    offered.insert(1 + int(sha256(nonce.encode()).hexdigest(), 16) % len(offered), own)
    return (*offered, Choice(UNSURE, "I am not sure"))
