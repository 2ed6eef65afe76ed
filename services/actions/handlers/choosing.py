"""Whether a choice was made as people make it."""

from collections.abc import Collection, Sequence

from contracts.links import LinkClaims
from services.actions.domain.choosing import MISTAKEN, Asks, Unchosen, choice_of, is_resting
from services.actions.storage import choosing
from services.kit.database import Transaction


async def chosen(
    tx: Transaction, link: LinkClaims, asks: Asks, sent: Sequence[str], offered: Collection[str]
) -> str | Unchosen:
    """The choice, unless the form rests; one that changes nothing makes it rest."""
    if is_resting(await choosing.mistaken_at(tx, link, asks), tx.now):
        return Unchosen.RESTING
    choice = choice_of(sent, offered)
    if choice in MISTAKEN:
        await choosing.add_mistaken_choice(tx, link, asks)
    return choice
