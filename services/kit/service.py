"""The record each service's wiring returns."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from services.kit.database import Database
from services.kit.doors import Doors
from services.kit.jobs import Job


@dataclass(frozen=True, kw_only=True)
class Service:
    """All that the process must know to run one service."""

    name: str
    settings: Any
    database: Database
    doors: Doors
    #: Pages for people and the JSON API; both are bound to this service's database.
    routers: tuple[APIRouter, ...] = ()
    jobs: tuple[Job, ...] = ()
    #: What runs beside the jobs, such as a server of its own: entered after them, left before them.
    beside: tuple[Callable[[], AbstractAsyncContextManager[None]], ...] = ()
    #: Called once after the jobs have stopped.
    close: Callable[[], Awaitable[None]] | None = None
