"""What follows from an attempt at a mail, and what is told of it."""

import re
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from contracts.events.alerts import AlertIssued, AlertOutcome, AlertStatus
from contracts.links import LinkPurpose
from services.distribution.domain.audience import EXECUTIVE, OWNER

#: No mail is tried for longer; by then somebody has to look.
GIVE_UP_AFTER = timedelta(hours=24)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
#: While the server cannot be reached, no mail is at fault, so none waits long once it is back.
LONGEST_DELAY_UNREACHED = timedelta(seconds=30)
FIRST_DELAY_UNREACHED = timedelta(seconds=2)
#: Fits into a `Line` of the events.
LONGEST_REPLY = 280
_ADDRESS = re.compile(r"[^\s<>\"'()\[\],;:]+@[^\s<>\"'()\[\],;:]+")
_MESSAGE_IDS = UUID("e0a4c4a2-6a0c-4a8e-9d5c-0b6b1c1f7d52")


class Kind(StrEnum):
    """Kinds of mail; also the names of their templates."""

    ALERT_ISSUED = "alert-issued"
    ALERT_NOT_FOR_YOU = "alert-not-for-you"
    ALERT_SENT_IN_ERROR = "alert-sent-in-error"
    ALERT_WITHDRAWN = "alert-withdrawn"
    ALERT_SUPERSEDED = "alert-superseded"
    ALERT_CLOSED = "alert-closed"
    ACKNOWLEDGEMENT_DOUBTED = "acknowledgement-doubted"
    ACTION_ASSIGNED = "action-assigned"
    ASSIGNMENT_ENDED = "assignment-ended"
    ACTION_REFUSED = "action-refused"
    SIGN_OFF_REQUESTED = "sign-off-requested"
    SIGN_OFF_SETTLED = "sign-off-settled"
    SIGN_OFF_WITHDRAWN = "sign-off-withdrawn"
    QUESTION_ANSWERED = "question-answered"
    QUESTIONS_PUBLISHED = "questions-published"
    PARTNER_COMMENTED = "partner-commented"
    CHASE = "chase"
    ADDRESS_BOUNCED = "address-bounced"


#: As a page says them.
KIND_WORDS: dict[str, str] = {
    Kind.ALERT_ISSUED: "Alert",
    Kind.ALERT_NOT_FOR_YOU: "Alert that is no longer for the organisation",
    Kind.ALERT_SENT_IN_ERROR: "Alert that was sent in error",
    Kind.ALERT_WITHDRAWN: "Alert withdrawn",
    Kind.ALERT_SUPERSEDED: "Alert superseded",
    Kind.ALERT_CLOSED: "Alert closed",
    Kind.ACKNOWLEDGEMENT_DOUBTED: "Acknowledgement to be confirmed",
    Kind.ACTION_ASSIGNED: "Action assigned to an owner",
    Kind.ASSIGNMENT_ENDED: "Action taken back from an owner",
    Kind.ACTION_REFUSED: "Action that is not for its owner",
    Kind.SIGN_OFF_REQUESTED: "Sign-off asked of an executive",
    Kind.SIGN_OFF_SETTLED: "Sign-off given or sent back",
    Kind.SIGN_OFF_WITHDRAWN: "Sign-off no longer asked of an executive",
    Kind.QUESTION_ANSWERED: "Answer to a question",
    Kind.QUESTIONS_PUBLISHED: "Published questions",
    Kind.PARTNER_COMMENTED: "Comment of a patient safety partner",
    Kind.CHASE: "Reminder or escalation",
    Kind.ADDRESS_BOUNCED: "Told that a mail to somebody else came back",
}
#: To people whom the register need not know: `person_id` is their assignment, or what they are to sign.
TO_ANYBODY = frozenset(
    {Kind.ACTION_ASSIGNED, Kind.ASSIGNMENT_ENDED, Kind.SIGN_OFF_REQUESTED, Kind.SIGN_OFF_WITHDRAWN}
)
#: What tells that an alert is at its end.
ENDING = {
    AlertOutcome.WITHDRAWN: Kind.ALERT_WITHDRAWN,
    AlertOutcome.SUPERSEDED: Kind.ALERT_SUPERSEDED,
    AlertOutcome.CLOSED: Kind.ALERT_CLOSED,
}
#: What tells somebody that nothing is asked of them any more, whatever it was.
_ENDINGS = frozenset(ENDING.values()) | {Kind.ALERT_SENT_IN_ERROR}
#: What is left to be said of an ended alert, and to whom it was sent in error: just that, the answer that
#: somebody waits for, and that an address is dead. Chasing has its own rule: one mail may be about several.
OUTLIVES_AN_ALERT = _ENDINGS | {Kind.QUESTION_ANSWERED, Kind.ADDRESS_BOUNCED, Kind.CHASE}
STOPPED_BY_END = frozenset(Kind) - OUTLIVES_AN_ALERT
#: Of mails that go to registered people and others alike, the role tells what a link may be for.
_OF_ROLE = {OWNER: LinkPurpose.ACT, EXECUTIVE: LinkPurpose.SIGN}
#: Where a link leads.
WAYS = {LinkPurpose.ANSWER: "answer", LinkPurpose.ACT: "owner", LinkPurpose.SIGN: "sign-off"}


def purpose_of(kind: Kind, role: str) -> LinkPurpose | None:
    """What the link in such a mail is for; None where there is nothing left to open, or more than one."""
    if kind is Kind.CHASE:
        return None
    if kind in _ENDINGS:
        return _OF_ROLE.get(role, LinkPurpose.ANSWER)
    if kind not in TO_ANYBODY:
        return LinkPurpose.ANSWER
    return {Kind.ACTION_ASSIGNED: LinkPurpose.ACT, Kind.SIGN_OFF_REQUESTED: LinkPurpose.SIGN}.get(kind)


class Lane(IntEnum):
    """Which mail goes first when there are many; whatever is practice goes behind all that is real."""

    IMMEDIATE = 5
    MUST_RESPOND = 10
    #: Somebody is asked for something, or no longer.
    REQUEST = 15
    ANSWER = 20
    FOR_INFORMATION = 30
    REMINDER = 33
    DIGEST = 35
    NOT_ACTUAL = 40


class State(StrEnum):
    """How a mail stands; of those that are open, `claimed` is in the hands of a sender."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    #: It may have arrived and may not; it is sent again and says so.
    UNKNOWN = "unknown"
    #: Never sent, or not again: the person was no longer registered or asked, or mail comes back from there.
    SUPPRESSED = "suppressed"


class Outcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Tried(NamedTuple):
    """One attempt, with what the server said; `code` is None when it said nothing."""

    ledger_id: int
    attempt: int
    first_attempt_at: datetime
    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    code: int | None
    reply: str
    #: The mail server it was tried with last; None when it came to none.
    route: str | None = None
    #: How long such an answer is worth waiting for the first time; None for as long as usual.
    first_delay: timedelta | None = None


class Standing(NamedTuple):
    """How the mail stands after an attempt."""

    state: State
    reply: str
    next_attempt_at: datetime | None = None


def standing_after(tried: Tried, jitter: float) -> Standing:
    """`jitter` from 0 to 1 spreads what failed together; nothing is tried longer than a day."""
    reply = without_addresses(tried.reply)
    if tried.outcome is Outcome.ACCEPTED:
        return Standing(State.ACCEPTED, reply)
    if tried.outcome is Outcome.REFUSED:
        return Standing(State.BOUNCED, reply)
    again_at = tried.ended_at + back_off(tried, jitter)
    if again_at - tried.first_attempt_at <= GIVE_UP_AFTER:
        state = State.UNKNOWN if tried.outcome is Outcome.UNKNOWN else State.DEFERRED
        return Standing(state, reply, next_attempt_at=again_at)
    if tried.outcome is Outcome.UNKNOWN:
        # It may have arrived: to call it bounced would be a guess.
        return Standing(State.UNKNOWN, f"gave up after 24 hours: {reply}"[:LONGEST_REPLY])
    return Standing(State.BOUNCED, f"gave up after 24 hours: {reply}"[:LONGEST_REPLY])


def back_off(tried: Tried, jitter: float) -> timedelta:
    """30 seconds, or what the server's answer calls for, doubling up to an hour, and up to a fifth more."""
    first, longest = tried.first_delay or FIRST_DELAY, LONGEST_DELAY
    if is_unreached(tried):
        first, longest = FIRST_DELAY_UNREACHED, LONGEST_DELAY_UNREACHED
    doubled: timedelta = first * 2 ** min(tried.attempt - 1, 12)
    return min(doubled, longest) * (1 + jitter / 5)


def is_unreached(tried: Tried) -> bool:
    """Whether the server was not there to say anything, which is no fault of the mail."""
    return tried.outcome is Outcome.DEFERRED and tried.code is None


def without_addresses(reply: str) -> str:
    """The server's words as one printable line that names nobody; servers like to repeat the address."""
    # Said millions of times, and nearly always as short and plain as this.
    if reply.isprintable() and "@" not in reply:
        printable = reply
    else:
        spaced = "".join(letter if letter.isprintable() else " " for letter in reply)
        printable = _ADDRESS.sub("[address]", spaced)
    return " ".join(printable.split())[:LONGEST_REPLY]


def lane(alert: AlertIssued, *, must_respond: bool) -> Lane:
    """Real alerts first, first of these whoever must answer, and of those whoever must act at once."""
    if alert.status is not AlertStatus.ACTUAL:
        return Lane.NOT_ACTUAL
    if not must_respond:
        return Lane.FOR_INFORMATION
    return Lane.IMMEDIATE if is_immediate(alert.category) else Lane.MUST_RESPOND


def is_immediate(category: str | None) -> bool:
    """As issuers have worded it: "Immediate Action", "Important information for immediate action"."""
    return "immediate action" in " ".join((category or "").casefold().split())


def lane_of(kind: Kind, alert: AlertIssued) -> Lane:
    """Of a mail about something that was said on an alert; what nobody waits for goes last."""
    if alert.status is not AlertStatus.ACTUAL:
        return Lane.NOT_ACTUAL
    if kind in _ENDINGS:
        return lane(alert, must_respond=True)
    other = {
        Kind.QUESTION_ANSWERED: Lane.ANSWER,
        Kind.PARTNER_COMMENTED: Lane.ANSWER,
        Kind.QUESTIONS_PUBLISHED: Lane.DIGEST,
        Kind.CHASE: Lane.REMINDER,
    }
    return other.get(kind, Lane.REQUEST)


def message_id(
    domain: str, person_id: UUID, reference: str, version: int, kind: Kind, occasion_id: UUID | None = None
) -> str:
    """The same mail has the same Message-ID however often it is sent, so that a mailbox can drop a repeat."""
    name = f"{person_id}/{reference}/{version}/{kind}/{occasion_id or ''}"
    return f"<{uuid5(_MESSAGE_IDS, name)}@{domain}>"
