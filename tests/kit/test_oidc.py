"""What an OpenID provider says is believed only when all of it fits."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey

from services.kit.oidc import Begun, NotBelieved, Provider, ProviderTrouble, Unreachable, is_safe
from tests.fakes import FixedClock
from tests.openid import CLIENT_ID, CLIENT_SECRET, OpenId, running

BACK = "http://127.0.0.1:8000/sign-in/provider/back"


@pytest.fixture(scope="module")
def served() -> Iterator[OpenId]:
    openid = OpenId(FixedClock(), {})
    with running(openid):
        yield openid


@pytest.fixture
def openid(served: OpenId) -> OpenId:
    """Tells the truth, until it is told to lie."""
    served.person = {"sub": "u1", "email": "nia.bevan@national.example", "email_verified": True}
    served.lies, served.userinfo, served.methods = {}, {}, ("client_secret_basic",)
    served.shows, served.asked, served.clock = [served.signs_with], [], FixedClock()
    return served


@pytest.fixture
def provider(openid: OpenId) -> Provider:
    return Provider(openid.address, CLIENT_ID, CLIENT_SECRET)


async def sign_in(provider: Provider, openid: OpenId, **changed: str) -> dict[str, Any]:
    """As a browser does: there, and back with a code."""
    begun = await provider.begin(BACK, "openid email", openid.clock())
    code = await code_for(begun)
    return await provider.finish(code, BACK, replace(begun, **changed), openid.clock())


async def code_for(begun: Begun) -> str:
    async with httpx.AsyncClient() as browser:
        sent_back = httpx.URL((await browser.get(begun.address)).headers["location"])
    assert sent_back.params["state"] == begun.state
    return sent_back.params["code"]


async def test_whoever_the_provider_vouches_for_is_known(provider: Provider, openid: OpenId) -> None:
    claims = await sign_in(provider, openid)

    assert (claims["sub"], claims["email"]) == ("u1", "nia.bevan@national.example")


async def test_the_secret_is_given_as_the_provider_takes_it(provider: Provider, openid: OpenId) -> None:
    openid.methods = ("client_secret_post",)

    assert (await sign_in(provider, openid))["sub"] == "u1"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of another request"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"azp": "another client"},
        {"iat": 9_999_999_999},
    ],
)
async def test_a_token_that_does_not_fit_is_not_believed(
    provider: Provider, openid: OpenId, lie: dict[str, Any]
) -> None:
    openid.lies = lie

    with pytest.raises(NotBelieved):
        await sign_in(provider, openid)


async def test_a_signature_of_somebody_else_is_not_believed(provider: Provider, openid: OpenId) -> None:
    openid.shows = [RSAKey.generate_key(2048, {"kid": "k1"})]

    with pytest.raises(NotBelieved, match="BadSignature"):
        await sign_in(provider, openid)


async def test_a_code_is_worth_nothing_without_the_secret_of_who_asked(
    provider: Provider, openid: OpenId
) -> None:
    with pytest.raises(NotBelieved, match="/token answered 400"):
        await sign_in(provider, openid, verifier="x" * 43)


async def test_a_code_works_once(provider: Provider, openid: OpenId) -> None:
    begun = await provider.begin(BACK, "openid email", openid.clock())
    code = await code_for(begun)
    await provider.finish(code, BACK, begun, openid.clock())

    with pytest.raises(NotBelieved):
        await provider.finish(code, BACK, begun, openid.clock())


async def test_what_the_token_does_not_say_is_asked_for_of_the_same_person(
    provider: Provider, openid: OpenId
) -> None:
    openid.person = {"sub": "u1"}
    openid.userinfo = {"sub": "u1", "email": "nia@national.example"}
    assert (await sign_in(provider, openid))["email"] == "nia@national.example"
    openid.userinfo["sub"] = "u2"

    with pytest.raises(NotBelieved, match="about another one"):
        await sign_in(provider, openid)


async def test_what_a_provider_says_of_itself_is_asked_for_once_an_hour(
    provider: Provider, openid: OpenId
) -> None:
    for minutes in (0, 59, 2):
        openid.clock.advance(minutes=minutes)
        await sign_in(provider, openid)

    assert openid.asked == ["discovery", "keys", "discovery", "keys"]


async def test_a_new_key_is_asked_for_when_a_token_names_it(provider: Provider, openid: OpenId) -> None:
    await sign_in(provider, openid)
    before = openid.signs_with
    openid.signs_with = RSAKey.generate_key(2048, {"kid": "k2"})
    openid.shows = [before, openid.signs_with]

    assert (await sign_in(provider, openid))["sub"] == "u1"
    openid.signs_with = before


async def test_a_provider_that_is_away_or_calls_itself_otherwise_is_told(openid: OpenId) -> None:
    for issuer in ("http://127.0.0.1:1", f"{openid.address}/"):
        with pytest.raises(Unreachable):
            await Provider(issuer, CLIENT_ID, CLIENT_SECRET).begin(BACK, "openid", openid.clock())
    assert issubclass(Unreachable, ProviderTrouble)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example", True),
        ("http://127.0.0.1:80", True),
        ("http://id.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("", False),
    ],
)
def test_a_provider_is_asked_over_https(address: str, *, safe: bool) -> None:
    assert is_safe(address) is safe
