"""Noting in the audit what somebody did by a link of their own."""

from contracts.links import LinkClaims
from services.kit import audit
from services.kit.database import Transaction


def by_link(
    tx: Transaction, link: LinkClaims, what: str, *, version: int, **details: str | int | bool | list[str]
) -> None:
    """Note it of the organisation and of the alert's version that it is about.

    Whoever holds the link is called as when they look at something, so that one search finds both.
    """
    about = f"{link.reference} {link.ods_code}"
    where: dict[str, str | int] = {"ods_code": link.ods_code, "version": version}
    audit.note(tx, f"link/{link.person_id}", what, about, **where, **details)
