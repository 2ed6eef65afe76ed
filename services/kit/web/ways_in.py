"""How somebody came to a page that is their own: by a signed link, or by having signed in.

A mail filter may break every link of a mail. Whoever signs in by a mailed code is given an address of the
same form instead, good in their own session only; the pages behind it do not know the difference.
"""

import hashlib
import hmac

from fastapi import Request

from services.kit import signing
from services.kit.signing import Verifier
from services.kit.web import access
from services.kit.web.access import Visitor

#: No id of a signing key may be called so.
SESSION = "session"


def session_token(request: Request, visitor: Visitor, claims: bytes) -> str:
    """Stands where a signed token would; whoever makes one has checked that the visitor may have it."""
    return f"{SESSION}.{signing.encode(claims)}.{_seal(request, visitor, claims)}"


def claims_behind(request: Request, token: str, public_keys: str) -> bytes | None:
    """What a signature or the visitor's own session vouches for; None when neither does."""
    if not token.startswith(f"{SESSION}."):
        return Verifier.of(public_keys).claims(token)
    visitor = access.visitor_of(request)
    _, _, rest = token.partition(".")
    said, _, seal = rest.partition(".")
    try:
        claims = signing.decode(said)
    except ValueError:
        return None
    if visitor is None or not hmac.compare_digest(seal.encode(), _seal(request, visitor, claims).encode()):
        return None
    return claims


def _seal(request: Request, visitor: Visitor, claims: bytes) -> str:
    key = request.app.state.settings.session_key.get_secret_value().encode()
    said = f"way-in|{visitor.session_id}|".encode() + claims
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]
