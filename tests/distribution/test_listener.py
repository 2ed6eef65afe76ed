"""Another mail server hands over what came back, by SMTP."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiosmtplib
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from services.distribution.config import Settings
from services.distribution.handlers.bounces import return_path_of
from services.distribution.listener import ReturnDesk, listener_of
from services.kit.mail.listening import listening
from services.kit.service import Service
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

SAMPLES = Path(__file__).parent / "samples"
BARE = "bounces@bounce.example"


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


def of_ours(report: bytes, message_id: str) -> bytes:
    """As if it returned that mail."""
    theirs = b"<4b0d2f0e-5a1c-5f0e-9b4e-0c2a7d7f1e21@safety-cascade.example>"
    return report.replace(theirs, message_id.encode())


def counted(verdict: str) -> float:
    return REGISTRY.get_sample_value("cascade_bounces_total", {"verdict": verdict}) or 0


class Server:
    """One that speaks to us, as others do: reports have an empty sender."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def hands_over(self, to: str, message: bytes, sender: str = "") -> int:
        """The code of our answer."""
        return int((await self.is_told(to, message, sender))[:3])

    async def is_told(self, to: str, message: bytes, sender: str = "") -> str:
        """Our whole answer."""
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self._port) as client:
            try:
                _, words = await client.sendmail(sender, [to], message)
            except aiosmtplib.SMTPRecipientsRefused as refused:
                return f"{refused.recipients[0].code} {refused.recipients[0].message}"
            except aiosmtplib.SMTPResponseException as error:
                return f"{error.code} {error.message}"
        return f"250 {words}"


@pytest.fixture
async def server(service: Service, settings: Settings) -> AsyncIterator[Server]:
    path = return_path_of(settings)
    assert path is not None
    async with listening("127.0.0.1:0", ReturnDesk(service.database, settings, path)) as port:
        yield Server(port)


async def test_a_report_to_a_mails_own_return_path_ends_that_mail(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.issue("asha.verma@somerset.example", "ben@somerset.example")
    await stage.send()
    asha, _ = await stage.mails()
    to = next(one for one in sink.senders if one.startswith(f"bounces+{asha.id}-"))
    before = counted("bad_address")

    assert await server.hands_over(to, sample("postfix-unknown-user")) == 250
    assert await stage.states() == ["bounced", "accepted", "planned"]
    assert await server.hands_over(to.upper(), sample("postfix-unknown-user")) == 250
    assert len(await stage.history()) == 3
    assert counted("bad_address") == before + 2


async def test_a_report_that_comes_while_its_mail_is_being_sent_is_to_come_again(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.issue("asha@x.example")
    sink.holds = asyncio.Event()
    sending = asyncio.create_task(stage.send())
    await asyncio.wait_for(sink.somebody_waits.wait(), 10)
    early = await server.hands_over(sink.senders[0], sample("exim-unknown-user"))
    sink.holds.set()
    await sending

    assert early == 451
    assert await server.hands_over(sink.senders[0], sample("exim-unknown-user")) == 250
    assert await stage.states() == ["bounced"]


async def test_nobody_writes_to_a_return_path_that_we_did_not_make(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()
    forged = sink.senders[0].replace("-", "-0", 1)
    report = of_ours(sample("postfix-unknown-user"), (await stage.mails())[0].message_id)

    for to in (forged, "bounces+1-0@bounce.example", "alerts@bounce.example", "bounces@x.example"):
        assert await server.hands_over(to, report) == 550
    assert await stage.states() == ["accepted"]


async def test_a_report_that_lost_its_token_is_known_by_the_mail_it_returns(
    stage: Stage, server: Server
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()
    (mail,) = await stage.mails()
    report = sample("qmail-unknown-user")

    assert await server.hands_over(BARE, report) == 550
    assert await server.hands_over(BARE, of_ours(report, mail.message_id)) == 250
    assert await stage.states() == ["bounced"]


async def test_holiday_notices_are_taken_and_people_are_told_to_write_elsewhere(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()

    assert await server.hands_over(sink.senders[0], sample("outlook-out-of-office")) == 250
    assert await server.hands_over(sink.senders[0], sample("a-person-answers")) == 550
    assert await stage.states() == ["accepted"]


async def test_without_the_database_the_other_server_keeps_the_report(
    stage: Stage, sink: Sink, server: Server
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()
    async with stage.service.database.transaction() as tx:
        await tx.execute(text("ALTER TABLE distribution.receipts RENAME TO away"))

    assert await server.hands_over(sink.senders[0], sample("postfix-unknown-user")) == 451
    assert await stage.states() == ["accepted"]


async def test_it_listens_only_where_it_is_told_to(
    service: Service, settings: Settings, unused_tcp_port: int
) -> None:
    assert listener_of(service.database, settings) == ()
    listens = settings.model_copy(update={"bounce_listen": f"127.0.0.1:{unused_tcp_port}"})
    (beside,) = listener_of(service.database, listens)
    async with beside():
        assert await Server(unused_tcp_port).hands_over(BARE, b"Subject: x") == 550
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await Server(unused_tcp_port).hands_over(BARE, b"Subject: x")


def test_to_listen_needs_a_domain() -> None:
    with pytest.raises(ValueError, match="CASCADE_DISTRIBUTION_BOUNCE_DOMAIN"):
        Settings(bounce_listen="127.0.0.1:2525")
