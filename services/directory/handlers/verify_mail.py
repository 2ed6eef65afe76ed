"""The mail that asks whether it reaches its person."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

import templates
from services.directory.config import Settings
from services.directory.domain.verifying import LIFETIME, token
from services.directory.handlers.verifying import Question
from services.kit.mail import Dkim, Envelope, Outcome, SmtpPool


async def send(pool: SmtpPool, settings: Settings, question: Question, now: datetime) -> bool:
    """Whether it has left, or may have; when not, it is to be sent later."""
    sender = parseaddr(settings.mail_from)[1]
    message, dkim = bytes(_message(settings, question, now)), Dkim.of(settings)
    signed = dkim.signed(message, now) if dkim else message
    attempt = await pool.send(Envelope(sender, question.person.email, signed))
    return attempt.outcome is not Outcome.DEFERRED


def _message(settings: Settings, question: Question, now: datetime) -> EmailMessage:
    key = settings.session_key.get_secret_value()
    view: dict[str, object] = {
        "person": question.person,
        "organisation": question.organisation,
        "days": LIFETIME.days,
        "link": f"{settings.site}/verify/{token(question.check, key)}",
    }
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = question.person.email
    message["Subject"] = _filled("subject.txt", view).strip()
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=parseaddr(settings.mail_from)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_filled("body.txt", view))
    message.add_alternative(templates.inline(_filled("body.html", view)), subtype="html")
    return message


def _filled(part: str, view: dict[str, object]) -> str:
    return templates.mail.get_template(f"verify-address/{part}").render(view)
