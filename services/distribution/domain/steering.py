"""Orders of an operator about mails that wait: what they mean, and which are refused."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from contracts.wording import nhs_numbers_in
from services.distribution.domain.sending import KIND_WORDS, Kind

#: What is paused is looked at again this often, so a pause that ends is noticed by itself.
PAUSED_FOR = timedelta(minutes=1)
LONGEST_REASON = 500


class What(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"


#: As a page says them.
WHAT_WORDS = {
    What.PAUSE: "Pause: nothing is sent until somebody resumes",
    What.RESUME: "Resume what was paused",
    What.CANCEL: "Cancel: what has not left yet never leaves",
    What.RETRY: "Try again what failed for good",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which mails; without an alert those of all alerts, without a kind those of every kind."""

    reference: str = ""
    kind: str = ""

    def in_words(self) -> str:
        kind = KIND_WORDS.get(self.kind, self.kind)
        what = f"mails of the kind “{kind}”" if self.kind else "every mail"
        return f"{what} of {self.reference}" if self.reference else f"{what} of all alerts"


@dataclass(frozen=True, slots=True)
class Order:
    """`confirmed` is the alert's reference once more, as whoever orders has typed it."""

    what: What
    scope: Scope
    reason: str
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an order cannot be carried out, and how to mend it; `field` is what to mend."""

    field: str
    words: str


def refusal_of(order: Order) -> Refusal | None:
    """What is wrong with the order by itself; None when nothing is."""
    reason = order.reason.strip()
    if not reason:
        return Refusal("reason", "Say why: it stands in the record of what was done to mails.")
    if len(reason) > LONGEST_REASON:
        return Refusal("reason", f"Say it in at most {LONGEST_REASON} characters; these are {len(reason)}.")
    if nhs_numbers_in(reason):
        return Refusal(
            "reason", "This holds an NHS number. Take it out: nothing here may identify a patient."
        )
    if order.scope.kind and order.scope.kind not in {*Kind}:
        return Refusal("kind", "There is no such kind of mail. Choose one of the list.")
    return _refusal_to_cancel(order) if order.what is What.CANCEL else None


def _refusal_to_cancel(order: Order) -> Refusal | None:
    """What is cancelled cannot be brought back, so it is asked for narrowly and twice."""
    if not order.scope.kind:
        return Refusal("kind", "Choose which kind of mail is cancelled; to stop everything, pause it.")
    if not order.scope.reference:
        return Refusal("reference", "Say of which alert; to stop a kind of mail of all alerts, pause it.")
    if order.confirmed.strip() != order.scope.reference:
        return Refusal(
            "confirmed", f"What is cancelled never leaves. Type {order.scope.reference} to confirm."
        )
    return None
