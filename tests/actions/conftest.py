"""The service on a database of its own, and a browser that holds a link."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import html5lib
import httpx
import pytest

from contracts.links import LinkClaims, LinkPurpose
from services.actions.wiring import build
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import Signer, new_private_key, public_key_of
from services.kit.web.frame import application
from tests.actions import stories
from tests.builders import REFERENCE, person_id
from tests.fakes import FixedClock

KEY = new_private_key()


def a_token(
    who: str = "Asha Verma",
    ods_code: str = "RH5",
    version: int = 1,
    purpose: LinkPurpose = LinkPurpose.ANSWER,
) -> str:
    """A genuine link's token."""
    claims = LinkClaims(
        person_id=person_id(who), ods_code=ods_code, reference=REFERENCE, version=version, purpose=purpose
    )
    return Signer.of("k1", KEY).sign(claims.packed())


@dataclass
class Browser:
    """Opens pages and sends their forms; every page is held to strict HTML."""

    client: httpx.AsyncClient
    clock: FixedClock
    token: str = field(default_factory=a_token)

    async def open(self, number: int | None = None) -> str:
        """With the form of that action, or of the first that is outstanding."""
        chosen = f"?answer={number}" if number else ""
        answer = await self.client.get(f"/actions/{self.token}{chosen}")
        assert answer.status_code == 200, answer.text
        return checked(answer).text

    async def hidden(self, number: int) -> dict[str, str]:
        """What stands hidden in an action's form; three seconds later a person has filled it in."""
        page = await self.open(number)
        form = page.split(f'action="/actions/{self.token}/{number}"')[1].split("</form>")[0]
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        self.clock.advance(seconds=3)
        return fields

    async def shown(self, path: str, action: str = "") -> dict[str, str]:
        """What stands hidden in a page's form, and the choice a person makes; read for three seconds."""
        answer = checked(await self.client.get(path))
        assert answer.status_code == 200, answer.text
        form = answer.text.split(f'<form action="{action or path}"')[1].split("</form>")[0]
        self.clock.advance(seconds=3)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        return hidden | ({"organisation": "RH5"} if 'name="organisation"' in form else {})

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return checked(await self.client.post(path, data=fields))

    async def fill(self, path: str, **fields: str) -> httpx.Response:
        """The form that goes to where its page is."""
        return await self.post(path, **(await self.shown(path) | fields))

    async def send(self, number: int | str, **fields: str) -> httpx.Response:
        return checked(await self.client.post(f"/actions/{self.token}/{number}", data=fields))

    async def everything_answered(self) -> None:
        """Both actions, so that only the signature is left."""
        await self.answer(1, **stories.DONE)
        await self.answer(2, **stories.NOT_APPLICABLE)

    async def answer(self, number: int, **fields: str) -> httpx.Response:
        return await self.send(number, **(await self.hidden(number) | fields))


def an_owner_token(assignment_id: UUID, version: int = 1, ods_code: str = "RH5") -> str:
    """As distribution mails it to whoever was asked."""
    return _token(LinkPurpose.ACT, assignment_id, version, ods_code)


def a_sign_token(request_id: UUID, version: int = 1, ods_code: str = "RH5") -> str:
    """As distribution mails it to an executive."""
    return _token(LinkPurpose.SIGN, request_id, version, ods_code)


def _token(purpose: LinkPurpose, about: UUID, version: int, ods_code: str) -> str:
    claims = LinkClaims(
        person_id=about, ods_code=ods_code, reference=REFERENCE, version=version, purpose=purpose
    )
    return Signer.of("k1", KEY).sign(claims.packed())


def checked(answer: httpx.Response) -> httpx.Response:
    if answer.text:
        html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer


@pytest.fixture
async def service(common_settings: KitSettings, clock: FixedClock) -> AsyncIterator[Service]:
    settings = common_settings.model_copy(update={"link_public_keys": f"k1:{public_key_of(KEY)}"})
    service = build(settings, clock)
    yield service
    await service.database.close()


@pytest.fixture
async def story(service: Service) -> stories.Story:
    return stories.Story(service)


@pytest.fixture
async def browser(
    service: Service, story: stories.Story, clock: FixedClock, common_settings: KitSettings
) -> AsyncIterator[Browser]:
    await story.has_arrived()
    app = application([service], common_settings, clock=clock)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Browser(client, clock)
