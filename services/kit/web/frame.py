"""The application around the services' pages: start and stop, health, metrics, static files."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from faststream.kafka import KafkaBroker
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

import templates
from services.kit import jobs, kafka, outbox, watchdog
from services.kit.clock import Clock, utc_now
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.web import errors
from services.kit.web.access import Visitor
from services.kit.web.headers import SecurityHeaders
from services.kit.web.requests import bound_to

#: Gives the links of the header for a visitor and a path: text, address, whether it is this page.
Navigation = Callable[[Visitor | None, str], list[tuple[str, str, bool]]]


def application(
    services: Sequence[Service],
    settings: KitSettings,
    *,
    clock: Clock = utc_now,
    navigation: Navigation | None = None,
    title: str = "Safety Cascade",
) -> FastAPI:
    """One process that runs these services."""
    broker = kafka.kafka_broker(settings.kafka)
    for service in services:
        broker.include_router(
            kafka.router(service.doors, service.database, service.settings, instance=settings.instance)
        )
    app = FastAPI(
        title=title,
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(services, broker),
    )
    app.state.settings, app.state.clock, app.state.navigation = settings, clock, navigation
    app.state.broker, app.state.services = broker, {service.name: service for service in services}
    errors.install(app)
    app.add_middleware(SecurityHeaders, https=settings.site.startswith("https:"))
    app.mount("/static", StaticFiles(directory=templates.static_dir()), name="static")
    _add_health(app, services, broker)
    for service in services:
        for router in service.routers:
            app.include_router(router, dependencies=[Depends(bound_to(service.name))])
    return app


def _lifespan(services: Sequence[Service], broker: KafkaBroker) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for service in services:
                stack.push_async_callback(service.database.close)
                if service.close:
                    stack.push_async_callback(service.close)
            await kafka.start_when_reachable(broker)
            stack.push_async_callback(broker.stop)
            for service in services:
                await stack.enter_async_context(outbox.relaying(service.database, broker))
                await stack.enter_async_context(jobs.running(service.jobs))
                for beside in service.beside:
                    await stack.enter_async_context(beside())
            await stack.enter_async_context(jobs.running([watchdog.job(broker)]))
            yield

    return lifespan


def _add_health(app: FastAPI, services: Sequence[Service], broker: KafkaBroker) -> None:
    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        """Kafka and every service's database answer."""
        parts = {f"database of {s.name}": await s.database.is_reachable() for s in services}
        parts["kafka"] = await broker.ping(timeout=2)
        return JSONResponse(parts, 200 if all(parts.values()) else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> PlainTextResponse:
        """For Prometheus."""
        return PlainTextResponse(generate_latest(), media_type=CONTENT_TYPE_LATEST)
