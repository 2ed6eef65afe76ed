"""The front door, and signing in by a code that is mailed."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import EmailStr, TypeAdapter, ValidationError

from services.directory import handlers
from services.directory.config import Settings
from services.directory.domain import sign_in as rules
from services.directory.domain.sessions import EndReason, Way
from services.directory.pages import code_mail, entering
from services.kit.web import (
    SettingsOf,
    Writing,
    access,
    csrf_checked,
    now_of,
    page,
    see_other,
    visitor_of,
)

router = APIRouter()
_ADDRESS = TypeAdapter[str](EmailStr)
CSRF = [Depends(csrf_checked)]
Typed = Annotated[str, Form(max_length=320)]
Onward = Annotated[str, Form(alias="next", max_length=2000)]


@router.get("/")
async def home(request: Request) -> Response:
    """Whoever has a page of their own is sent there."""
    visitor = visitor_of(request)
    grants = [(grant.role, grant.ods_code) for grant in visitor.grants] if visitor else []
    first = rules.first_page(grants)
    return see_other(first) if first else page(request, "directory/home.html", visitor=visitor)


@router.get("/sign-in")
async def show_sign_in(request: Request, settings: Annotated[Settings, SettingsOf]) -> Response:
    return page(
        request,
        "directory/sign-in.html",
        next=request.query_params.get("next", ""),
        provider=settings.oidc_name if settings.oidc_issuer else "",
    )


@router.post("/sign-in", dependencies=CSRF)
async def ask_for_code(
    request: Request, settings: Annotated[Settings, SettingsOf], email: Typed = "", onward: Onward = ""
) -> Response:
    """Whether or not the address is registered, the answer is the same."""
    if not _is_address(email):
        errors = {"email": "Enter your mail address, such as name@trust.example"}
        return _again(request, "sign-in", errors, email=email, next=onward)
    # Not `Writing`, which ends after this function: no transaction is open while the mail server talks.
    async with request.state.service.database.transaction() as tx:
        fresh = await handlers.make_code(tx, email, _key(settings))
    if fresh is not None:
        await code_mail.send(settings, fresh, now_of(request))
    return page(request, "directory/code.html", email=email, next=onward, asked=True)


@router.get("/sign-in/code")
async def show_code(request: Request) -> Response:
    """For those who have a code and lost the page."""
    return page(request, "directory/code.html", next=request.query_params.get("next", ""))


@router.post("/sign-in/code", dependencies=CSRF)
async def enter_code(
    request: Request,
    tx: Writing,
    settings: Annotated[Settings, SettingsOf],
    email: Typed = "",
    code: Typed = "",
    onward: Onward = "",
) -> Response:
    """One sentence for every reason, or it would tell strangers which addresses are registered."""
    registered = await handlers.sign_in(tx, email, code, _key(settings)) if _is_address(email) else []
    if not registered:
        errors = {"code": "This code does not fit, or no longer. Check it, or ask for a new one"}
        return _again(request, "code", errors, email=email, next=onward)
    return await entering.enter(request, tx, registered, Way.CODE, onward)


@router.post("/sign-out", dependencies=CSRF)
async def sign_out(request: Request, tx: Writing) -> Response:
    """The session ends everywhere, not in this browser alone."""
    if visitor := visitor_of(request):
        await handlers.end_session(tx, visitor.session_id, EndReason.SIGNED_OUT)
    response = see_other("/")
    access.sign_out(response)
    return response


def _again(request: Request, name: str, errors: dict[str, str], **typed: str) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return page(request, f"directory/{name}.html", status_code=status, errors=errors, **typed)


def _is_address(typed: str) -> bool:
    try:
        _ADDRESS.validate_python(typed.strip())
    except ValidationError:
        return False
    return True


def _key(settings: Settings) -> str:
    return settings.session_key.get_secret_value()
