"""When an audience is frozen: not before the register is heard as it stood when the alert came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError
from sqlalchemy import update

from contracts.envelope import EventData, Topic, to_json
from contracts.events.register import PersonRecorded
from contracts.topics import REGISTER
from services.distribution.consumers import person_recorded
from services.distribution.jobs.planning import PlanningDesk, RegisterWatch, freeze_audiences
from services.distribution.tables import alerts
from services.kit import kafka, topics
from services.kit.doors import Doors
from services.kit.service import Service
from tests.builders import a_person, an_alert, an_organisation, said
from tests.distribution.stage import Stage


async def test_the_late_registered_are_waited_for(stage: Stage, kafka_servers: str) -> None:
    topic = replace(REGISTER, name=f"register-{uuid4()}", partitions=2)
    await topics.create(kafka_servers, [topic])
    desk = desk_on(stage.service, kafka_servers, topic)
    await stage.hear(an_organisation(), a_person("Early"))
    await say(kafka_servers, topic, a_person("Late"))
    await stage.keep(an_alert())
    async with asyncio.timeout(20):
        while not await kafka_told(desk):
            stage.clock.advance(seconds=3)
    assert await stage.mails() == []

    async with hearing_the_register(desk, kafka_servers, topic), asyncio.timeout(20):
        while not await stage.mails():
            stage.clock.advance(seconds=3)
            await freeze_audiences(desk)

    assert {mail.person_name for mail in await stage.mails()} == {"Early", "Late"}


async def test_a_register_that_goes_on_talking_holds_no_alert_for_ever(stage: Stage) -> None:
    told = Told(ends={0: 5, 1: 0}, heard={0: 4})
    await stage.hear(an_organisation(), a_person())
    await stage.keep(an_alert())
    await told.freeze(stage)
    assert await stage.mails() == []
    told.ends, told.heard = {0: 9, 1: 7}, {0: 5}

    await told.freeze(stage)

    assert len(await stage.mails()) == 1


async def test_kafka_is_asked_only_while_something_waits(stage: Stage) -> None:
    told = Told(error=AssertionError())
    await stage.hear(an_organisation())
    await told.freeze(stage)
    await stage.hear(an_alert())

    await told.freeze(stage)


async def test_nothing_is_frozen_while_kafka_cannot_be_asked(stage: Stage) -> None:
    desk = desk_on(stage.service, "127.0.0.1:1", REGISTER)
    await stage.hear(an_organisation(), a_person())
    await stage.keep(an_alert())
    await freeze_audiences(desk)
    assert await stage.mails() == []

    await Told().freeze(stage)

    assert len(await stage.mails()) == 1


async def test_after_kafka_was_away_it_is_not_asked_at_once(stage: Stage) -> None:
    told = Told(error=KafkaConnectionError())
    await stage.hear(an_organisation(), a_person())
    await stage.keep(an_alert())
    await told.freeze(stage)
    told.error = None
    await told.freeze(stage)
    assert await stage.mails() == []
    stage.clock.advance(seconds=3)

    await told.freeze(stage)

    assert len(await stage.mails()) == 1


async def test_an_alert_that_cannot_be_frozen_holds_up_no_other(stage: Stage) -> None:
    told = Told()
    await stage.hear(an_organisation(), a_person())
    await stage.keep(an_alert())
    await stage.keep(an_alert(version=2))
    async with stage.service.database.transaction() as tx:
        await tx.execute(update(alerts).where(alerts.c.version == 1).values(document={}))

    await told.freeze(stage)
    await told.freeze(stage)

    assert [mail.version for mail in await stage.mails()] == [2]


@dataclass
class Told:
    """What Kafka tells of the register, in place of Kafka."""

    ends: dict[int, int] = field(default_factory=dict)
    heard: dict[int, int] = field(default_factory=dict)
    error: Exception | None = None
    desk: PlanningDesk | None = None

    async def freeze(self, stage: Stage) -> None:
        watch = RegisterWatch(ends=self._ends, dealt_with=self._heard)
        self.desk = self.desk or replace(planning_desk(stage.service), register=watch)
        await freeze_audiences(self.desk)

    async def _ends(self) -> dict[int, int]:
        if self.error:
            raise self.error
        return self.ends

    async def _heard(self) -> dict[int, int]:
        return self.heard


def planning_desk(service: Service) -> PlanningDesk:
    desk: PlanningDesk = service.jobs[0].tick.args[0]  # type: ignore[attr-defined]
    return desk


def desk_on(service: Service, servers: str, topic: Topic) -> PlanningDesk:
    """As it is wired, but with a register of its own."""
    watch = RegisterWatch(
        ends=partial(topics.ends, servers, topic),
        dealt_with=partial(topics.dealt_with, servers, f"distribution.{topic.name}", topic),
    )
    return replace(planning_desk(service), register=watch)


async def say(servers: str, topic: Topic, data: EventData) -> None:
    async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
        await producer.send_and_wait(topic.name, to_json(said(data)), key=data.subject().encode())


async def kafka_told(desk: PlanningDesk) -> bool:
    """A broker that has just started does not know of groups yet."""
    await freeze_audiences(desk)
    return desk.register.rest.until < desk.database.clock()


@asynccontextmanager
async def hearing_the_register(desk: PlanningDesk, servers: str, topic: Topic) -> AsyncIterator[None]:
    doors = Doors()
    doors(topic, PersonRecorded)(person_recorded)
    broker = kafka.kafka_broker(servers)
    broker.include_router(kafka.router(doors, desk.database, desk.settings))
    await kafka.start_when_reachable(broker)
    try:
        yield
    finally:
        await broker.stop()
