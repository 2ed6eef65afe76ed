"""Domains from which nothing is ever heard although their mail servers take our mails.

A mail that is taken and then held back by a filter looks like one that was read, until somebody asks. One
person may be away, or answer late; a whole domain of people who say nothing to several alerts is most likely
not reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: To so many different alerts, each of which asked somebody there to answer …
ALERTS = 3
#: … and for so long since the first of them: longer than any deadline to acknowledge, and than most holidays.
LONG = timedelta(days=14)


@dataclass(frozen=True)
class Unanswered:
    """One alert that mail servers took for a domain, for organisations that must answer it."""

    reference: str
    #: When the first mail about it was taken there.
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class Domain:
    """What is known of everybody who is registered with an address there, whatever their organisation."""

    name: str
    #: Code and name of each organisation.
    organisations: tuple[tuple[str, str], ...]
    people: int
    alerts: tuple[Unanswered, ...]
    #: When somebody there last did anything behind a link of ours, or a mail last came back from there.
    last_sign_at: datetime | None = None


@dataclass(frozen=True)
class Silent:
    """A gap, and since when it is one."""

    domain: Domain
    alerts: int
    since: datetime


def silent(domains: Iterable[Domain], now: datetime) -> tuple[Silent, ...]:
    """Those where at least `ALERTS` alerts were taken after the last sign, the first at least `LONG` ago.

    A sign is what happens only where mails arrive: somebody sends a form behind their link, verifies their
    address or signs in by a mailed code; or a mail comes back, which is another gap. Longest silent first.
    """
    found = (judged for one in domains if (judged := _judged(one, now)))
    return tuple(sorted(found, key=lambda one: (one.since, one.domain.name)))


def _judged(domain: Domain, now: datetime) -> Silent | None:
    sign = domain.last_sign_at
    after = [one.taken_at for one in domain.alerts if sign is None or one.taken_at > sign]
    if len(after) < ALERTS or now - min(after) < LONG:
        return None
    return Silent(domain, len(after), min(after))
