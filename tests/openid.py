"""A small OpenID provider in a server of its own, which can be told to lie."""

import hashlib
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from threading import Thread
from typing import Annotated, Any
from urllib.parse import unquote, urlencode

import uvicorn
from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.security.utils import get_authorization_scheme_param
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.fakes import FixedClock

CLIENT_ID, CLIENT_SECRET = "cascade at the provider", "a secret:of the provider"


@dataclass
class OpenId:
    """Whoever comes is `person`; what `lies` holds stands in the ID token instead of what is so."""

    clock: FixedClock
    person: dict[str, Any]
    address: str = ""
    lies: dict[str, Any] = field(default_factory=dict)
    #: What is said only when asked for the person.
    userinfo: dict[str, Any] = field(default_factory=dict)
    methods: tuple[str, ...] = ("client_secret_basic",)
    signs_with: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    shows: list[RSAKey] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shows = [self.signs_with]

    def id_token(self, nonce: str) -> str:
        now = int(self.clock().timestamp())
        said = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: v for name, v in (said | self.person | self.lies).items() if v is not None}
        return jwt.encode({"alg": "RS256", "kid": self.signs_with.kid}, claims, self.signs_with)


@contextmanager
def running(openid: OpenId) -> Iterator[None]:
    """Serve on a port of its own while the block runs."""
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        # Whoever comes before the thread has begun waits in the queue, and is not refused.
        listening.listen()
        openid.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(_app(openid), log_config=None, lifespan="off"))
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()


def _app(openid: OpenId) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        openid.asked.append("discovery")
        return {
            "issuer": openid.address,
            "authorization_endpoint": f"{openid.address}/authorize",
            "token_endpoint": f"{openid.address}/token",
            "jwks_uri": f"{openid.address}/keys",
            "token_endpoint_auth_methods_supported": openid.methods,
        } | ({"userinfo_endpoint": f"{openid.address}/userinfo"} if openid.userinfo else {})

    @app.get("/keys")
    async def keys() -> Any:
        openid.asked.append("keys")
        return KeySet([*openid.shows]).as_dict(private=False)

    @app.get("/authorize")
    async def authorize(
        client_id: str,
        redirect_uri: str,
        state: str,
        nonce: str,
        code_challenge: str,
        code_challenge_method: str,
    ) -> Response:
        assert (client_id, code_challenge_method) == (CLIENT_ID, "S256")
        code = secrets.token_urlsafe(8)
        openid.codes[code] = {"to": redirect_uri, "nonce": nonce, "challenge": code_challenge}
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")

    @app.post("/token")
    async def token(
        code: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        client_id: Annotated[str, Form()] = "",
        client_secret: Annotated[str, Form()] = "",
        authorization: Annotated[str, Header()] = "",
    ) -> Response:
        kept = openid.codes.pop(code, None)
        challenge = urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        is_client = _is_client(openid, authorization, client_id, client_secret)
        if kept is None or kept["to"] != redirect_uri or kept["challenge"] != challenge or not is_client:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "at", "token_type": "Bearer", "id_token": openid.id_token(kept["nonce"])}
        )

    @app.get("/userinfo")
    async def userinfo(authorization: Annotated[str, Header()]) -> dict[str, Any]:
        assert authorization == "Bearer at"
        return openid.userinfo

    return app


def _is_client(openid: OpenId, authorization: str, client_id: str, client_secret: str) -> bool:
    if "client_secret_basic" not in openid.methods:
        return (client_id, client_secret) == (CLIENT_ID, CLIENT_SECRET)

    scheme, encoded = get_authorization_scheme_param(authorization)
    given = tuple(map(unquote, b64decode(encoded).decode().split(":", 1)))
    return scheme.lower() == "basic" and given == (CLIENT_ID, CLIENT_SECRET)
