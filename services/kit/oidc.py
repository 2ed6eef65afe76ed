"""Sign-in by another service: OpenID Connect, authorization code with PKCE, nothing believed unchecked.

Authlib writes the requests and checks what the ID token claims, joserfc its signature.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

#: None of these can be made with a public key, and "none" is not among them.
ALGORITHMS = ("RS256", "PS256", "ES256")
#: How long what a provider says of itself is believed before it is asked again.
KEPT = timedelta(hours=1)
#: Clocks differ.
LEEWAY_SECONDS = 60
TIMEOUT_SECONDS = 10


class ProviderTrouble(RuntimeError):  # noqa: N818 — the two below are what is raised
    """Nobody is signed in by it; the text is for whoever runs the service."""


class Unreachable(ProviderTrouble):
    """The provider cannot be asked, or says nothing that can be used."""


class NotBelieved(ProviderTrouble):
    """The provider, or somebody in its place, said what does not fit."""


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what has to come back with it."""

    address: str
    state: str
    nonce: str
    verifier: str


@cache
def provider(issuer: str, client_id: str, client_secret: str) -> "Provider":
    """The one of these settings, with what is known of it by now."""
    return Provider(issuer, client_id, client_secret)


class Provider:
    """One OpenID provider, found by its issuer."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        """Asks for nothing yet."""
        self._issuer, self._id, self._secret = issuer, client_id, client_secret
        self._known: dict[str, tuple[datetime, dict[str, Any]]] = {}

    async def begin(self, back_to: str, scope: str, now: datetime) -> Begun:
        """A request of its own for one browser. Raises Unreachable."""
        discovered = await self._discovered(now)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = prepare_grant_uri(
            _address(discovered, "authorization_endpoint"),
            self._id,
            "code",
            back_to,
            scope,
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(address, state, nonce, verifier)

    async def finish(self, code: str, back_to: str, begun: Begun, now: datetime) -> dict[str, Any]:
        """What is claimed of whoever came back with the code. Raises ProviderTrouble."""
        discovered = await self._discovered(now)
        tokens = await self._tokens(discovered, code, back_to, begun.verifier)
        claims = await self._believed(discovered, tokens, begun.nonce, now)
        return await self._userinfo(discovered, tokens, claims) | claims

    async def _discovered(self, now: datetime) -> dict[str, Any]:
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await self._fetched(address, now)
        if found.get("issuer") != self._issuer:
            raise Unreachable("the issuer of the settings is not the one that its discovery document names")
        return found

    async def _fetched(self, address: str, now: datetime) -> dict[str, Any]:
        at, found = self._known.get(address, (None, {}))
        if at is None or now - at > KEPT:
            found = await _asked("GET", address)
            self._known[address] = (now, found)
        return found

    async def _tokens(
        self, discovered: Mapping[str, Any], code: str, back_to: str, verifier: str
    ) -> dict[str, Any]:
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back_to,
            "code_verifier": verifier,
        }
        methods = discovered.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        basic = httpx.BasicAuth(quote(self._id, safe=""), quote(self._secret, safe=""))
        auth = basic if "client_secret_basic" in methods else None
        if auth is None:
            said |= {"client_id": self._id, "client_secret": self._secret}
        return await _asked("POST", _address(discovered, "token_endpoint"), data=said, auth=auth)

    async def _believed(
        self, discovered: Mapping[str, Any], tokens: Mapping[str, Any], nonce: str, now: datetime
    ) -> dict[str, Any]:
        """The claims of the ID token, once its signature and every one of them fit."""
        keys_at, raw = _address(discovered, "jwks_uri"), str(tokens.get("id_token", ""))
        try:
            keys = KeySet.import_key_set(await self._keys(keys_at, raw, now))
            token = jwt.decode(raw, keys, ALGORITHMS)
            given = {"nonce": nonce, "client_id": self._id, "access_token": tokens.get("access_token")}
            claims = CodeIDToken(token.claims, token.header, self._expected(), given)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise NotBelieved(f"the ID token does not fit: {type(error).__name__}") from error
        return dict(claims)

    def _expected(self) -> Any:
        return {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._id},
        }

    async def _keys(self, address: str, raw: str, now: datetime) -> Any:
        """The provider's keys; asked for again when the token names one that is not among them."""
        keys = await self._fetched(address, now)
        named = jws.extract_compact(raw.encode()).headers().get("kid")
        if named and named not in {key.get("kid") for key in keys.get("keys", ())}:
            del self._known[address]
            keys = await self._fetched(address, now)
        return keys

    async def _userinfo(
        self, discovered: Mapping[str, Any], tokens: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What some providers keep out of the ID token; of the same person, or of nobody."""
        if not discovered.get("userinfo_endpoint"):
            return {}
        bearer = {"authorization": f"Bearer {tokens.get('access_token', '')}"}
        said = await _asked("GET", _address(discovered, "userinfo_endpoint"), headers=bearer)
        if said.get("sub") != claims["sub"]:
            raise NotBelieved("what the provider says of the person is about another one")
        return said


def is_safe(address: str) -> bool:
    """HTTPS, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    )


def _address(discovered: Mapping[str, Any], name: str) -> str:
    address = str(discovered.get(name, ""))
    if not is_safe(address):
        raise Unreachable(f"the provider's {name} is missing or not https")
    return address


@cache
def _trusted() -> SSLContext:
    """Reading all the authorities takes longer than asking one provider."""
    return httpx.create_ssl_context()


async def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    """One request, and its answer as JSON. Raises ProviderTrouble."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, verify=_trusted()) as client:
            answer = await client.request(method, address, **more)
        said = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(f"{urlsplit(address).path}: {type(error).__name__}") from error
    if answer.is_server_error or not isinstance(said, dict):
        raise Unreachable(f"{urlsplit(address).path} answered {answer.status_code}")
    if not answer.is_success:
        raise NotBelieved(f"{urlsplit(address).path} answered {answer.status_code}")
    return said
