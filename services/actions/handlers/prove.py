"""The choice that shows that a person sent a form."""

from collections.abc import Sequence

from contracts.links import LinkClaims
from services.actions.domain import proving
from services.actions.domain.proving import Mistake, Option
from services.actions.domain.values import Troubles
from services.actions.storage import assignments
from services.kit.database import Transaction


async def options(tx: Transaction, link: LinkClaims, nonce: str) -> tuple[Option, ...]:
    """The organisations a page offers to choose from."""
    own = await assignments.organisation_option(tx, link.ods_code)
    others = await assignments.other_organisations(tx, own, nonce, proving.OTHERS)
    return proving.options(own, others, nonce)


async def weighed(tx: Transaction, link: LinkClaims, chosen: Sequence[str], troubles: Troubles) -> Troubles:
    """The form's troubles with that of the choice; whoever chose wrongly is told of nothing else.

    The caller holds the organisation, so that many forms at once cannot try one option each.
    """
    rested_since = await assignments.mistaken_at(tx, link)
    mistake = proving.mistake(chosen, link.ods_code, rested_since, tx.now)
    if mistake in proving.RESTED_AFTER:
        await assignments.add_mistaken_choice(tx, link)
    if mistake is None:
        return troubles
    return (troubles if mistake is Mistake.NOTHING else {}) | {"organisation": mistake}
