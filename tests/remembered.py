"""What is worked out anew for each application and database, though it is always the same: once a run here.

A test has one of each of its own, which otherwise takes longer to make ready than most tests take.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from fastapi.routing import _EffectiveRouteContext
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import LRUCache

from services.kit import database

#: More than there are.
STATEMENTS = 10_000


@pytest.fixture(scope="session", autouse=True)
def remembered_routes() -> Iterator[None]:
    """What FastAPI reads in a route's signature: nothing in it knows of which application it is."""
    known: dict[tuple[Any, ...], _EffectiveRouteContext] = {}
    work_out = _EffectiveRouteContext.from_api_route

    def remember(*, original_route: Any, include_context: Any) -> _EffectiveRouteContext:
        how = (include_context.path_for(original_route), include_context.include_in_schema)
        key = (id(original_route), *how, *include_context.dependencies)
        if key not in known:
            known[key] = work_out(original_route=original_route, include_context=include_context)
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_EffectiveRouteContext, "from_api_route", remember)
        yield


@pytest.fixture(scope="session", autouse=True)
def remembered_statements() -> Iterator[None]:
    """How SQLAlchemy writes a statement: it asks for which dialect, and they all speak the same."""
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    remembering = partial(create_async_engine, execution_options={"compiled_cache": compiled})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "create_async_engine", remembering)
        patched.setattr(PGDialect_asyncpg, "__eq__", lambda one, other: type(one) is type(other))
        patched.setattr(PGDialect_asyncpg, "__hash__", lambda one: hash(type(one)))
        yield
