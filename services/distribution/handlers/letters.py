"""Writing mails: once for each subject, then filled in for each person."""

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from uuid import UUID

import templates
from contracts.events.alerts import AlertEnded, AlertIssued
from contracts.invitations import invitation
from contracts.links import LinkPurpose, packed
from services.distribution.config import Settings
from services.distribution.domain.audience import role_name
from services.distribution.domain.errors import LinksCannotBeSigned
from services.distribution.domain.letters import (
    PERSONAL,
    Letter,
    Values,
    Written,
    cut,
    date_of,
    mailbox,
    mark,
)
from services.distribution.domain.sending import WAYS, Kind, purpose_of
from services.distribution.handlers import views
from services.distribution.handlers.bounces import return_path_of
from services.distribution.handlers.views import Subject
from services.distribution.storage.claims import Claimed
from services.kit.database import Transaction
from services.kit.log import log
from services.kit.mail import Dkim, Envelope, Form
from services.kit.signing import Signer, Verifier, public_key_of

#: Whoever is told that an alert holds no more is told that its briefing is off.
TELL_OF_BRIEFINGS = frozenset(
    {
        Kind.ALERT_ISSUED,
        Kind.ALERT_NOT_FOR_YOU,
        Kind.ALERT_SENT_IN_ERROR,
        Kind.ALERT_WITHDRAWN,
        Kind.ALERT_SUPERSEDED,
    }
)
MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class LetterInForm:
    """A letter, and its form as it goes over the wire."""

    letter: Letter
    form: Form


class Letters:
    """The letters written lately, and what is needed to fill them in."""

    def __init__(self, settings: Settings) -> None:
        """Raises LinksCannotBeSigned."""
        self._settings = settings
        self._signer = signer_of(settings)
        self._dkim = Dkim.of(settings)
        self._sender = parseaddr(settings.mail_from)[1]
        self._return_path = return_path_of(settings)
        self._kept: OrderedDict[Subject, LetterInForm] = OrderedDict()

    async def for_each(self, tx: Transaction, mails: Iterable[Claimed]) -> list[LetterInForm | None]:
        """The letters of these mails; None for one that cannot be written, which holds up no other."""
        subjects = [Subject.of(mail) for mail in mails]
        found: dict[Subject, LetterInForm | None] = {}
        for subject in dict.fromkeys(subjects):
            ready = self._kept.pop(subject, None) or await self._written(tx, subject)
            found[subject] = ready
            # What a chasing mail asks may be answered before it is tried again.
            if ready is not None and subject.kind != Kind.CHASE:
                self._kept[subject] = ready
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return [found[subject] for subject in subjects]

    def envelope(self, mail: Claimed, ready: LetterInForm, now: datetime) -> Envelope:
        """One person's mail, complete."""
        between = ready.letter.between(self._values(mail, now))
        sender = self._return_path.address(mail.id) if self._return_path else self._sender
        if self._dkim:
            signed = self._dkim.signed(ready.form.in_pieces(between), now)
            return Envelope(sender, mail.address, signed)
        return Envelope(sender, mail.address, ready.form.filled(between))

    async def _written(self, tx: Transaction, subject: Subject) -> LetterInForm | None:
        view = await views.view_of(tx, subject) | {"answer_link": self._answer_link}
        try:
            letter = write(Kind(subject.kind), view, self._settings)
            return LetterInForm(letter, Form(letter.pieces))
        except Exception as error:  # noqa: BLE001 — whatever an alert holds, the mails of others must go out
            log.error("letter cannot be written", reference=subject.reference, error=type(error).__name__)
            return None

    def _values(self, mail: Claimed, now: datetime) -> Values:
        return Values(
            to=mailbox(mail.person_name, mail.address),
            date=date_of(now),
            message_id=mail.message_id,
            more=f"\r\nX-Cascade-Repeat: {mail.repeated}" if mail.repeated else "",
            person_name=mail.person_name,
            link=self._link(mail),
            role_name=role_name(mail.role),
            organisation_name=mail.organisation_name,
            ods_code=mail.ods_code,
            colleagues=mail.colleagues,
        )

    def _link(self, mail: Claimed) -> str:
        """The person's own; without a purpose, the way to our door, for templates show none."""
        purpose = _purpose_of(mail.kind, mail.role)
        if purpose is None:
            return self._settings.site
        claims = packed(mail.person_id, mail.ods_code, mail.reference, mail.version, purpose)
        return self._signed(purpose, claims)

    def _answer_link(self, person_id: UUID, ods_code: str, reference: str, version: int) -> str:
        """One of several in a mail that is written for one person."""
        purpose = LinkPurpose.ANSWER
        return self._signed(purpose, packed(person_id, ods_code, reference, version, purpose))

    def _signed(self, purpose: LinkPurpose, claims: bytes) -> str:
        return f"{self._settings.site}/{WAYS[purpose]}/{self._signer.sign(claims)}"


@lru_cache(maxsize=256)
def _purpose_of(kind: str, role: str) -> LinkPurpose | None:
    return purpose_of(Kind(kind), role)


def write(kind: Kind, view: dict[str, Any], settings: Settings) -> Letter:
    """Render a kind of mail with marks where one person's values belong, and cut it there."""
    # Drawn anew for each letter, so that no alert can hold a mark.
    secret = f"Q{secrets.token_hex(8).upper()}Q"
    view = view | {"site": settings.site} | {name: mark(secret, name) for name in PERSONAL}
    subject, text, html = (
        templates.mail.get_template(f"{kind}/{part}").render(view)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    written = Written(subject, text, templates.inline(html), secret, _calendar(kind, view, settings))
    return cut(written, headers_of_all(settings))


def _calendar(kind: Kind, view: dict[str, Any], settings: Settings) -> str | None:
    """With the alert and its later versions, and where an alert that announced a briefing is at its end."""
    issued: AlertIssued | None = view.get("issued")
    if issued is None or issued.briefing is None or kind not in TELL_OF_BRIEFINGS:
        return None
    ended: AlertEnded | None = view.get("ended")
    if ended and ended.ended_at >= issued.briefing.ends_at:
        return None
    sender = settings.reply_to or parseaddr(settings.mail_from)[1]
    return invitation(issued, issued.briefing, sender, withdrawn=kind is not Kind.ALERT_ISSUED)


def headers_of_all(settings: Settings) -> dict[str, str]:
    """RFC 3834 and its kin: no holiday notice should answer, and a mailbox can sort by list."""
    name, address = parseaddr(settings.mail_from)
    return {
        "From": mailbox(name, address),
        "Reply-To": settings.reply_to or address,
        "List-Id": f"Patient safety alerts <alerts.{address.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def signer_of(settings: Settings) -> Signer:
    """The key of the first id, once it is known to be the one that readers check with."""
    key_id, _, public = settings.link_public_keys.partition(",")[0].strip().partition(":")
    private = settings.link_private_key.get_secret_value()
    if not (key_id and public and private):
        raise LinksCannotBeSigned(
            "Mails need signed links: set CASCADE_LINK_PRIVATE_KEY and CASCADE_LINK_PUBLIC_KEYS."
        )
    try:
        Verifier.of(settings.link_public_keys)
        signs = public_key_of(private) == public.rstrip("=")
    except ValueError as error:
        raise LinksCannotBeSigned("The keys for links cannot be read; each is base64 of 32 bytes.") from error
    if not signs:
        raise LinksCannotBeSigned("CASCADE_LINK_PRIVATE_KEY is not the key of the first public one.")
    return Signer.of(key_id, private)
