"""Calls that are signed instead of carrying a key, as https://www.standardwebhooks.com has them (version 1).

The signature covers id, time and body, so that none of them can be changed, and nothing old sent again.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from fastapi import Request
from pydantic import SecretStr

from services.kit.web.refusals import Refused
from services.kit.web.requests import now_of

#: Either way, because clocks differ.
LONGEST_AGE = timedelta(minutes=5)
MOST_BYTES = 65_536
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class SignedCall:
    """The same call keeps its id however often it is sent."""

    id: str
    body: bytes


def signature(key: SecretStr, call_id: str, sent_at: str, body: bytes) -> str:
    """As it stands in the header; `sent_at` is in seconds of Unix time."""
    said = f"{call_id}.{sent_at}.".encode() + body
    seal = hmac.digest(key.get_secret_value().encode(), said, hashlib.sha256)
    return f"v1,{base64.b64encode(seal).decode()}"


async def signed_call(request: Request) -> SignedCall:
    """Dependency: the whole body, once it is known to be the key holder's. Raises Refused."""
    call_id = request.headers.get("webhook-id", "")
    sent_at = request.headers.get("webhook-timestamp", "")
    body = await _body(request)
    key: SecretStr = request.state.service.settings.webhook_key
    is_whole = key.get_secret_value() and 0 < len(call_id) <= LONGEST_ID
    if not (is_whole and _is_signed(request, signature(key, call_id, sent_at, body))):
        raise _refused("The signature does not fit.")
    if not _is_new(sent_at, now_of(request)):
        raise _refused("It was signed too long ago, or its time is no time.")
    return SignedCall(call_id, body)


async def _body(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 64 kB")
    return bytes(raw)


def _is_signed(request: Request, expected: str) -> bool:
    """Several signatures, parted by blanks, are for when the key changes."""
    given = request.headers.get("webhook-signature", "").split()[:10]
    return any(hmac.compare_digest(one.encode(), expected.encode()) for one in given)


def _is_new(sent_at: str, now: datetime) -> bool:
    if not (sent_at.isascii() and sent_at.isdecimal() and len(sent_at) <= 12):  # noqa: PLR2004 — years enough
        return False
    return abs(now - datetime.fromtimestamp(int(sent_at), UTC)) <= LONGEST_AGE


def _refused(why: str) -> Refused:
    return Refused(
        HTTPStatus.UNAUTHORIZED,
        "A valid signature is needed",
        why,
        what_to_do="Send webhook-id, webhook-timestamp and webhook-signature as standardwebhooks.com says.",
    )
