"""What a person is told when a link or a form does not count: what happened, and what to do."""

from http import HTTPStatus
from typing import NamedTuple

from contracts.events.responses import Doubt
from services.responses.domain.answering import AnswerOutcome, Settled
from services.responses.domain.experience import LONGEST_EXPERIENCE, ModerationOutcome
from services.responses.domain.forms import LONGEST_NOTE, LONGEST_QUESTION, LONGEST_REASON, Outcome
from services.responses.domain.links import LinkTrouble
from services.responses.domain.partner import LONGEST_COMMENT
from services.responses.domain.questions import LONGEST_ANSWER
from services.responses.handlers.mine import NoWayIn


class Refusal(NamedTuple):
    """One page of an error."""

    status: HTTPStatus
    title: str
    what_happened: str
    what_to_do: str


LINKS = {
    LinkTrouble.BROKEN: Refusal(
        HTTPStatus.NOT_FOUND,
        "This link does not work",
        "The address is not whole, or this service did not make it, or its key has been retired since.",
        "Open the link in the mail once more, or copy the whole address, which may run over several lines. "
        "If it still fails, open /mine on this site: sign in with the address that the mail came to, and "
        "type the alert's reference.",
    ),
    LinkTrouble.OTHER_PURPOSE: Refusal(
        HTTPStatus.BAD_REQUEST,
        "This link is for something else",
        "The link is genuine, but it was not made for answering an alert.",
        "Open the link that stands under the button in the mail about the alert.",
    ),
    LinkTrouble.NOT_HEARD_YET: Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "This alert is on its way",
        "Your link is genuine, but this page has not received the whole alert yet.",
        "Try again in a minute.",
    ),
    LinkTrouble.NOT_REGISTERED: Refusal(
        HTTPStatus.FORBIDDEN,
        "This link can no longer be used",
        "The person it was made for is not registered for this organisation at present.",
        "If you have just been registered, try again in a minute. Otherwise ask the executive lead for "
        "patient safety of your organisation: they tell the national team who holds the role.",
    ),
    LinkTrouble.NOT_FOR_ORGANISATION: Refusal(
        HTTPStatus.FORBIDDEN,
        "This alert is not for your organisation",
        "The organisation this link was made for is not among those that this alert is for.",
        "Nothing needs to be done. If you think that it should be, ask the national team.",
    ),
}


NO_WAY_IN = {
    NoWayIn.NOT_REGISTERED: Refusal(
        HTTPStatus.FORBIDDEN,
        "You are not registered for an organisation",
        "The register has nobody with your address who is sent alerts at present.",
        "If you have just been registered, try again in a minute. Otherwise ask the executive lead for "
        "patient safety of your organisation: they tell the national team who holds the role.",
    ),
    NoWayIn.UNKNOWN: Refusal(
        HTTPStatus.NOT_FOUND,
        "There is no alert with this reference",
        "Nothing with this reference has arrived here.",
        "Check the reference against the mail. One that was issued a moment ago will be here in a minute.",
    ),
    NoWayIn.NOT_FOR_ORGANISATION: LINKS[LinkTrouble.NOT_FOR_ORGANISATION]._replace(
        what_happened="No organisation you are registered for is among those that this alert is for.",
    ),
}
UNREADABLE_REFERENCE = "Enter the reference as it stands in the mail, such as NatPSA/2025/006/NHSPS"


class Advice(NamedTuple):
    """What stands beside a form that did not count, and the status of that answer."""

    text: str
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY


FORMS = {
    Outcome.NOT_OURS: Advice(
        "What was sent did not come from this page, so nothing was saved. Please answer here.",
        HTTPStatus.FORBIDDEN,
    ),
    Outcome.FILLED_BY_MACHINE: Advice(
        "A hidden field that people cannot see was filled in, so nothing was saved. Please answer here; if a "
        "program fills in forms for you, turn it off for this page.",
        HTTPStatus.FORBIDDEN,
    ),
    Outcome.KNOWN_SCANNER: Advice(
        "This was sent by a program of the kind that mail filters use, so nothing was saved. Open the link "
        "in an ordinary browser.",
        HTTPStatus.FORBIDDEN,
    ),
    Outcome.NO_SUCH_ACTION: Advice(
        "The alert has no action of that number, so nothing was saved. Choose what the question is about."
    ),
    Outcome.TOO_FAST: Advice(
        "That was faster than a person can read, so nothing was saved. Look again and press the button again."
    ),
    Outcome.TOO_OLD: Advice(
        "The page had been open for more than a day, so nothing was saved yet. What you entered is still "
        "here: look whether the alert has changed, and press the button once more."
    ),
    Outcome.NOTHING_CHOSEN: Advice("Choose one of the options. Nothing was saved yet."),
    Outcome.ANOTHER_CHOSEN: Advice(
        "That is not the organisation this link is for, so nothing was saved. Wait a minute, read the "
        "sentence above the options, and choose again. If the organisation named there is not yours, "
        "say that the link is not for you."
    ),
    Outcome.UNSURE: Advice(
        "Nothing was saved. Read the alert first, or ask a colleague; you can come back by the same link. "
        "After a minute you can choose again."
    ),
    Outcome.RESTING: Advice(
        "A moment ago an option was chosen that does not fit this link, so nothing is taken for a minute. "
        "Wait, then choose again.",
        HTTPStatus.TOO_MANY_REQUESTS,
    ),
    Outcome.NO_BRIEFING: Advice(
        "There is no briefing to come to any more, so nothing was saved. The page shows how it stands now.",
        HTTPStatus.CONFLICT,
    ),
    Outcome.OVER: Advice(
        "Nothing is asked of your organisation for this alert any more, so nothing was saved. The top of "
        "this page says since when, and why.",
        HTTPStatus.CONFLICT,
    ),
    Outcome.LOOKS_ON: Advice(
        "Your role looks on; the answer is given by the specialists of your organisation. Nothing was saved.",
        HTTPStatus.FORBIDDEN,
    ),
    Outcome.STILL_MINE: Advice(
        "You said that the link is for you, so nothing was changed. Go back to the alert, or choose again "
        "after a minute."
    ),
    Outcome.TAKEN_BACK_SINCE: Advice(
        "Since this form was shown, the acknowledgement was taken back through this link, so nothing was "
        "saved. If you mean to acknowledge again, choose once more here.",
        HTTPStatus.CONFLICT,
    ),
    Outcome.GIVEN_SINCE: Advice(
        "Since this form was shown, the alert was acknowledged once more through this link, so nothing was "
        "taken back. If you mean that acknowledgement, send the form once more.",
        HTTPStatus.CONFLICT,
    ),
    Outcome.NOTHING_GIVEN: Advice(
        "There is no acknowledgement of yours, so nothing was taken back.", HTTPStatus.CONFLICT
    ),
    Outcome.NO_REASON: Advice("Say why, in a few words. Nothing was taken back yet."),
    Outcome.EMPTY: Advice("Enter your question. Nothing was saved yet."),
    Outcome.TOO_LONG: Advice(
        f"The text is too long, so nothing was saved yet. A question may have {LONGEST_QUESTION:,} "
        f"characters, a note {LONGEST_NOTE:,}, a reason {LONGEST_REASON:,}. What you entered is still here."
    ),
    Outcome.NOT_TEXT: Advice(
        "The text holds characters that cannot be shown, so nothing was saved yet. Remove what was pasted "
        "from a picture or a table, and send it again."
    ),
    Outcome.HOLDS_NHS_NUMBER: Advice(
        "The text holds a number that looks like an NHS number, so nothing was saved. Take it out, and "
        "anything else that could identify a patient, and send the rest again. If it is another number, such "
        "as a telephone number, leave it out or write it in words."
    ),
}

#: Why an acknowledgement does not count before it is confirmed.
DOUBTS = {
    Doubt.SOON_AFTER_DELIVERY: "Your answer came so soon after the mail that a mail filter may have sent it.",
    Doubt.KNOWN_SCANNER: (
        "Your answer was sent by a program of the kind that mail filters use. What such a program sends "
        "never counts: open the link in an ordinary browser."
    ),
    Doubt.HIDDEN_FIELD: (
        "A hidden field that people cannot see was filled in. If a program fills in forms for you, turn it "
        "off for this page."
    ),
    Doubt.EVERY_LINK_OPENED: (
        "Just before your answer every link of the mail was opened, as mail filters do. Wait a minute."
    ),
}

#: After a form was saved, by the word in the address.
DONE = {
    "acknowledged": "You have acknowledged this alert.",
    "acknowledged_before": "You had acknowledged this alert already. The first time stands.",
    "attendance": "What you said about the briefing is noted. You can change it here.",
    "taken_back": "You have taken your acknowledgement back.",
    "asked": "Your question has gone to the national team. The answer comes by mail and stands here too.",
    "asked_before": "You had asked this already, and nothing was sent again. It stands here with its answer.",
    "shared": "Thank you. What worked for you waits for the national team; others read it once they show it.",
    "commented": "Your comment was passed on to the patient safety specialists of your organisation.",
}

#: Of a box that is not for a question: what to enter there, and how long it may be.
BOXES = {
    "experience": ("Enter what worked for you. Nothing was saved yet.", LONGEST_EXPERIENCE),
    "comment": ("Enter your comment. Nothing was saved yet.", LONGEST_COMMENT),
}

ANSWERS = {
    AnswerOutcome.ALREADY_ANSWERED: Advice(
        "A colleague has answered this question meanwhile, so yours was not saved. Theirs stands here.",
        HTTPStatus.CONFLICT,
    ),
    AnswerOutcome.ALREADY_PUBLISHED: Advice(
        "A colleague has published this answer meanwhile, so your wording was not saved. Theirs stands here.",
        HTTPStatus.CONFLICT,
    ),
    AnswerOutcome.ALREADY_CLOSED: Advice(
        "A colleague has closed this question meanwhile, so nothing was saved.", HTTPStatus.CONFLICT
    ),
    AnswerOutcome.NOT_ANSWERED_YET: Advice(
        "The question has no answer yet, so there is nothing to publish.", HTTPStatus.CONFLICT
    ),
    AnswerOutcome.FROM_BRIEFING: Advice(
        "This was asked at the briefing and came with its answer: there is nobody to close it for.",
        HTTPStatus.CONFLICT,
    ),
    AnswerOutcome.NO_SUCH_ALERT: Advice("Choose the alert whose briefing it was. Nothing was saved yet."),
    AnswerOutcome.NO_SUCH_ACTION: Advice(
        "The alert has no action of that number. Enter one that it has, or leave it empty."
    ),
    AnswerOutcome.NO_REASON: Advice(
        "Say why it is closed without an answer; whoever asked reads it. Nothing was saved yet."
    ),
    AnswerOutcome.TELLS_WHO_ASKED: Advice("The text still tells who asked, so nothing was saved or sent."),
    AnswerOutcome.EMPTY: Advice("Enter an answer. Nothing was saved yet."),
    AnswerOutcome.TOO_LONG: Advice(
        f"An answer may have {LONGEST_ANSWER:,} characters, the question as it is published "
        f"{LONGEST_QUESTION:,}, a reason {LONGEST_NOTE:,}; nothing was saved yet. Your text is still here."
    ),
    AnswerOutcome.NOT_TEXT: FORMS[Outcome.NOT_TEXT],
    AnswerOutcome.HOLDS_NHS_NUMBER: FORMS[Outcome.HOLDS_NHS_NUMBER],
}

MODERATIONS = {
    ModerationOutcome.DECIDED_MEANWHILE: Advice(
        "A colleague has decided about this meanwhile, so yours was not saved. Look at theirs, then decide.",
        HTTPStatus.CONFLICT,
    ),
    ModerationOutcome.NOTHING_CHOSEN: Advice("Choose whether it is shown. Nothing was saved yet."),
    ModerationOutcome.NO_REASON: Advice(
        "Say why it is not shown; whoever shared it reads it. Nothing was saved yet."
    ),
    ModerationOutcome.TOO_LONG: Advice(
        f"A reason may have {LONGEST_NOTE:,} characters; nothing was saved yet. Your text is still here."
    ),
    ModerationOutcome.NOT_TEXT: FORMS[Outcome.NOT_TEXT],
    ModerationOutcome.HOLDS_NHS_NUMBER: FORMS[Outcome.HOLDS_NHS_NUMBER],
}


def advice_on(settled: Settled) -> Advice | None:
    """What the national team is told; of a text that names the asker, by which words."""
    advice = ANSWERS.get(settled.outcome)
    if advice and settled.tells:
        named = ", ".join(f"“{name}”" for name in settled.tells)
        return Advice(f"{advice.text} Take out {named}.", advice.status)
    return advice


def advice_in(box: str, outcome: Outcome) -> Advice | None:
    """As FORMS says it, in the words of this box."""
    to_enter, longest = BOXES[box]
    own = {
        Outcome.EMPTY: Advice(to_enter),
        Outcome.TOO_LONG: Advice(
            f"The text may have {longest:,} characters, so nothing was saved yet. It is still here."
        ),
    }
    return own.get(outcome) or FORMS.get(outcome)
