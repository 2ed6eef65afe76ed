"""Whether an acknowledgement may be a machine's, although its form was filled in as a person does.

A doubtful one is kept and does not count; the person is asked to confirm it, and the confirmation is judged
in the same way, by what holds when it is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.events.responses import Doubt
from services.responses.domain.forms import SentForm


class MailedPage(StrEnum):
    """The pages that a mail about an alert leads to, as far as they are shown here."""

    ALERT = "alert"
    NOT_ME = "not_me"


@dataclass(frozen=True)
class Caution:
    """From when on an acknowledgement is doubted, and how often its person is asked again."""

    soon: timedelta
    together: timedelta
    #: Parts of the names by which programs introduce themselves, in small letters.
    scanners: tuple[str, ...]
    pause: timedelta


@dataclass(frozen=True)
class Trail:
    """What else is known of a link: when its mails were taken, earliest first, and its pages last opened."""

    mailed_at: Sequence[datetime]
    opened_at: Mapping[MailedPage, datetime]


@dataclass(frozen=True)
class Doubted:
    """A doubtful acknowledgement as it was kept."""

    doubts: tuple[Doubt, ...]
    sent_at: datetime


def doubts_about(form: SentForm, trail: Trail, caution: Caution) -> tuple[Doubt, ...]:
    """Every reason to doubt that a person sent this form; none for most."""
    found = {
        Doubt.SOON_AFTER_DELIVERY: _is_soon(form, trail.mailed_at, caution.soon),
        Doubt.KNOWN_SCANNER: is_known_scanner(form.user_agent, caution),
        Doubt.HIDDEN_FIELD: bool(form.honeypot),
        Doubt.EVERY_LINK_OPENED: _all_opened(trail, form.sent_at, caution.together),
    }
    return tuple(doubt for doubt, holds in found.items() if holds)


def is_known_scanner(user_agent: str, caution: Caution) -> bool:
    return any(scanner in user_agent.lower() for scanner in caution.scanners)


def is_asked_again(asked_at: datetime | None, now: datetime, caution: Caution) -> bool:
    """Whether a mail asks the person to confirm: not soon after another, or a machine could flood them."""
    return asked_at is None or now - asked_at >= caution.pause


def _is_soon(form: SentForm, mailed_at: Sequence[datetime], soon: timedelta) -> bool:
    """Around the first mail, as some scanners look into it before its server has taken it.

    Later ones count only for a page that was opened since: who sits before the page is not hurried by them.
    """
    around_first = any(abs(form.sent_at - first) < soon for first in mailed_at[:1])
    shown_at = form.shown_at or form.sent_at
    return around_first or any(at <= shown_at and form.sent_at - at < soon for at in mailed_at)


def _all_opened(trail: Trail, sent_at: datetime, together: timedelta) -> bool:
    """People go straight to the alert; what opens all that a mail leads to looks for something else."""
    opened = trail.opened_at
    return all(page in opened and sent_at - opened[page] < together for page in MailedPage)
