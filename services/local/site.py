"""A running system, spoken to by its API as anybody would who holds a key."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from ssl import SSLContext
from typing import Any

import httpx

CONNECT_SECONDS = 30
#: A whole register in one request, on a machine that has much else to do.
LONGEST_ANSWER_SECONDS = 300


class SiteError(Exception):
    """The running system could not be reached, or refused; the text says what to do."""


@dataclass(frozen=True)
class Site:
    """Open connections to one running system."""

    client: httpx.AsyncClient

    async def import_file(
        self, kind: str, content: bytes, *, accept_valid: bool, preview: bool = False
    ) -> dict[str, Any]:
        """Send a file of `organisations` or `people`; refused rows stand in the answer. Raises SiteError."""
        return await self._send(
            "POST",
            f"/api/v1/{kind}",
            content=content,
            params={"accept_valid": str(accept_valid).lower()} | ({"preview": "true"} if preview else {}),
            headers={"content-type": "text/csv"},
            also=(HTTPStatus.UNPROCESSABLE_ENTITY,),
        )

    async def publish(self, document: bytes, *, key: str = "") -> dict[str, Any]:
        """Issue an alert; `key` makes a repeat harmless. Raises SiteError with every fault."""
        headers = {"content-type": "application/json"} | ({"idempotency-key": key} if key else {})
        return await self._send("POST", "/api/v1/alerts", content=document, headers=headers)

    async def imports(self) -> list[dict[str, Any]]:
        """The last files that were taken, the newest first. Raises SiteError."""
        found: list[dict[str, Any]] = (await self._send("GET", "/api/v1/imports"))["items"]
        return found

    async def undo(self, import_id: int) -> dict[str, Any]:
        """Undo an import as a whole. Raises SiteError with what hinders it."""
        return await self._send("POST", f"/api/v1/imports/{import_id}/undo")

    async def sending(self) -> dict[str, Any]:
        """How sending is. Raises SiteError."""
        return await self._send("GET", "/api/v1/sending")

    async def order(self, order: Mapping[str, str]) -> dict[str, Any]:
        """Pause, resume, cancel or retry mails. Raises SiteError with what is wrong."""
        return await self._send("POST", "/api/v1/sending/orders", json=dict(order))

    async def all_of(self, path: str, **filters: str) -> list[dict[str, Any]]:
        """Every item of a list, page by page. Raises SiteError."""
        return [item async for item in self._items(path, filters)]

    async def _items(self, path: str, filters: Mapping[str, str]) -> AsyncIterator[dict[str, Any]]:
        after: dict[str, str] = {}
        while True:
            page = await self._send("GET", path, params={"limit": "1000", **filters, **after})
            for item in page["items"]:
                yield item
            if page["next"] is None:
                return
            after = {"after": str(page["next"])}

    async def _send(
        self, method: str, path: str, *, also: tuple[HTTPStatus, ...] = (), **request: Any
    ) -> dict[str, Any]:
        try:
            response = await self.client.request(method, path, **request)
        except httpx.HTTPError as error:
            raise SiteError(
                f"{self.client.base_url} cannot be reached ({type(error).__name__}). "
                "Is the system running? Choose it with --site or CASCADE_SITE."
            ) from error
        if response.is_error and response.status_code not in also:
            raise SiteError(_in_words(response))
        answer = _document(response)
        if answer is None:
            raise SiteError(
                f"{self.client.base_url} answers, but not as this system does. "
                "Is the address right? Choose it with --site or CASCADE_SITE."
            )
        return answer


@asynccontextmanager
async def site(address: str, api_key: str) -> AsyncIterator[Site]:
    """The system at `address`; without a key it is left to the system to say that it needs one."""
    headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
    patience = httpx.Timeout(LONGEST_ANSWER_SECONDS, connect=CONNECT_SECONDS)
    async with httpx.AsyncClient(
        base_url=address, headers=headers, timeout=patience, trust_env=False, verify=trusted()
    ) as client:
        yield Site(client)


@cache
def trusted() -> SSLContext:
    """Whose certificates are believed. Reading all the authorities takes longer than most questions."""
    return httpx.create_ssl_context(trust_env=False)


def _document(response: httpx.Response) -> dict[str, Any] | None:
    """The JSON object that was answered; None for anything else, as a proxy or another site may send."""
    try:
        document = response.json()
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _in_words(response: httpx.Response) -> str:
    problem = _document(response)
    if problem is None:
        return f"{response.status_code} {response.reason_phrase}"
    lines = [str(problem.get("title", response.reason_phrase)), str(problem.get("detail", ""))]
    return "\n".join(filter(None, [*lines, *(f"- {fault}" for fault in problem.get("errors", ()))]))
