"""Signing in by an OpenID provider: a real one in a server of its own, and a browser that goes there."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from pydantic import SecretStr

from services.directory import wiring
from services.kit import audit
from services.kit.config import KitSettings
from services.kit.database import Database
from services.kit.web.access import COOKIE
from services.kit.web.frame import application
from tests.directory.surroundings import ASHA, AUTHOR, fill, said_by
from tests.fakes import FixedClock
from tests.openid import CLIENT_ID, CLIENT_SECRET, OpenId, running

NIA = {"sub": "u1", "email": "Nia.Bevan@National.example", "email_verified": True}


@pytest.fixture(scope="module")
def served() -> Iterator[OpenId]:
    openid = OpenId(FixedClock(), {})
    with running(openid):
        yield openid


@pytest.fixture
def openid(served: OpenId, monkeypatch: pytest.MonkeyPatch) -> OpenId:
    """The provider of the settings, at which Nia has an account."""
    served.person, served.lies = dict(NIA), {}
    for name, value in {
        "ISSUER": served.address,
        "CLIENT_ID": CLIENT_ID,
        "CLIENT_SECRET": CLIENT_SECRET,
    }.items():
        monkeypatch.setenv(f"CASCADE_DIRECTORY_OIDC_{name}", value)
    return served


@pytest.fixture
async def browser(
    openid: OpenId,  # noqa: ARG001 — it stands in the settings by then
    settings: KitSettings,
    clock: FixedClock,
    database: Database,
) -> AsyncIterator[httpx.AsyncClient]:
    """Of nobody yet; goes where it is sent, to the provider too."""
    async with database.transaction() as tx:
        await fill(tx, ASHA, AUTHOR)
    directory = wiring.build(settings.model_copy(update={"site": "http://site.example"}), clock)
    app = application([directory], settings, clock=clock)
    sites = {"http://site.example": httpx.ASGITransport(app=app)}
    async with httpx.AsyncClient(mounts=sites, base_url="http://site.example") as client:
        yield client
    await directory.database.close()


async def sent_back(browser: httpx.AsyncClient, onward: str = "") -> str:
    """Where the provider sends the browser, which has not gone there yet."""
    begun = await browser.get("/sign-in/provider", params={"next": onward})
    assert begun.status_code == 303
    return (await browser.get(begun.headers["location"])).headers["location"]


def is_signed_in(browser: httpx.AsyncClient) -> bool:
    return COOKIE in browser.cookies


async def test_whoever_the_provider_vouches_for_is_signed_in(browser: httpx.AsyncClient) -> None:
    shown = await browser.get("/sign-in?next=/register/gaps")
    assert "Sign in with your organisation's account" in said_by(shown)
    assert 'href="/sign-in/provider?next=/register/gaps"' in shown.text
    answer = await browser.get(await sent_back(browser, "/register/gaps"))

    assert answer.headers["location"] == "/register/gaps"
    assert "Your organisation's account" in said_by(await browser.get("/sessions"))


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_nobody_is_led_to_another_site_afterwards(browser: httpx.AsyncClient, onward: str) -> None:
    answer = await browser.get(await sent_back(browser, onward))

    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody@elsewhere.example"}, "nobody is registered with its address"),
        ({"email_verified": False}, "did not say which mail address is yours for certain"),
        ({"email_verified": None}, "did not say which mail address is yours for certain"),
        ({"email": None}, "did not say which mail address is yours for certain"),
        ({"email": 7}, "did not say which mail address is yours for certain"),
        ({"nonce": "of another browser"}, "could not be believed"),
    ],
)
async def test_whoever_is_not_known_for_certain_is_not_let_in(
    browser: httpx.AsyncClient, openid: OpenId, change: dict[str, object], words: str
) -> None:
    openid.lies = change
    answer = await browser.get(await sent_back(browser))

    assert answer.status_code == 403
    assert words in said_by(answer)
    assert not is_signed_in(browser)


async def test_the_way_back_is_good_in_the_browser_that_went_and_once(
    browser: httpx.AsyncClient, clock: FixedClock
) -> None:
    """Nobody is signed in as somebody else by following a link."""
    back = await sent_back(browser)
    kept = dict(browser.cookies)
    browser.cookies.clear()
    elsewhere = await browser.get(back)
    browser.cookies.update(kept)
    other_state = await browser.get(back.replace("state=", "state=x"))
    assert (elsewhere.status_code, other_state.status_code) == (403, 403)
    assert "This browser did not ask to sign in" in said_by(elsewhere)
    clock.advance(minutes=11)
    assert (await browser.get(back)).status_code == 403
    clock.advance(minutes=-11)
    assert (await browser.get(back)).status_code == 303

    assert (await browser.get(back)).status_code == 403


async def test_a_provider_that_says_no_or_is_away_leaves_the_mailed_code(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, settings: KitSettings, clock: FixedClock
) -> None:
    back = await sent_back(browser)
    refused = await browser.get(back.replace("code=", "error=access_denied&other="))
    assert "said no, or you did" in said_by(refused)
    monkeypatch.setenv("CASCADE_DIRECTORY_OIDC_ISSUER", "http://127.0.0.1:1")
    directory = wiring.build(settings, clock)
    transport = httpx.ASGITransport(app=application([directory], settings, clock=clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        away = await client.get("/sign-in/provider")
    await directory.database.close()

    assert away.status_code == 503
    assert "Sign in by a mailed code" in said_by(away)


async def test_without_a_provider_there_is_the_mailed_code_only(anybody: httpx.AsyncClient) -> None:
    assert "With an account" not in said_by(await anybody.get("/sign-in"))
    assert (await anybody.get("/sign-in/provider")).status_code == 404
    assert (await anybody.get("/sign-in/provider/back?state=x&code=y")).status_code == 403


async def test_every_failure_is_in_the_audit_without_an_address(
    browser: httpx.AsyncClient, openid: OpenId, database: Database
) -> None:
    for lie in ({"email": "nobody@elsewhere.example"}, {"nonce": "of another"}):
        openid.lies = lie
        await browser.get(await sent_back(browser))
    async with database.reading() as tx:
        rows = [row async for row in audit.rows_of(tx) if row.what == "failed to sign in"]

    assert [row.about for row in rows] == ["an address that is not registered", "the provider"]
    assert "@" not in "".join(row.line() for row in rows)


def test_a_provider_without_https_is_refused(settings: KitSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASCADE_DIRECTORY_OIDC_ISSUER", "http://id.example")

    with pytest.raises(ValueError, match="must begin with https"):
        wiring.build(settings.model_copy(update={"session_key": SecretStr("x")}))
