"""Letters are signed where the settings ask for it."""

from base64 import b64encode
from collections.abc import AsyncIterator

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from services.distribution import wiring
from services.distribution.config import Settings
from services.kit.service import Service
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

KEY = Ed25519PrivateKey.generate()


@pytest.fixture
async def signing(settings: Settings, clock: FixedClock) -> AsyncIterator[Service]:
    secret = SecretStr(b64encode(KEY.private_bytes_raw()).decode())
    own = {"dkim_domain": "cascade.example", "dkim_selector": "s1", "dkim_private_key": secret}
    built = wiring.build(settings.model_copy(update=own), clock)
    yield built
    assert built.close
    await built.close()
    await built.database.close()


async def test_a_signed_letter_can_be_checked_by_whoever_gets_it(
    stage: Stage, signing: Service, sink: Sink
) -> None:
    await stage.issue("asha@x.example")
    await stage.send(signing)

    public = b64encode(KEY.public_key().public_bytes_raw())
    (_, mail), *_ = sink.taken
    assert dkim.verify(mail, dnsfunc=lambda _name, **_: b"v=DKIM1; k=ed25519; p=" + public)
    assert not dkim.verify(mail.replace(b"NatPSA", b"ZatPSA"), dnsfunc=lambda _name, **_: b"")


async def test_letters_are_not_signed_by_themselves(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example")
    await stage.send()

    assert "DKIM-Signature" not in sink.mails()[0]
