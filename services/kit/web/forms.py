"""Tokens that stand hidden in every form: who was shown the form, and when.

They need no cookie, so they serve people who came by a link as well as those who signed in.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Form, Request

from services.kit.web import access, requests
from services.kit.web.access import Visitor
from services.kit.web.refusals import Refused

LIFETIME = timedelta(hours=12)
#: A browser says so where another site sends our form. Those who have not signed in share a scope, and a
#: stranger can have a token of it, with which they could sign somebody in as themselves.
ELSEWHERE = frozenset({"cross-site", "same-site"})


class FormTokens:
    """Makes and checks tokens; `scope` says for whom the form was, such as a session or a link."""

    def __init__(self, key: str) -> None:
        """The same key in every process."""
        self._key = key.encode()

    def issue(self, scope: str, now: datetime) -> str:
        """A token for a form that is shown now; no two are alike."""
        said = f"{int(now.timestamp() * 1000):x}.{secrets.token_hex(8)}"
        return f"{said}.{self._seal(scope, said)}"

    def shown_at(self, token: str, scope: str) -> datetime | None:
        """When the form was shown, in UTC; None when we did not make this token for this scope."""
        said, _, seal = token.rpartition(".")
        if not said or not hmac.compare_digest(seal.encode(), self._seal(scope, said).encode()):
            return None
        return datetime.fromtimestamp(int(said.partition(".")[0], 16) / 1000, UTC)

    def _seal(self, scope: str, said: str) -> str:
        return hmac.new(self._key, f"{scope}|{said}".encode(), hashlib.sha256).hexdigest()[:32]


def form_tokens(request: Request) -> FormTokens:
    """The tokens of this application; as a dependency or by hand."""
    return FormTokens(request.app.state.settings.session_key.get_secret_value())


def scope_of(visitor: Visitor | None) -> str:
    """A session's own scope; those who have not signed in share one."""
    return f"session:{visitor.session_id}" if visitor else "anonymous"


def token_for(request: Request, visitor: Visitor | None) -> str:
    """The token for the forms of a page shown now."""
    return form_tokens(request).issue(scope_of(visitor), requests.now_of(request))


async def csrf_checked(request: Request, csrf_token: Annotated[str, Form()] = "") -> None:
    """Dependency of every form that is not behind a person's own link. Raises Refused with what was typed."""
    if request.headers.get("sec-fetch-site") in ELSEWHERE:
        raise _from_elsewhere()
    shown = form_tokens(request).shown_at(csrf_token, scope_of(access.visitor_of(request)))
    if shown is None or requests.now_of(request) - shown > LIFETIME:
        typed = await _typed(request)
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "This form is too old",
            "The page was open for a long time, or you signed in or out meanwhile.",
            what_to_do=("Copy what you had typed, which stands below. " if typed else "")
            + "Go back, load the page again and send the form once more.",
            typed=typed,
        )


def _from_elsewhere() -> Refused:
    return Refused(
        HTTPStatus.FORBIDDEN,
        "This form was sent by another site",
        "Your browser says that the page which sent it is not one of ours.",
        what_to_do="Open the page here and fill in the form again.",
    )


async def _typed(request: Request) -> tuple[str, ...]:
    """What a person wrote; a choice among options has no spaces.

    Only of a form that one of our own pages sent, as the browser says: nobody else may put words on ours.
    """
    if request.headers.get("sec-fetch-site") != "same-origin":
        return ()
    sent = (await request.form()).multi_items()
    return tuple(value for _, value in sent if isinstance(value, str) and " " in value.strip())


CsrfChecked = Depends(csrf_checked)
