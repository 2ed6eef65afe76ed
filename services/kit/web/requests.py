"""What a page or an API function is given: its service's transaction, settings and the time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Request

from services.kit import audit
from services.kit.database import Transaction
from services.kit.web import access
from services.kit.web.api_keys import caller_of


@cache
def bound_to(service: str) -> Callable[[Request], Awaitable[None]]:
    """Dependency that ties a router to the service of that name, whichever others share the process."""

    async def bind(request: Request) -> None:
        request.state.service = request.app.state.services[service]
        await access.welcome(request)

    return bind


async def reading(request: Request) -> AsyncIterator[Transaction]:
    """A transaction in which Postgres refuses to change anything; every GET has this one."""
    async with request.state.service.database.reading() as tx:
        yield tx


async def writing(request: Request) -> AsyncIterator[Transaction]:
    """A transaction that is committed before the answer is sent, and rolled back on any error."""
    async with request.state.service.database.transaction() as tx:
        yield tx
        if caller := caller_of(request):
            route = getattr(request.scope.get("route"), "path", "")
            audit.note(tx, f"key/{caller.key_id}", "wrote by the API", f"{request.method} {route}")


Reading = Annotated[Transaction, Depends(reading, scope="function")]
Writing = Annotated[Transaction, Depends(writing, scope="function")]


def settings_of(request: Request) -> Any:
    """The settings of the service that shows this page."""
    return request.state.service.settings


#: `settings: Annotated[Settings, SettingsOf]` in a signature.
SettingsOf = Depends(settings_of)


def now_of(request: Request) -> datetime:
    """The present instant in UTC, by the application's clock."""
    now: datetime = request.app.state.clock()
    return now
