"""What was sent from a form of the desk, and how a refusal is answered."""

from http import HTTPStatus
from typing import Annotated, NoReturn

from fastapi import Depends, Form, Request

from services.kit.web import Refused, csrf_checked
from services.publishing.domain.draft import Typed
from services.publishing.domain.orders import Refusal
from services.publishing.domain.proposals import Proposal
from services.publishing.handlers.propose import NOT_THERE

checked = [Depends(csrf_checked)]
#: What stands in every form and is no part of what was typed.
AROUND = ("csrf_token", "revision")

#: Of the page that was looked at.
Revision = Annotated[int, Form(ge=0, le=1_000_000)]
Note = Annotated[str, Form()]
#: Of the audience that the page showed.
Digest = Annotated[str, Form(max_length=100)]


async def typed_form(request: Request) -> Typed:
    """Dependency: every text field of the form that was sent, with line ends as we keep them."""
    form = await request.form()
    sent = {name: form.getlist(name) for name in form if name not in AROUND}
    return Typed({name: [str(value).replace("\r\n", "\n") for value in sent[name]] for name in sent})


FromForm = Annotated[Typed, Depends(typed_form)]


def refuse(refusal: Refusal) -> NoReturn:
    """Raise Refused with what is wrong and how to mend it."""
    status = HTTPStatus.FORBIDDEN if refusal.of_people else HTTPStatus.CONFLICT
    status = HTTPStatus.NOT_FOUND if refusal == NOT_THERE else status
    raise Refused(status, refusal.why, what_to_do=refusal.mend)


def done(outcome: Proposal | Refusal) -> Proposal:
    """The proposal after its step. Raises Refused."""
    if isinstance(outcome, Refusal):
        refuse(outcome)
    return outcome
