"""Signing in by the OpenID provider of the settings."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from services.directory import handlers
from services.directory.config import Settings
from services.directory.domain.sessions import Way
from services.directory.domain.sign_in import address_in
from services.directory.pages import entering
from services.kit import audit, oidc
from services.kit.log import log
from services.kit.oidc import Begun, Provider
from services.kit.web import Refused, SettingsOf, now_of, see_other

#: Holds, signed, what has to come back from the provider: to this browser and soon, or nobody is signed in.
COOKIE = "cascade_provider"
PATH = "/sign-in/provider"
SECONDS = 600

router = APIRouter()
Set = Annotated[Settings, SettingsOf]


@router.get(PATH)
async def begin(request: Request, settings: Set) -> Response:
    """To the provider; nothing is kept but in this browser."""
    try:
        begun = await _provider(settings).begin(_back_to(settings), settings.oidc_scope, now_of(request))
    except oidc.ProviderTrouble as trouble:
        raise _refused(trouble) from trouble
    response = see_other(begun.address)
    onward = request.query_params.get("next", "")
    kept = [now_of(request).timestamp(), begun.state, begun.nonce, begun.verifier, onward]
    response.set_cookie(
        COOKIE,
        str(_sealer(settings).dumps(kept)),
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        secure=settings.site.startswith("https:"),
        samesite="lax",
    )
    return response


@router.get(f"{PATH}/back")
async def come_back(
    request: Request, settings: Set, state: str = "", code: str = "", iss: str = "", error: str = ""
) -> Response:
    """The provider sends people back by a GET; what it says works once, in the browser that asked."""
    begun, onward = _begun(request, settings, state)
    if error or not code or iss not in ("", settings.oidc_issuer):
        raise _not_let_in("The account was not used to sign in here: the other service said no, or you did.")
    try:
        claims = await _provider(settings).finish(code, _back_to(settings), begun, now_of(request))
    except oidc.ProviderTrouble as trouble:
        await _note(request, trouble)
        raise _refused(trouble) from trouble
    response = await _enter(request, _address_in(claims, settings), onward)
    response.delete_cookie(COOKIE, path=PATH)
    return response


async def _enter(request: Request, address: str, onward: str) -> Response:
    # Not `Writing`: no transaction was open while the provider talked, and a refusal keeps its note.
    async with request.state.service.database.transaction() as tx:
        registered = await handlers.let_in(tx, address)
        if registered:
            return await entering.enter(request, tx, registered, Way.PROVIDER, onward)
    raise Refused(
        HTTPStatus.FORBIDDEN,
        "You are not registered here",
        f"Your account is good, but nobody is registered with its address, {address}.",
        what_to_do="Ask the national team to register you with this address, or sign in by a mailed code.",
    )


def _begun(request: Request, settings: Settings, state: str) -> tuple[Begun, str]:
    try:
        at, began, nonce, verifier, onward = _sealer(settings).loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        at, began, nonce, verifier, onward = 0, "", "", "", ""
    if not began or began != state or now_of(request).timestamp() - at > SECONDS:
        raise _not_let_in("This browser did not ask to sign in, or did so too long ago.")
    return Begun("", began, nonce, verifier), onward


def _address_in(claims: dict[str, Any], settings: Settings) -> str:
    address = address_in(claims, settings.oidc_email_claim, settings.oidc_verified_claim)
    if address is None:
        raise _not_let_in("The other service did not say which mail address is yours for certain.")
    return address


async def _note(request: Request, trouble: oidc.ProviderTrouble) -> None:
    log.warning("the provider signed nobody in", error=type(trouble).__name__, reason=str(trouble))
    async with request.state.service.database.transaction() as tx:
        audit.note(tx, "nobody", "failed to sign in", "the provider", why=str(trouble))


def _refused(trouble: oidc.ProviderTrouble) -> Refused:
    if isinstance(trouble, oidc.NotBelieved):
        return _not_let_in("What the other service said of you could not be believed.")
    return Refused(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The other service does not answer",
        "Your account is kept by another service, which cannot be reached.",
        what_to_do="Sign in by a mailed code, or try again in a few minutes.",
    )


def _not_let_in(what_happened: str) -> Refused:
    mend = "Go to the page to sign in and begin again, or sign in by a mailed code."
    return Refused(HTTPStatus.FORBIDDEN, "You are not signed in", what_happened, what_to_do=mend)


def _provider(settings: Settings) -> Provider:
    if not settings.oidc_issuer:
        raise Refused(HTTPStatus.NOT_FOUND, "Page not found", what_to_do="Sign in by a mailed code.")
    secret = settings.oidc_client_secret.get_secret_value()
    return oidc.provider(settings.oidc_issuer, settings.oidc_client_id, secret)


def _back_to(settings: Settings) -> str:
    return f"{settings.site}{PATH}/back"


def _sealer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.session_key.get_secret_value(), salt="provider")
