"""Who is asking: somebody who has signed in. `allowed` is the one place where a page lets people in or not.

The session is directory's: it begins and ends there. The cookie carries, signed, who it is of and when it was
last seen, so that any process can tell; each service is told which sessions were ended before their time.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from services.kit import sessions
from services.kit.web.refusals import NotSignedIn, Refused

COOKIE = "cascade_session"
#: When the cookie is given out anew, as a share of the time it may lie unused.
FRESH = 0.1


class Grant(BaseModel):
    """One role, and the organisation it holds for (None: for all)."""

    model_config = ConfigDict(frozen=True)

    role: str
    ods_code: str | None = None
    #: The registration it comes from; none in sessions from before this was kept.
    person_id: str | None = None


class Visitor(BaseModel):
    """Somebody who has signed in."""

    model_config = ConfigDict(frozen=True)

    session_id: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    person_id: str
    name: str
    grants: tuple[Grant, ...]
    signed_in_at: AwareDatetime
    #: When they last asked for a page, as far as the cookie tells.
    seen_at: AwareDatetime | None = None

    def holds(self, *roles: str) -> bool:
        """Whether any of the roles is theirs, for whatever organisation."""
        return any(grant.role in roles for grant in self.grants)

    def organisations(self, *roles: str) -> tuple[str, ...]:
        """For which organisations they hold one of the roles."""
        return tuple(grant.ods_code for grant in self.grants if grant.role in roles and grant.ods_code)

    def idle(self, now: datetime) -> timedelta:
        """How long nothing was heard of them."""
        return now - (self.seen_at or self.signed_in_at)


class Permitted(Protocol):
    """What a page is for: roles that may open it. The kit knows none of them."""

    @property
    def roles(self) -> tuple[str, ...]: ...


def sign_in(request: Request, response: Response, visitor: Visitor) -> None:
    """Set the session cookie."""
    response.headers.append("set-cookie", _cookie(request, visitor))


def sign_out(response: Response) -> None:
    """Take the session cookie away."""
    response.delete_cookie(COOKIE)


async def welcome(request: Request) -> None:
    """Look once, when a request comes to its service, who has signed in; the cookie is kept fresh by it.

    A page that refreshes itself is not somebody who is there, so only whole pages count as seen.
    """
    visitor = claimed(request)
    if visitor and await sessions.has_ended(request.state.service.database, visitor.session_id):
        visitor = None
    request.state.visitor = visitor
    is_page = request.headers.get("sec-fetch-dest", "document") == "document"
    if visitor and is_page and visitor.idle(_now(request)) > FRESH * _longest_idle(request):
        request.state.fresh_cookie = _cookie(request, visitor)


def visitor_of(request: Request) -> Visitor | None:
    """Who has signed in, or None; where there is no such page, as the cookie says."""
    if hasattr(request.state, "visitor"):
        found: Visitor | None = request.state.visitor
        return found
    return claimed(request)


def claimed(request: Request) -> Visitor | None:
    """Whom the cookie names; one that is forged or too old names nobody. It does not know of an early end."""
    try:
        visitor = Visitor.model_validate(_serializer(request).loads(request.cookies.get(COOKIE, "")))
    except (BadSignature, ValidationError):
        return None
    now = _now(request)
    is_over = now - visitor.signed_in_at >= _lifetime(request) or visitor.idle(now) >= _longest_idle(request)
    return None if is_over else visitor


def allowed(permission: Permitted) -> Callable[[Request], Awaitable[Visitor]]:
    """Dependency: a visitor who holds a role with the permission; others are sent to sign in, or refused."""

    async def check(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor is None:
            raise NotSignedIn
        if not visitor.holds(*permission.roles):
            raise Refused(
                HTTPStatus.FORBIDDEN,
                "You may not see this page",
                "It is for another role than those you are registered for.",
                what_to_do="If you should see it, ask the national team to change your registration.",
            )
        return visitor

    check.__dict__["permission"] = permission
    return check


def _cookie(request: Request, visitor: Visitor) -> str:
    """The header that sets it, seen now. It ends with the session, however fresh it is."""
    now = _now(request)
    left = visitor.signed_in_at + _lifetime(request) - now
    seen = visitor.model_copy(update={"seen_at": now})
    response = Response()
    response.set_cookie(
        COOKIE,
        _serializer(request).dumps(seen.model_dump(mode="json")),
        max_age=int(left.total_seconds()),
        httponly=True,
        secure=request.app.state.settings.site.startswith("https:"),
        samesite="lax",
    )
    return response.headers["set-cookie"]


def _lifetime(request: Request) -> timedelta:
    return timedelta(hours=request.app.state.settings.session_hours)


def _longest_idle(request: Request) -> timedelta:
    return timedelta(minutes=request.app.state.settings.session_idle_minutes)


def _serializer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.settings.session_key.get_secret_value(), salt="session")


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now
