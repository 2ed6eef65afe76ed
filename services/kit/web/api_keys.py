"""Which program is asking: a bearer key, good for its scopes only."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request

from services.kit import keys
from services.kit.web.refusals import Refused

#: The key of the settings is there before any other, and good for everything.
SETTINGS = "settings"


@dataclass(frozen=True)
class Caller:
    """A program, by its key."""

    key_id: str
    name: str


def scoped(scope: str) -> Callable[[Request], Awaitable[str]]:
    """Dependency of the API: the name of whoever holds a key with this scope. Raises Refused."""

    async def check(request: Request) -> str:
        caller = await _caller(request, scope)
        request.state.caller = caller
        return caller.name

    check.__dict__["scope"] = scope
    return check


def caller_of(request: Request) -> Caller | None:
    """Whose key was good for this request."""
    caller: Caller | None = getattr(request.state, "caller", None)
    return caller


async def _caller(request: Request, scope: str) -> Caller:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not given:
        raise _needed()
    expected = request.app.state.settings.api_key.get_secret_value()
    if expected and secrets.compare_digest(given.encode(), expected.encode()):
        return Caller(SETTINGS, "api")
    key = await keys.found(request.state.service.database, given)
    if key is None:
        raise _needed()
    if scope not in key.scopes:
        raise Refused(
            HTTPStatus.FORBIDDEN,
            f"The key is not good for {scope}",
            f"It is good for {', '.join(key.scopes)}.",
            what_to_do="Ask the operator for a key with this scope.",
        )
    return Caller(str(key.key_id), f"key {key.name}")


def _needed() -> Refused:
    return Refused(
        HTTPStatus.UNAUTHORIZED,
        "A valid API key is needed",
        what_to_do="Send the header 'Authorization: Bearer KEY'.",
    )
