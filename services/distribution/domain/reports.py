"""Reading what comes to the return path: delivery reports (RFC 3464) and their older and looser kin.

It is a stranger's bytes, so it may be anything; whatever it is, there is a reading of it.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from services.distribution.domain.bounces import (
    MOST_WORDS,
    Report,
    Verdict,
    code_in,
    enhanced_of,
    judge,
    names_nobody,
)

MOST_TEXT = 20_000
_WORST_FIRST = (Verdict.BAD_ADDRESS, Verdict.REFUSED, Verdict.DELAYED, Verdict.AUTOMATIC)
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_QMAIL = re.compile(r"^Hi\. This is the .{0,40}(?:qmail|program at)", re.IGNORECASE)
_QMAIL_RECIPIENT = re.compile(r"^<([^<>\s]{3,254})>:$", re.MULTILINE)
_COPY = re.compile(
    r"^-{3,}.*(?:copy of|below this line|original message|returned)", re.IGNORECASE | re.MULTILINE
)
_LATER = re.compile(
    r"delayed|not yet been delivered|attempts will continue|be(?:ing)? retried|not need to resend",
    re.IGNORECASE,
)
_AWAY = re.compile(r"^\s*(?:automatic reply|auto(?:matic)?[ -]?reply|out of (?:the )?office)", re.IGNORECASE)
_SERVERS = ("mailer-daemon", "postmaster")


def read(raw: bytes) -> Report:
    """Never raises."""
    try:
        return _read(message_from_bytes(raw))
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError, AssertionError):
        # The standard library's reader stumbles over some of what it is not meant for.
        return Report(Verdict.UNCLEAR)


def _read(message: Message) -> Report:
    parts = {part.get_content_type(): part for part in reversed([*message.walk()])}
    returned = _returned_id(message, parts)
    if status := parts.get("message/delivery-status"):
        return _of_status(status, returned)
    if "message/feedback-report" in parts:
        return Report(Verdict.COMPLAINT, message_id=returned)
    if message.get_content_type() == "multipart/report":
        return Report(Verdict.AUTOMATIC, message_id=returned)
    return _of_text(message, _text(message), returned)


def _of_status(status: Message, returned: str | None) -> Report:
    """Of several recipients, the one that fared worst."""
    blocks = status.get_payload()
    read = (_of_recipient(block, returned) for block in blocks if isinstance(block, Message))
    found = [one for one in read if one is not None]
    return min(found, key=lambda one: _WORST_FIRST.index(one.verdict), default=Report(Verdict.UNCLEAR))


def _of_recipient(block: Message, returned: str | None) -> Report | None:
    action, status = _field(block, "Action").lower(), _field(block, "Status")
    if not (action or status):
        return None
    words = _after(_field(block, "Diagnostic-Code"))[:MOST_WORDS]
    verdict, enhanced = judge(action, status, words)
    recipient = _after(_field(block, "Final-Recipient")).strip("<> ") or None
    return Report(verdict, code_in(words), enhanced, words or status, recipient, returned)


def _of_text(message: Message, text: str, returned: str | None) -> Report:
    """Exim's and qmail's own forms, and whatever a mail server writes in prose."""
    failed = _field(message, "X-Failed-Recipients").partition(",")[0].strip()
    is_final = bool(failed or _QMAIL.search(text))
    if not (is_final or _is_from_a_server(message)):
        return Report(Verdict.AUTOMATIC if _is_automatic(message) else Verdict.UNCLEAR, message_id=returned)
    words = _reason(text)
    if not is_final and _LATER.search(text):
        return Report(Verdict.DELAYED, words=words, message_id=returned)
    if not (is_final or words):
        return Report(Verdict.UNCLEAR, message_id=returned)
    verdict, enhanced = judge("failed", None, words)
    named = _QMAIL_RECIPIENT.search(text)
    recipient = failed or (named[1] if named else None)
    return Report(verdict, code_in(words), enhanced, words, recipient, returned)


def _reason(text: str) -> str:
    """The paragraph, from the line that says why; empty when none does."""
    lines = text.splitlines()
    ways = (lambda line: enhanced_of(None, line), code_in, names_nobody)
    at = next((n for way in ways for n, line in enumerate(lines) if way(line.strip())), None)
    if at is None:
        return ""
    ends = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
    return " ".join(" ".join(lines[at:ends]).split())[:MOST_WORDS]


def _is_from_a_server(message: Message) -> bool:
    local = parseaddr(_field(message, "From"))[1].partition("@")[0].lower()
    return local in _SERVERS


def _is_automatic(message: Message) -> bool:
    """RFC 3834, and what programs said before it."""
    said = _field(message, "Auto-Submitted").lower()
    return bool(
        (said and said != "no")
        or _field(message, "X-Autoreply")
        or _field(message, "X-Autorespond")
        or _field(message, "Precedence").lower() == "auto_reply"
        or _AWAY.search(_field(message, "Subject"))
    )


def _returned_id(message: Message, parts: dict[str, Message]) -> str | None:
    """The Message-ID within the report, never the report's own."""
    for place in _places(message, parts):
        if found := _MESSAGE_ID.search(place):
            return found[1]
    return None


def _places(message: Message, parts: dict[str, Message]) -> Iterator[str]:
    if inner := parts.get("message/rfc822"):
        payload = inner.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            yield f"Message-ID: {_field(payload[0], 'Message-ID')}"
    if head := parts.get("text/rfc822-headers"):
        yield _decoded(head)
    if not message.is_multipart():
        yield _decoded(message)


def _text(message: Message) -> str:
    """The words of the first plain part, up to the copy of what came back."""
    plain = (part for part in message.walk() if part.get_content_type() == "text/plain")
    first = next(plain, None)
    text = _decoded(first) if first is not None else ""
    copy = _COPY.search(text)
    return text[: copy.start()] if copy else text


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    octets = payload[:MOST_TEXT] if isinstance(payload, bytes) else b""
    return octets.decode(errors="replace").replace("\r\n", "\n")


def _field(message: Message, name: str) -> str:
    return " ".join(str(message.get(name) or "").split())


def _after(field: str) -> str:
    """`rfc822; somebody@trust.example` without the type before the semicolon."""
    kind, semicolon, value = field.partition(";")
    return value.strip() if semicolon and " " not in kind.strip() else field
