"""A page of one's own is reached by a signed link, or by an address that is good in one session only."""

import pytest
from fastapi import FastAPI, Request
from itsdangerous import URLSafeSerializer

from services.kit.signing import Signer, new_private_key, public_key_of
from services.kit.web import Visitor, claims_behind, session_token
from services.kit.web.access import COOKIE
from tests.fakes import FixedClock
from tests.kit.web.conftest import ASHA

CLAIMS = b'{"p":"Asha"}'
PRIVATE = new_private_key()
PUBLIC = f"k:{public_key_of(PRIVATE)}"


def a_request(app: FastAPI, visitor: Visitor | None) -> Request:
    """As it comes from the browser of whoever signed in."""
    headers = []
    if visitor is not None:
        cookies = URLSafeSerializer("a-key-for-tests-only", salt="session")
        said = str(cookies.dumps(visitor.model_dump(mode="json")))
        headers = [(b"cookie", f"{COOKIE}={said}".encode())]
    return Request({"type": "http", "app": app, "headers": headers, "method": "GET", "path": "/"})


def test_a_signature_needs_no_session(app: FastAPI) -> None:
    token = Signer.of("k", PRIVATE).sign(CLAIMS)

    assert claims_behind(a_request(app, None), token, PUBLIC) == CLAIMS
    assert claims_behind(a_request(app, ASHA), token, PUBLIC) == CLAIMS


def test_whoever_signed_in_needs_no_signature(app: FastAPI) -> None:
    request = a_request(app, ASHA)
    token = session_token(request, ASHA, CLAIMS)

    assert token.isprintable()
    assert "/" not in token
    assert claims_behind(request, token, PUBLIC) == CLAIMS


def test_an_address_of_a_session_is_worth_nothing_outside_it(app: FastAPI, clock: FixedClock) -> None:
    token = session_token(a_request(app, ASHA), ASHA, CLAIMS)
    in_a_new_session = ASHA.model_copy(update={"session_id": "s2"})

    assert claims_behind(a_request(app, None), token, PUBLIC) is None
    assert claims_behind(a_request(app, in_a_new_session), token, PUBLIC) is None
    clock.advance(hours=1)
    assert claims_behind(a_request(app, ASHA), token, PUBLIC) is None


@pytest.mark.parametrize("change", ["claims", "seal", "no seal", "no base64", "kind"])
def test_what_was_changed_is_worth_nothing(app: FastAPI, change: str) -> None:
    request = a_request(app, ASHA)
    kind, claims, seal = session_token(request, ASHA, CLAIMS).split(".")
    changed = {
        "claims": f"{kind}.{session_token(request, ASHA, b'other').split('.')[1]}.{seal}",
        "seal": f"{kind}.{claims}.{seal[::-1]}",
        "no seal": f"{kind}.{claims}",
        "no base64": f"{kind}.!.{seal}",
        "kind": f"k.{claims}.{seal}",
    }[change]

    assert claims_behind(request, changed, PUBLIC) is None
