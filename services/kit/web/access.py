"""Who is asking: a signed session for people, a bearer key for programs."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from services.kit.web.refusals import NotSignedIn, Refused

COOKIE = "cascade_session"
#: Nobody stays signed in longer than a working day.
LIFETIME = timedelta(hours=10)


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

    session_id: str = Field(default_factory=lambda: secrets.token_urlsafe(16))
    person_id: str
    name: str
    grants: tuple[Grant, ...]
    signed_in_at: AwareDatetime

    def holds(self, *roles: str) -> bool:
        """Whether any of the roles is theirs, for whatever organisation."""
        return any(grant.role in roles for grant in self.grants)

    def organisations(self, *roles: str) -> tuple[str, ...]:
        """For which organisations they hold one of the roles."""
        return tuple(grant.ods_code for grant in self.grants if grant.role in roles and grant.ods_code)


def sign_in(request: Request, response: Response, visitor: Visitor) -> None:
    """Set the session cookie."""
    response.set_cookie(
        COOKIE,
        _serializer(request).dumps(visitor.model_dump(mode="json")),
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        secure=request.app.state.settings.site.startswith("https:"),
        samesite="lax",
    )


def sign_out(response: Response) -> None:
    """Take the session cookie away."""
    response.delete_cookie(COOKIE)


def visitor_of(request: Request) -> Visitor | None:
    """Who has signed in, or None; a cookie that is forged or too old counts as none."""
    try:
        visitor = Visitor.model_validate(_serializer(request).loads(request.cookies.get(COOKIE, "")))
    except (BadSignature, ValidationError):
        return None
    return visitor if _now(request) - visitor.signed_in_at < LIFETIME else None


def allowed(*roles: str) -> Callable[[Request], Visitor]:
    """Dependency: a visitor who holds one of the roles; others are sent to sign in, or refused."""

    def check(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor is None:
            raise NotSignedIn
        if not visitor.holds(*roles):
            raise Refused(
                HTTPStatus.FORBIDDEN,
                "You may not see this page",
                "It is for another role than those you are registered for.",
                what_to_do="If you should see it, ask the national team to change your registration.",
            )
        return visitor

    check.__dict__["roles"] = roles
    return check


def key_holder(request: Request) -> str:
    """Dependency of the API: whoever holds the bearer key. Raises Refused."""
    expected = request.app.state.settings.api_key.get_secret_value()
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if (
        not expected
        or kind.lower() != "bearer"
        or not secrets.compare_digest(given.encode(), expected.encode())
    ):
        raise Refused(
            HTTPStatus.UNAUTHORIZED,
            "A valid API key is needed",
            what_to_do="Send the header 'Authorization: Bearer KEY'.",
        )
    return "api"


#: In a signature: the API's caller, by name.
KeyHolder = Annotated[str, Depends(key_holder)]


def _serializer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.settings.session_key.get_secret_value(), salt="session")


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now
