"""Whether a choice was made as people make it."""

from collections.abc import Collection, Sequence

from contracts.links import LinkClaims
from services.actions.domain.choosing import MISTAKEN, Unchosen, choice_of
from services.actions.storage import assignments
from services.kit.database import Transaction


async def chosen(
    tx: Transaction, link: LinkClaims, sent: Sequence[str], offered: Collection[str]
) -> str | Unchosen:
    """The choice, unless the link rests; one that changes nothing makes it rest. The caller holds."""
    choice = choice_of(sent, offered, await assignments.mistaken_at(tx, link), tx.now)
    if choice in MISTAKEN:
        await assignments.add_mistaken_choice(tx, link)
    return choice
