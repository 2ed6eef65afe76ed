"""The mailbox for people and for programs, as `app.state.mailbox`.

Whoever reaches the site may read it, so only a demonstration has it. What it shows was sent by anybody, so it
is never trusted.
"""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from services.kit.web import Refused, page
from services.local.mailbox import CaughtMail, Mailbox

PAGE_LENGTH = 50
# A mail may show itself and open links, but run nothing, load nothing and send nothing.
HTML_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)

router = APIRouter(include_in_schema=False)


def _mailbox_of(request: Request) -> Mailbox:
    mailbox: Mailbox = request.app.state.mailbox
    return mailbox


def _asked_mail(number: int, mailbox: Annotated[Mailbox, Depends(_mailbox_of)]) -> CaughtMail:
    mail = mailbox.message(number)
    if mail is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "There is no such mail",
            what_to_do="Look for it in the mailbox; its newest mails stand first.",
        )
    return mail


InMailbox = Annotated[Mailbox, Depends(_mailbox_of)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/mailbox/api/messages")
def messages(
    mailbox: InMailbox, to: str | None = None, limit: Limit = 100, before: int | None = None
) -> list[dict[str, Any]]:
    return [_for_programs(mail) for mail in mailbox.messages(_cleaned(to), limit, before)]


@router.get("/mailbox")
def mails(
    request: Request, mailbox: InMailbox, to: str | None = None, before: int | None = None
) -> HTMLResponse:
    address = _cleaned(to)
    found = mailbox.messages(address, PAGE_LENGTH + 1, before)
    return page(
        request,
        "local/mailbox.html",
        mails=found[:PAGE_LENGTH],
        to=address or "",
        first_page=before is None,
        older=found[PAGE_LENGTH - 1].id if len(found) > PAGE_LENGTH else None,
    )


@router.get("/mailbox/{number}")
def mail(request: Request, mail: Annotated[CaughtMail, Depends(_asked_mail)]) -> HTMLResponse:
    return page(request, "local/mail.html", mail=mail)


@router.get("/mailbox/{number}/html")
def html(mail: Annotated[CaughtMail, Depends(_asked_mail)]) -> HTMLResponse:
    return HTMLResponse(mail.html, headers={"content-security-policy": HTML_POLICY})


@router.get("/mailbox/{number}/text")
def text(mail: Annotated[CaughtMail, Depends(_asked_mail)]) -> PlainTextResponse:
    return PlainTextResponse(mail.text)


@router.get("/mailbox/{number}/source")
def source(mail: Annotated[CaughtMail, Depends(_asked_mail)]) -> PlainTextResponse:
    return PlainTextResponse(mail.source)


def _cleaned(to: str | None) -> str | None:
    """An address as it was pasted, or None for all; a plus sign in a query may have become a space."""
    return to.strip().replace(" ", "+") if to and to.strip() else None


def _for_programs(mail: CaughtMail) -> dict[str, Any]:
    told = asdict(mail)
    told["from"] = told.pop("sender")
    del told["source"]
    return told
