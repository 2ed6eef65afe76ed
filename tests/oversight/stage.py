"""Where the tests of oversight play: facts come in as from Kafka, readers look at pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import html5lib
from httpx import AsyncClient, Response
from itsdangerous import URLSafeSerializer

from contracts.envelope import Event, EventData, Topic, read
from contracts.events.actions import OrganisationProgressed, Progress
from contracts.events.distribution import AudienceFrozen, AudienceOrganisation, Recipient
from contracts.events.register import Role
from contracts.events.responses import AlertAcknowledged, QuestionAnswered, QuestionAsked
from contracts.heartbeats import is_heartbeat
from contracts.links import LinkClaims
from contracts.topics import TOPICS
from services.kit import kafka
from services.kit.config import KitSettings
from services.kit.service import Service
from services.kit.signing import Signer
from services.kit.web.access import COOKIE, Grant, Visitor
from tests.builders import (
    NOW,
    REFERENCE,
    a_count,
    a_person,
    an_alert,
    an_audience,
    an_organisation,
    person_id,
    said,
)
from tests.fakes import FixedClock

_numbers = count(1)
EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
REGION = "/regions/Y58"
ALERT = f"{REGION}/alerts/{REFERENCE}"


def examples() -> tuple[Event[Any], ...]:
    """Every event of the contracts that is about an alert, filled in all its fields."""
    kinds = ((topic, kind) for topic in TOPICS for kind in topic.events if "reference" in kind.model_fields)
    texts = ((topic, (EXAMPLES / f"{kind.file_name()}.json").read_bytes()) for topic, kind in kinds)
    return tuple(read(topic, text) for topic, text in texts)


def examples_of_an_alert() -> tuple[Event[Any], ...]:
    """Without what is said of heartbeats only, which are for nobody real."""
    return tuple(event for event in examples() if not is_heartbeat(event.data.reference))


def topic_of(data: EventData) -> Topic:
    return next(topic for topic in TOPICS if type(data) in topic.events)


async def hear(service: Service, event: Event[Any]) -> None:
    """As the service's consumer does, with its inbox, when the message comes from Kafka."""
    topic = topic_of(event.data)
    doors = [door for door in service.doors if door.topic is topic]
    await kafka._hearing(doors, service.database, service.settings)(event)


@dataclass
class Stage:
    service: Service
    client: AsyncClient
    settings: KitSettings
    clock: FixedClock
    signer: Signer

    def token(self, who: str, ods_code: str, **changes: Any) -> str:
        """As it stands in a mail."""
        said = {"p": person_id(who), "o": ods_code, "r": REFERENCE, "v": 1}
        return self.signer.sign(LinkClaims.model_validate(said | changes).packed())

    async def hears(self, *facts: EventData) -> None:
        for fact in facts:
            await hear(self.service, said(fact, sequence=next(_numbers)))

    def sign_in(self, role: str = Role.REGIONAL_LEAD, ods_code: str | None = "Y58") -> None:
        visitor = Visitor(
            person_id=str(person_id("Robin Lead")),
            name="Robin Lead",
            grants=(Grant(role=role, ods_code=ods_code),),
            signed_in_at=self.clock(),
        )
        key = self.settings.session_key.get_secret_value()
        cookie = URLSafeSerializer(key, salt="session").dumps(visitor.model_dump(mode="json"))
        self.client.cookies.set(COOKIE, str(cookie))

    def sign_in_nationally(self) -> None:
        self.sign_in(Role.NATIONAL_AUTHOR, None)

    async def sees(self, address: str, status: int = 200) -> str:
        """The page's words, each once and parted by single blanks; its HTML is valid."""
        answer = await self.client.get(address)
        assert answer.status_code == status, answer.text
        return words(answer, whole=not answer.request.url.path.endswith("/live"))

    async def links(self, address: str) -> set[str]:
        answer = await self.client.get(address)
        page = html5lib.parse(answer.text, namespaceHTMLElements=False)
        return {link.get("href", "") for link in page.iter("a")}


def words(answer: Response, *, whole: bool) -> str:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    parsed = parser.parse(answer.text) if whole else parser.parseFragment(answer.text)
    for line_break in parsed.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    return " ".join("".join(parsed.itertext()).split())


def organisations(*codes: str, **changes: Any) -> Iterable[EventData]:
    """As many trusts of the South West, called after their codes."""
    for code in codes:
        yield an_organisation(ods_code=code, name=f"Trust {code}", **changes)


def audience(
    *codes: str, informed: Iterable[str] = (), nobody: Iterable[str] = (), **changes: Any
) -> AudienceFrozen:
    """These must answer; each has one specialist unless it is in `nobody`."""
    everybody = [
        AudienceOrganisation(
            ods_code=code,
            must_respond=code not in set(informed),
            recipients=() if code in set(nobody) else (_specialist(code),),
        )
        for code in (*codes, *informed)
    ]
    return an_audience(organisations=everybody, **changes)


def _specialist(code: str) -> Recipient:
    return Recipient(person_id=person_id(f"Specialist {code}"), role=Role.SPECIALIST)


def specialist(code: str, **changes: Any) -> EventData:
    who = f"Specialist {code}"
    return a_person(who, ods_code=code, phone="01632 960001", **changes)


def acknowledged(code: str = "RH5", **changes: Any) -> AlertAcknowledged:
    return AlertAcknowledged.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "ods_code": code,
            "person_id": person_id(f"Specialist {code}"),
            "role": Role.SPECIALIST,
            "acknowledged_at": NOW,
            "first_of_organisation": True,
        }
        | changes
    )


def progressed(code: str = "RH5", progress: Progress = Progress.IN_PROGRESS, **changes: Any) -> EventData:
    return OrganisationProgressed.model_validate(
        {
            "reference": REFERENCE,
            "version": 1,
            "ods_code": code,
            "progress": progress,
            "done": 1,
            "not_applicable": 0,
            "outstanding": 1,
            "first_action_at": NOW,
            "changed_at": NOW,
        }
        | changes
    )


def asked(number: int = 1, code: str = "RH5") -> QuestionAsked:
    return QuestionAsked(
        question_id=person_id(f"question {number}"),
        reference=REFERENCE,
        version=1,
        ods_code=code,
        person_id=person_id(f"Specialist {code}"),
        question="Does this apply to paper charts?",
        asked_at=NOW,
    )


def answered(number: int = 1, code: str = "RH5") -> QuestionAnswered:
    question = asked(number, code).model_dump(exclude={"asked_at"})
    return QuestionAnswered(**question, answer="Yes.", answered_at=NOW)


def delivered(*codes: str) -> Iterable[EventData]:
    for code in codes:
        yield a_count(ods_code=code)


def a_story() -> tuple[EventData, ...]:
    """Three trusts: one acknowledged, one has the mail, one has nobody."""
    return (
        *organisations("RA1", "RB1", "RC1"),
        specialist("RA1"),
        specialist("RB1"),
        an_alert(),
        audience("RA1", "RB1", "RC1", nobody=["RC1"]),
        *delivered("RA1", "RB1"),
        acknowledged("RA1"),
    )
