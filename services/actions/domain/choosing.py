"""A choice among decisions that people make and machines have no reason to make.

As in proving.py nothing is chosen beforehand; here the first option leaves everything as it is and the last
one says that somebody is not sure. After one of them the link rests, so that trying each in turn fails too.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from services.actions.domain.proving import REST, UNSURE

LEAVE = "leave"


class Unchosen(StrEnum):
    """Why a choice does not count, in words for whoever made it."""

    NOTHING = "Choose one of the options. Nothing was saved yet."
    LEFT = "You chose to leave it as it is, so nothing was saved. After a minute you can choose again."
    UNSURE = "You are not sure, so nothing was saved. Ask a colleague; after a minute you can choose again."
    NOT_ONE = "Choose one of the options that stand here. Wait a minute, then choose again."
    RESTING = (
        "A moment ago an option was chosen that changes nothing, so nothing is taken for a minute. "
        "Wait, then choose again."
    )


#: After these the link rests.
MISTAKEN = frozenset({Unchosen.LEFT, Unchosen.UNSURE, Unchosen.NOT_ONE})


def choice_of(
    sent: Sequence[str], offered: Collection[str], mistaken_at: datetime | None, now: datetime
) -> str | Unchosen:
    """The option that was chosen; several at once are what a machine sends."""
    if mistaken_at is not None and now - mistaken_at < REST:
        return Unchosen.RESTING
    if not any(sent):
        return Unchosen.NOTHING
    if list(sent) == [LEAVE]:
        return Unchosen.LEFT
    if list(sent) == [UNSURE]:
        return Unchosen.UNSURE
    return sent[0] if len(sent) == 1 and sent[0] in offered else Unchosen.NOT_ONE
