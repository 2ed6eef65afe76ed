"""A person with a browser, as far as a story needs one: pages, their forms, a session."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from services.local.site import trusted


class PageError(Exception):
    """A page was not there, or refused; the text is its heading."""


@dataclass
class Form:
    """One form as the page shows it; `fields` holds what would be sent as it stands."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page that was loaded."""

    address: str
    html: str
    etag: str

    @property
    def text(self) -> str:
        """What is read, in one line."""
        words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", words)

    @property
    def forms(self) -> Sequence[Form]:
        """In the order of the page."""
        reader = _FormReader()
        reader.feed(self.html)
        return reader.forms

    def form(self, action: str) -> Form:
        """The form that is sent to an address ending so. Raises PageError."""
        for form in self.forms:
            if form.action.partition("#")[0].endswith(action):
                return form
        raise PageError(f"{self.address}: no form is sent to {action}")


class Browser:
    """Follows links and sends forms; keeps the cookies it is given."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        """`client` knows the site."""
        self.client = client

    async def open(self, address: str) -> Page:
        """Load a page. Raises PageError."""
        return _page(await self.client.get(address, follow_redirects=True))

    async def send(self, page: Page, form: Form, **filled: str) -> Page:
        """Fill in and send a form. Raises PageError."""
        target = urljoin(page.address, form.action)
        return _page(await self.client.post(target, data=form.fields | filled, follow_redirects=True))

    async def changed(self, page: Page) -> Page | None:
        """Ask whether a live part has changed since it was loaded, as the page's own script does."""
        response = await self.client.get(page.address, headers={"if-none-match": page.etag})
        return None if response.status_code == httpx.codes.NOT_MODIFIED else _page(response)


@asynccontextmanager
async def browsing(site: str) -> AsyncIterator[Browser]:
    """A browser of somebody who has not signed in."""
    agent = {"user-agent": "Mozilla/5.0 (safety-cascade story)"}
    async with httpx.AsyncClient(
        base_url=site, headers=agent, timeout=30, trust_env=False, verify=trusted()
    ) as client:
        yield Browser(client)


def _page(response: httpx.Response) -> Page:
    html = response.text
    if response.is_error:
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
        raise PageError(
            f"{response.status_code} {heading.group(1).strip() if heading else response.url.path}"
        )
    return Page(str(response.url), html, response.headers.get("etag", ""))


class _FormReader(HTMLParser):
    """Reads what a browser would send of each form: hidden and text fields, and what is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None and (name := given.get("name")):
            self._field(self._open, tag, name, given)

    def _field(self, form: Form, tag: str, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", tag)
        if kind not in ("radio", "checkbox", "submit", "button") or "checked" in given:
            form.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
