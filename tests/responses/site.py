"""Responses as a person, a colleague or a machine meets it: by its pages, on a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import httpx
from fastapi import Response
from starlette.requests import Request

from contracts.envelope import Event, EventData
from contracts.events.distribution import AudienceFrozen, AudienceOrganisation
from contracts.events.register import OrganisationRecorded, Role
from contracts.links import LinkClaims
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import Signer, new_private_key, public_key_of
from services.kit.web.access import COOKIE, Grant, Visitor, sign_in
from services.kit.web.frame import application
from services.responses import wiring
from tests.builders import (
    REFERENCE,
    a_count,
    a_person,
    an_alert,
    an_audience,
    an_organisation,
    person_id,
    said,
)
from tests.databases import events_said
from tests.fakes import FixedClock

KEY = new_private_key()
SIGNER = Signer.of("k1", KEY)
OTHER_NAMES = {"RTE": "Gloucestershire Hospitals", "RA9": "Torbay and South Devon", "REF": "Royal Cornwall"}


def token_of(who: str = "Asha Verma", signer: Signer = SIGNER, **changes: Any) -> str:
    """The link that distribution would have mailed to this person."""
    claims = {"person_id": person_id(who), "ods_code": "RH5", "reference": REFERENCE, "version": 1} | changes
    return signer.sign(LinkClaims.model_validate(claims).packed())


def other_organisations() -> list[OrganisationRecorded]:
    """Trusts that somebody of Somerset does not answer for."""
    return [
        an_organisation(ods_code=code, name=f"{name} NHS Foundation Trust")
        for code, name in OTHER_NAMES.items()
    ]


def audience(**changes: Any) -> AudienceFrozen:
    """Somerset must answer, Torbay is told."""
    somerset = an_audience().organisations[0]
    torbay = AudienceOrganisation(ods_code="RA9", must_respond=False)
    return an_audience(organisations=(somerset, torbay), **changes)


def whole_story() -> list[EventData]:
    """Everything responses has to know before Asha and her colleague Ben answer."""
    return [
        an_organisation(),
        *other_organisations(),
        a_person(),
        a_person("Ben Okafor", role=Role.DEPUTY),
        an_alert(),
        audience(),
        a_count(),
    ]


@dataclass
class SentForm:
    """One form of a page as a browser would send it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    visible: list[str] = field(default_factory=list)


@lru_cache(maxsize=8)
def parsed(html: str) -> Element:
    """Read strictly: a fault in the markup fails the test. Each page is asked for forms and for words."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document: Element = parser.parse(html)
    return document


def words_of(html: str) -> str:
    """The page's text as a reader sees it, on one line."""
    return " ".join(" ".join(parsed(html).itertext()).split())


def forms_of(html: str) -> list[SentForm]:
    """Every form that posts, with what stands in it before anybody touches it."""
    return [_form(form) for form in parsed(html).iter("form") if form.get("method") == "post"]


def _form(element: Element) -> SentForm:
    form = SentForm(element.get("action", "").partition("#")[0], "post")
    for item in element.iter("input"):
        name, value = item.get("name", ""), item.get("value", "")
        if item.get("type") == "radio":
            form.options.setdefault(name, []).append(value)
        if item.get("type") not in ("radio", "checkbox") or item.get("checked") is not None:
            form.fields[name] = value
    for item in element.iter("select"):
        chosen = [option for option in item.iter("option") if option.get("selected") is not None]
        form.fields[item.get("name", "")] = (chosen or list(item.iter("option")))[0].get("value", "")
    for item in element.iter("textarea"):
        form.fields[item.get("name", "")] = "".join(item.itertext()).strip()
        form.visible.append(item.get("name", ""))
    return form


@dataclass
class Site:
    """The running pages of responses, and what stands behind them."""

    service: Service
    browser: httpx.AsyncClient
    clock: FixedClock

    async def hear(self, *facts: EventData | Event[Any]) -> None:
        """Let the service hear facts in this order, as its consumers would."""
        doors = {door.event: door.hear for door in self.service.doors}
        for fact in facts:
            event = said(fact) if isinstance(fact, EventData) else fact
            async with self.service.database.transaction() as tx:
                await doors[type(event.data)](tx, event, self.service.settings)

    async def said(self) -> list[Any]:
        """What the service said so far."""
        async with self.service.database.reading() as tx:
            return [event.data async for event in events_said(tx)]

    async def get(self, path: str) -> httpx.Response:
        answer = await self.browser.get(path)
        parsed(answer.text)
        return answer

    async def form(self, path: str, name: str) -> SentForm:
        """Load a page and take from it the form that posts to an address ending so."""
        answer = await self.get(path)
        return next(form for form in forms_of(answer.text) if form.action.endswith(name))

    async def send(self, form: SentForm, **fields: str | list[str]) -> httpx.Response:
        """Send a form with these fields filled in."""
        return await self.browser.post(form.action, data=form.fields | fields)

    async def acknowledge(self, token: str, organisation: str = "RH5", seconds: float = 30) -> httpx.Response:
        """What a person does: open, read, choose, press."""
        form = await self.form(f"/answer/{token}", "/acknowledge")
        self.clock.advance(seconds=seconds)
        return await self.send(form, organisation=organisation)

    def sign_in(self, *roles: Role) -> None:
        """Let the browser have the session of somebody with these roles."""
        self.sign_in_as("Nell Author", *(Grant(role=role) for role in roles))

    def sign_in_as(self, who: str, *grants: Grant) -> None:
        """Let the browser have the session of somebody who holds these."""
        visitor = Visitor(person_id=str(person_id(who)), name=who, grants=grants, signed_in_at=self.clock())
        app = self.browser._transport.app  # type: ignore[attr-defined]
        response = Response()
        sign_in(Request({"type": "http", "app": app, "headers": []}), response, visitor)
        cookie = response.headers["set-cookie"].partition(";")[0].partition("=")[2]
        self.browser.cookies.set(COOKIE, cookie.strip('"'))


@asynccontextmanager
async def open_site(common: KitSettings, clock: FixedClock, keys: str = "") -> AsyncIterator[Site]:
    """Responses with the public half of the tests' key, unless said; nothing heard yet."""
    known = {"link_public_keys": keys or f"k1:{public_key_of(KEY)}"}
    service = wiring.build(common.model_copy(update=known), clock)
    app = application([service], common, clock=clock)
    transport = httpx.ASGITransport(app=app)
    agent = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=agent) as browser:
        yield Site(service, browser, clock)
    await service.database.close()
