"""The whole product in one application that is never started: for looking at it, and for pages alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.all import NAMES, compose
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.signing import new_private_key, public_key_of


def composed(
    names: Sequence[str] = NAMES, settings: KitSettings | None = None, clock: Clock = utc_now
) -> FastAPI:
    """With keys of its own for the links that are mailed."""
    key = new_private_key()
    keys = KitSettings(link_private_key=key, link_public_keys=f"k:{public_key_of(key)}")
    chosen = {"link_private_key": keys.link_private_key, "link_public_keys": keys.link_public_keys}
    return compose(names, (settings or KitSettings()).model_copy(update=chosen), clock)


@asynccontextmanager
async def opened(settings: KitSettings, clock: Clock, names: Sequence[str] = NAMES) -> AsyncIterator[FastAPI]:
    """The same for asking it something: what that connected to the databases is given back."""
    app = composed(names, settings, clock)
    yield app
    for service in app.state.services.values():
        await service.database.close()
