"""What follows from a report on a mail: whose fault it was, and so whether its address is still mailed.

Codes are those of RFC 3463 and of the servers that trusts run. Servers that give none, or only a
general one, are judged by their words.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid5

from contracts.events.register import Role
from services.distribution.domain.sending import TO_ANYBODY

#: Longer is not read: it is what a stranger's server wrote.
MOST_WORDS = 1000
_BOUNCES = UUID("c6a1b1de-0f0e-4a43-9f6a-2f4f3b0e7d15")


class Verdict(StrEnum):
    """What a report means for the mail it is about."""

    #: Nobody gets a mail at this address until somebody mends it.
    BAD_ADDRESS = "bad_address"
    #: It did not arrive, and not for its address: a policy, a full mailbox, time that ran out.
    REFUSED = "refused"
    #: Of those behind a shared address, somebody did not get it.
    PARTLY = "partly"
    DELAYED = "delayed"
    #: Its reader called it spam.
    COMPLAINT = "complaint"
    #: Out of office, read receipts, and reports of a mail that arrived.
    AUTOMATIC = "automatic"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says about a mail of ours."""

    verdict: Verdict
    code: int | None = None
    enhanced: str | None = None
    words: str = ""
    #: Whom the mail did not reach, as their server calls them.
    recipient: str | None = None
    #: Of our mail, where the report returns its head.
    message_id: str | None = None


#: No such mailbox, no such domain, moved, takes no mail, closed.
_BAD_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310"})
#: They say that it failed, and hardly why.
_GENERAL = frozenset({"5.0.0", "5.1.0", "5.2.0", "5.4.1", "5.5.0"})
_ENHANCED = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_OUR_FAULT = re.compile(
    r"sender|spam|policy|reputation|block ?list|black ?list|blocked|\b(?:spf|dkim|dmarc)\b|content|relay",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:unknown|no such|invalid) (?:user|recipient|mailbox|person|address|domain|local part)"
    r"|(?:user|recipient|mailbox|address|account|domain)\b.{0,40}"
    r"(?:unknown|not found|not exist|n't exist|disabled|inactive|closed|unavailable|not valid|n't valid)"
    r"|recipient ?not ?found|unrouteable address|no mailbox here|(?:domain name|host) not found"
    r"|recipient address rejected: access denied",
    re.IGNORECASE,
)


def judge(action: str, status: str | None, words: str) -> tuple[Verdict, str | None]:
    """The verdict, and the code it rests on. `action` is that of RFC 3464, or empty where none was stated."""
    code = enhanced_of(status, words)
    if action in ("delivered", "relayed", "expanded") or (code or "").startswith("2"):
        return Verdict.AUTOMATIC, code
    if action == "delayed" or (action != "failed" and (code or "").startswith("4")):
        return Verdict.DELAYED, code
    return (Verdict.BAD_ADDRESS if is_bad_address(code, words) else Verdict.REFUSED), code


def is_bad_address(enhanced: str | None, words: str) -> bool:
    """Whether a mail that failed for good did so for its address."""
    if enhanced is not None and enhanced not in _GENERAL:
        return enhanced in _BAD_ADDRESS
    said = words[:MOST_WORDS]
    return bool(_NOBODY.search(said)) and not _OUR_FAULT.search(said)


def enhanced_of(status: str | None, words: str) -> str | None:
    """The stated code, unless the server's own words have one that says more."""
    stated = _ENHANCED.search(status or "")
    spoken = _ENHANCED.search(words[:MOST_WORDS])
    if spoken and (stated is None or stated[0] in _GENERAL):
        return spoken[0]
    return stated[0] if stated else None


def code_in(words: str) -> int | None:
    """The plain code of SMTP in a server's words."""
    found = _CODE.search(words[:MOST_WORDS])
    return int(found[1]) if found else None


def names_nobody(words: str) -> bool:
    """Whether words alone say that there is no such mailbox."""
    return bool(_NOBODY.search(words[:MOST_WORDS]))


def told(kind: str, status: str | None, words: str) -> Verdict:
    """Of one that a mail provider tells: it calls each hard, soft or a complaint."""
    if kind == "complaint":
        return Verdict.COMPLAINT
    if kind == "soft":
        return Verdict.DELAYED
    enhanced = enhanced_of(status, words)
    if enhanced is None and not _OUR_FAULT.search(words[:MOST_WORDS]):
        return Verdict.BAD_ADDRESS
    return Verdict.BAD_ADDRESS if is_bad_address(enhanced, words) else Verdict.REFUSED


def as_for(report: Report, address: str, role: str) -> Report:
    """Who reads a shared mailbox may be gone while the mailbox itself is not."""
    other = report.recipient is not None and folded(report.recipient) != folded(address)
    shared_still_there = report.verdict is Verdict.BAD_ADDRESS and role == Role.SHARED_MAILBOX and other
    return replace(report, verdict=Verdict.PARTLY) if shared_still_there else report


def marks_address(kind: str) -> bool:
    """Owners and executives stand in no register where an address could be mended; who asked them is told."""
    return kind not in TO_ANYBODY


def folded(address: str) -> str:
    """An address as it is compared: capitals make no other mailbox."""
    return address.strip().casefold()


def bounce_id(person_id: UUID, reference: str) -> UUID:
    """The same for every mail about an alert to a person, so that others are told once."""
    return uuid5(_BOUNCES, f"{person_id}/{reference}")
