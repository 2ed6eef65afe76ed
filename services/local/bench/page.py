"""How long a specialist waits for the alert's pages, beside what the same stack needs for nearly nothing."""

import os
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import HTMLResponse
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from services.all import BUILDERS
from services.kit.clock import utc_now
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import Signer
from services.kit.web import Reading
from services.kit.web.frame import application
from services.kit.web.requests import bound_to
from services.local.bench.filling import Size, fill
from services.local.bench.fresh import KEY_ID, fresh_database
from services.local.commands import progress_shown
from services.local.errors import LocalError

#: Whose pages are measured: the alert, its actions, and all alerts of the organisation.
PAGES = {"answer": "/answer/{token}", "actions": "/actions/{token}", "organisation": "/organisation/{token}"}
SERVICES = ("responses", "actions", "oversight")
#: A page of ours that asks the database for nothing, and a page without anything of ours.
SELECT_1, BARE = "select_1", "bare_starlette"
WARMING_UP = 20
#: The same organisations and alerts in every run.
SEED = 1


class Took(NamedTuple):
    """Seconds until the answer, and how long our own process worked on it meanwhile."""

    waited: float
    worked: float


async def measure_pages(postgres: str, size: Size, requests: int) -> dict[str, Any]:
    """Fill a database, ask for each page so often, and say how long it took. Raises LocalError."""
    with progress_shown() as progress:
        async with AsyncExitStack() as stack:
            settings = await stack.enter_async_context(fresh_database(postgres, progress))
            services = [BUILDERS[name](settings, utc_now) for name in SERVICES]
            for service in services:
                stack.push_async_callback(service.database.close)
            await fill(services, size, utc_now(), progress)
            progress(f"Asking {requests} times for each page")
            took = await _measured(services, settings, size, requests)
    return _figures(took, size, requests)


async def _measured(
    services: Sequence[Service], settings: KitSettings, size: Size, requests: int
) -> dict[str, list[Took]]:
    """Each page in turn, so that what else the machine does slows all of them alike."""
    signer = Signer.of(KEY_ID, settings.link_private_key.get_secret_value())
    chance = Random(SEED)  # noqa: S311 — chooses what to look at
    took: dict[str, list[Took]] = {name: [] for name in (*PAGES, SELECT_1, BARE)}
    async with _client(_app(services, settings)) as ours, _client(_bare()) as bare:
        for turn in range(-min(WARMING_UP, requests), requests):
            claims = size.claims(chance.choice(size.codes), chance.choice(size.references))
            token = signer.sign(claims.packed())
            addresses = {name: (ours, path.format(token=token)) for name, path in PAGES.items()}
            addresses |= {SELECT_1: (ours, "/bench/select-1"), BARE: (bare, "/")}
            for name, (client, address) in addresses.items():
                one = await _took(client, address)
                if turn >= 0:
                    took[name].append(one)
    return took


def _client(app: Any) -> AsyncClient:
    """In the same process: what the network adds is not ours."""
    return AsyncClient(transport=ASGITransport(app=app), base_url="http://bench")


async def _took(client: AsyncClient, address: str) -> Took:
    began, worked = perf_counter(), process_time()
    answer = await client.get(address)
    took = Took(perf_counter() - began, process_time() - worked)
    if not answer.is_success:
        raise LocalError(f"A page answered {answer.status_code}; what is measured would be no page.")
    return took


def _app(services: Sequence[Service], settings: KitSettings) -> FastAPI:
    app = application(services, settings)
    yardstick = APIRouter()

    @yardstick.get("/bench/select-1")
    async def select_1(tx: Reading) -> HTMLResponse:
        number = (await tx.execute(text("SELECT 1"))).scalar_one()
        return HTMLResponse(f"<!DOCTYPE html><title>{number}</title>")

    app.include_router(yardstick, dependencies=[Depends(bound_to(services[0].name))])
    return app


def _bare() -> Starlette:
    async def nothing(_: Request) -> HTMLResponse:
        return HTMLResponse("<!DOCTYPE html><title>1</title>")

    return Starlette(routes=[Route("/", nothing)])


def _figures(took: Mapping[str, Sequence[Took]], size: Size, requests: int) -> dict[str, Any]:
    waited = {name: [one.waited for one in of_page] for name, of_page in took.items()}
    worked = {name: median(one.worked for one in of_page) for name, of_page in took.items()}
    yardstick = median(waited[SELECT_1])
    return {
        "organisations": size.organisations,
        "alerts": size.alerts,
        "requests": requests,
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "milliseconds": {name: _spread(seconds) for name, seconds in waited.items()},
        # What of it was our own work: the rest is PostgreSQL's, or waiting for a busy machine.
        "own_work_milliseconds": {name: round(1000 * seconds, 2) for name, seconds in worked.items()},
        "times_select_1": {name: round(median(waited[name]) / yardstick, 1) for name in PAGES},
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """Of one request all three are the same."""
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [seconds[0]] * 99
    return {
        name: round(1000 * value, 2)
        for name, value in (("median", median(seconds)), ("p90", cuts[89]), ("p99", cuts[98]))
    }
