"""Security headers on every answer, and HEAD wherever there is GET."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    # Links carry the right to answer: no other site may learn them.
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
)
HTTPS_ONLY = ("strict-transport-security", "max-age=31536000")


class SecurityHeaders:
    """Adds the headers an answer does not set itself; pages are never kept by a cache."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        """`https` when the site is reached by it."""
        self._app, self._https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # The server drops the body of an answer to HEAD; to the pages it is a GET, which changes nothing.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        state = asked.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                static = scope["path"].startswith("/static/")
                headers = MutableHeaders(scope=message)
                complete(headers, https=self._https, static=static)
                # Whoever signs in or out by this answer has said what is to become of the cookie.
                if "fresh_cookie" in state and "set-cookie" not in headers:
                    headers["set-cookie"] = state["fresh_cookie"]
            await send(message)

        await self._app(asked, receive, send_with_headers)


def complete(headers: MutableHeaders, *, https: bool, static: bool = False) -> None:
    """Add what an answer does not set itself."""
    for name, value in (*ALWAYS, HTTPS_ONLY) if https else ALWAYS:
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "public, max-age=3600" if static else "no-store")
