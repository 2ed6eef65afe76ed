"""What the pages about the response as a whole share."""

from http import HTTPStatus
from typing import Any

from fastapi import Request

from services.actions.domain import standing as stand
from services.actions.domain import steps
from services.actions.domain.choosing import Unchosen
from services.actions.domain.deadlines import underway
from services.actions.domain.deciding import Attempt, Outcome
from services.actions.domain.history import history
from services.actions.domain.recording import Doubt, doubt
from services.actions.domain.standing import Standing
from services.actions.handlers.decide import Sent
from services.actions.pages.forms import Chosen, PageForm
from services.actions.pages.ways_in import refuse_if_ended, scope_of, world_of
from services.kit.database import Transaction
from services.kit.web import Refused, form_tokens

SAVED = frozenset({Outcome.RECORDED, Outcome.REPEATED})
#: After a form was saved, by the word in the address.
DONE = {outcome.name.lower(): outcome.value for outcome in SAVED}


def summary_of(standing: Standing) -> dict[str, Any]:
    """What decision_summary.html reads: where the response stands, and the one next thing."""
    return {
        "status_words": steps.STATUS_WORDS[standing.status],
        "next_thing": steps.next_thing(standing),
        "underway": underway(standing),
    }


def view_of(request: Request, tx: Transaction, token: str, standing: Standing) -> dict[str, Any]:
    """What every such page is given."""
    return {
        "standing": standing,
        "token": token,
        "page_nonce": form_tokens(request).issue(scope_of(token), tx.now),
        "may_record": stand.may_answer(standing),
        "names_people": stand.names_people(standing.person),
        "entries": history(standing),
        "now": tx.now,
        "attribution": standing.alert.attribution,
        "back": ("Back to the actions", f"/actions/{token}"),
        **summary_of(standing),
        **world_of(standing),
    }


def refuse_readers(standing: Standing) -> None:
    """Those who look on decide nothing, and of an ended alert nobody does. Raises Refused."""
    refuse_if_ended(standing)
    if not stand.may_record(standing.person):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "Your role does not decide for your organisation",
            "You can see how far your organisation is, and nothing more.",
            what_to_do="Ask a patient safety specialist of your organisation.",
        )


def doubted(request: Request, tx: Transaction, token: str, form: PageForm) -> Doubt | None:
    """Why a form is not taken as sent by a person who saw it."""
    return doubt(form_tokens(request).shown_at(form.page_nonce, scope_of(token)), form.website, tx.now)


def sent(form: Chosen) -> Sent:
    """As the handlers take it."""
    return Sent(choice=form.choice, revision=form.shown_revision, nonce=form.page_nonce)


def status_of(attempt: Attempt | None, doubt: Doubt | None) -> HTTPStatus:
    """Of the answer in which a form comes back."""
    if doubt:
        return HTTPStatus.FORBIDDEN
    if attempt is None:
        return HTTPStatus.OK
    if Unchosen.RESTING.value in attempt.troubles.values():
        return HTTPStatus.TOO_MANY_REQUESTS
    overtaken = attempt.outcome in (Outcome.STALE, Outcome.REFUSED)
    return HTTPStatus.CONFLICT if overtaken else HTTPStatus.UNPROCESSABLE_ENTITY


def errors_in(attempt: Attempt | None, doubt: Doubt | None, first: str = "choice") -> dict[str, str]:
    """What is wrong, by the id of its field; what is wrong with the form as a whole stands at `first`."""
    if doubt:
        return {first: doubt.value}
    if attempt is None:
        return {}
    return attempt.troubles or {first: attempt.outcome.value}
