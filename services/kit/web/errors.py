"""Telling a person or a program what is wrong, whether anything was saved, and what to do."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from services.kit.database import may_pass
from services.kit.log import log
from services.kit.web import headers
from services.kit.web.pages import page
from services.kit.web.refusals import NotSignedIn, Refused


def install(app: FastAPI) -> None:
    """Answer every error in the form its reader can use: a page, or problem+json under /api."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, _unexpected)


def answer(request: Request, refusal: Refused) -> Response:
    """The refusal as a page, or as problem+json (RFC 9457) for a program."""
    if request.url.path.startswith(("/api/", "/mailbox/api/")):
        return problem(refusal)
    return page(
        request,
        "errors/error.html",
        status_code=refusal.status,
        status=refusal.status,
        title=refusal.title,
        what_happened=refusal.what_happened,
        was_saved=refusal.was_saved,
        what_to_do=refusal.what_to_do,
        troubles=refusal.troubles,
        typed=refusal.typed,
    )


def problem(refusal: Refused) -> JSONResponse:
    """RFC 9457; `errors` lists single faults."""
    body: dict[str, object] = {"type": "about:blank", "status": refusal.status, "title": refusal.title}
    detail = " ".join(filter(None, (refusal.what_happened, refusal.what_to_do)))
    if detail:
        body["detail"] = detail
    if refusal.troubles:
        body["errors"] = list(refusal.troubles)
    return JSONResponse(body, refusal.status, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 — installed for this class only
    return answer(request, error)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", HTTPStatus.SEE_OTHER)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    phrase = HTTPStatus(status).phrase
    mend = "Check the address, or go back to the page you came from."
    refusal = Refused(status, "Page not found" if status == HTTPStatus.NOT_FOUND else phrase, what_to_do=mend)
    response = answer(request, refusal)
    response.headers.update(getattr(error, "headers", None) or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 — installed for this class only
    troubles = tuple(
        f"{'.'.join(str(part) for part in trouble['loc'][1:]) or 'body'}: {trouble['msg']}"
        for trouble in error.errors()
    )
    return answer(
        request,
        Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "What was sent cannot be read",
            what_to_do="Mend what is listed and send it again.",
            troubles=troubles,
        ),
    )


async def _database(request: Request, error: Exception) -> Response:
    """A value Postgres cannot hold is the sender's to mend; an outage is ours, and passes."""
    assert isinstance(error, DBAPIError)  # noqa: S101 — installed for this class only
    state = str(getattr(error.orig, "sqlstate", ""))
    if state.startswith("22"):
        mend = "Take out control characters and numbers that are too large, and send it again."
        return answer(
            request, Refused(HTTPStatus.BAD_REQUEST, "What was sent cannot be used", what_to_do=mend)
        )
    if not may_pass(error):
        return await _unexpected(request, error)
    log.error("database away", error=type(error).__name__, sqlstate=state, method=request.method)
    away = Refused(HTTPStatus.SERVICE_UNAVAILABLE, "The service is busy", what_to_do="Try again in a minute.")
    return answer(request, away)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("request failed", error=type(error).__name__, method=request.method)
    refusal = Refused(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong on our side",
        "The service could not finish what you asked for.",
        what_to_do="Try again in a minute. If it goes on, tell whoever runs this service.",
    )
    response = answer(request, refusal)
    # Starlette sends this answer from outside all middleware.
    headers.complete(response.headers, https=request.app.state.settings.site.startswith("https:"))
    return response
