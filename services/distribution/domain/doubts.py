"""Why an acknowledgement needs confirming, in words for whoever sent it."""

from collections.abc import Iterable

from contracts.events.responses import Doubt

SENTENCES = {
    Doubt.SOON_AFTER_DELIVERY: "It came so soon after the mail that nobody can have read the alert.",
    Doubt.KNOWN_SCANNER: "It came from a program that is known to check mails for harmful links.",
    Doubt.HIDDEN_FIELD: "A field of the form was filled in that people do not see.",
    Doubt.EVERY_LINK_OPENED: "Every link of the mail was opened within moments, as mail filters do.",
}


def reasons(doubts: Iterable[Doubt]) -> list[str]:
    """One sentence each, in the order of the list above."""
    given = set(doubts)
    return [sentence for doubt, sentence in SENTENCES.items() if doubt in given]
