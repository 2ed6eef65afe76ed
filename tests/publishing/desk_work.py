"""Two people at the desk, by the forms they fill in."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

from contracts.envelope import Event
from contracts.events.alerts import AlertIssued
from contracts.events.register import Role
from services.kit.database import Database
from services.publishing.domain.checklist import KEYS
from services.publishing.domain.draft import typed_of
from services.publishing.domain.orders import Order
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import Kind, Step
from services.publishing.handlers import propose
from tests.builders import REFERENCE
from tests.databases import events_said
from tests.publishing.signed_in import Seen, registration

NEW = "/desk/alerts/new"
#: As whoever is signed in by `author` is known.
NADIA = Person(
    id=registration("Nadia Author", Role.NATIONAL_AUTHOR),
    ids=frozenset({registration("Nadia Author", Role.NATIONAL_AUTHOR)}),
    name="Nadia Author",
)


def typed(alert: AlertIssued) -> dict[str, Any]:
    return dict(typed_of(alert, states_time_of_issue=False).fields)


@dataclass(frozen=True)
class Desk:
    author: AsyncClient
    approver: AsyncClient
    database: Database

    async def written(self, alert: AlertIssued) -> str:
        """A draft of it by the author; where its page is."""
        return await self._draft(alert)

    async def submitted(self, alert: AlertIssued) -> str:
        """The same with every point of the checklist ticked, and one noted on."""
        ticked = dict.fromkeys(KEYS, "") | {"threshold": "By the panel"}
        check = Order(step=Step.CHECKED, by=NADIA, checklist=ticked)
        return await self._draft(alert, check, Order(step=Step.SUBMITTED, by=NADIA))

    async def approved(self, alert: AlertIssued) -> str:
        draft = await self.submitted(alert)
        assert (await press(self.approver, draft, "/approve")).status_code == 303
        return draft

    async def _draft(self, alert: AlertIssued, *orders: Order) -> str:
        """Pages are slow, and this way is walked by the tests of each."""
        draft_id = uuid4()
        async with self.database.transaction() as tx:
            await propose.create(tx, draft_id, Kind.ALERT, typed(alert), by=NADIA)
            for order in orders:
                await propose.move(tx, draft_id, order)
        return f"/desk/drafts/{draft_id}"

    async def issued(self, alert: AlertIssued) -> str:
        """Where the alert's page is."""
        draft = await self.approved(alert)
        answer = await press(self.author, draft, "/issue", confirmation=alert.reference)
        return str(answer.headers["location"])

    async def rewritten(self, draft: str, **fields: Any) -> None:
        """The author changes some boxes of its form and saves all of it."""
        shown = await self.author.get(f"{draft}/edit")
        form = Seen(shown).filled() | around(shown) | fields
        assert (await self.author.post(f"{draft}/save", data=form)).status_code == 303

    async def settled(self, draft: str, reference: str = REFERENCE) -> Response:
        """A draft that was written: checked, submitted, approved and issued."""
        await press(self.author, draft, "/checklist", holds=list(KEYS))
        await press(self.author, draft, "/submit")
        await press(self.approver, draft, "/approve")
        return await press(self.author, draft, "/issue", confirmation=reference)

    async def said(self) -> list[Any]:
        async with self.database.reading() as tx:
            events: list[Event[Any]] = [event async for event in events_said(tx)]
        return [event.data for event in events]


async def saved(who: AsyncClient, form: str, **fields: Any) -> str:
    """Fill in the form at an address and save it; where the draft's page is."""
    shown = await who.get(form)
    action = re.findall(r'action="([^"]+/save)"', shown.text)[0]
    answer = await who.post(action, data=around(shown) | fields)
    assert answer.status_code == 303, Seen(answer).words
    return str(answer.headers["location"])


async def press(who: AsyncClient, draft: str, step: str, **fields: Any) -> Response:
    """Send a form of the draft's page, as it is shown to them now."""
    return await who.post(draft + step, data=around(await who.get(draft)) | fields)


def around(shown: Response) -> dict[str, str]:
    """What stands hidden in every form of a draft; the form to sign out stands before the others."""
    return dict(
        re.findall(r'<input type="hidden" name="(csrf_token|revision|audience)" value="([^"]*)"', shown.text)
    )
