"""Who did it, in the words of the audit; and noting who looked at what is about people."""

from collections.abc import AsyncIterator, Callable

from fastapi import Request

from services.kit import audit
from services.kit.web.access import visitor_of
from services.kit.web.api_keys import caller_of


def actor_of(request: Request) -> str:
    """A person's id, a key's, or the person's whose link it is; a service that reads links tells whose."""
    if caller := caller_of(request):
        return f"key/{caller.key_id}"
    if link := getattr(request.state, "link_of", None):
        return f"link/{link}"
    visitor = visitor_of(request)
    return f"person/{visitor.person_id}" if visitor else "nobody"


def looked(what: str) -> Callable[[Request], AsyncIterator[None]]:
    """Dependency of a page that shows people: after the answer, note who saw what. A refusal shows nobody."""

    async def note_look(request: Request) -> AsyncIterator[None]:
        yield
        async with request.state.service.database.transaction() as tx:
            audit.note(tx, actor_of(request), f"{audit.LOOKED}{what}", _about(request), **_asked(request))

    note_look.__dict__["looks_at"] = what
    return note_look


def _about(request: Request) -> str:
    """What the address names; of a link, what it is for and not the link itself."""
    named = [str(value) for name, value in request.path_params.items() if name != "token"]
    return " ".join(filter(None, [getattr(request.state, "about", ""), *named]))


def _asked(request: Request) -> dict[str, str]:
    """By which address, as the routes call it."""
    route = request.scope.get("route")
    return {"route": getattr(route, "path", "")}
