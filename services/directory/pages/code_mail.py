"""The mail that carries a code."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from http import HTTPStatus

import templates
from services.directory.config import Settings
from services.directory.domain.sign_in import LIFETIME
from services.directory.handlers import FreshCode
from services.kit.log import log
from services.kit.mail import Dkim, Envelope, Outcome, SmtpPool
from services.kit.web import Refused


async def send(settings: Settings, fresh: FreshCode, now: datetime) -> None:
    """Hand the mail over at once, on a connection of its own: codes are rare. Raises Refused."""
    sender = parseaddr(settings.mail_from)[1]
    message, dkim = bytes(_message(settings, fresh, now)), Dkim.of(settings)
    pool = SmtpPool(settings)
    try:
        attempt = await pool.send(
            Envelope(sender, fresh.email, dkim.signed(message, now) if dkim else message)
        )
    finally:
        await pool.close()
    # Not knowing whether it arrived is no reason to send the reader away: the code may be there.
    if attempt.outcome in (Outcome.DEFERRED, Outcome.REFUSED):
        log.warning(
            "a sign-in code could not be mailed", outcome=attempt.outcome.value, reply_code=attempt.code
        )
        raise Refused(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The code could not be mailed",
            "The mail server did not take it.",
            was_saved="",
            what_to_do="Try again in a few minutes. If it goes on, tell whoever runs this service.",
        )


def _message(settings: Settings, fresh: FreshCode, now: datetime) -> EmailMessage:
    view = {"code": fresh.code, "minutes": int(LIFETIME.total_seconds() // 60), "site": settings.site}
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = fresh.email
    message["Subject"] = _filled("subject.txt", view).strip()
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=parseaddr(settings.mail_from)[1].rpartition("@")[2])
    # Out-of-office answers to a code help nobody.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_filled("body.txt", view))
    message.add_alternative(templates.inline(_filled("body.html", view)), subtype="html")
    return message


def _filled(part: str, view: dict[str, object]) -> str:
    return templates.mail.get_template(f"sign-in-code/{part}").render(view)
