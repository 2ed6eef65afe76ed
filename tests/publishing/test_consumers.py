from typing import Any

from contracts.envelope import Event
from contracts.events.alerts import AlertEnded, AlertIssued, AlertOutcome, AudienceCorrected
from contracts.topics import ALERTS
from services.kit.service import Service
from services.publishing.handlers.issue import issue_alert
from services.publishing.storage import alerts, corrections, endings
from tests.builders import NOW, REFERENCE, a_correction, an_alert, said

ELSEWHERE = "https://other.example"
WITHDRAWN = AlertEnded(
    reference=REFERENCE, version=1, outcome=AlertOutcome.WITHDRAWN, reason="Sent in error.", ended_at=NOW
)


async def hear(publishing: Service, *told: Any, source: str = ELSEWHERE) -> None:
    for data in told:
        (door,) = (door for door in publishing.doors if door.event is type(data))
        assert door.topic == ALERTS
        event: Event[Any] = said(data, source=source)
        async with publishing.database.transaction() as tx:
            await door.hear(tx, event, publishing.settings)


async def versions(publishing: Service) -> list[tuple[int, str]]:
    """The newest first."""
    async with publishing.database.reading() as tx:
        return [(known.document.version, known.source) for known in await alerts.versions_of(tx, REFERENCE)]


async def refused(publishing: Service) -> list[str]:
    async with publishing.database.reading() as tx:
        return [f"{one.title[:3]} {one.reason}" for one in await alerts.list_refused(tx, 10)]


def test_every_event_of_the_topic_is_heard(publishing: Service) -> None:
    heard = {door.event for door in publishing.doors if door.topic == ALERTS}
    assert heard == {AlertIssued, AlertEnded, AudienceCorrected}


async def test_an_alert_of_somebody_else_is_known_with_its_source(publishing: Service) -> None:
    await hear(publishing, an_alert())
    async with publishing.database.reading() as tx:
        known = await alerts.newest_version(tx, REFERENCE)
    assert known is not None
    assert (known.document, known.source, known.heard_at) == (an_alert(), ELSEWHERE, NOW)


async def test_versions_heard_out_of_order_are_kept_aside_until_those_before_came(
    publishing: Service,
) -> None:
    await hear(publishing, an_alert(), an_alert(version=4), an_alert(version=3))
    assert await versions(publishing) == [(1, ELSEWHERE)]
    assert await refused(publishing) == [
        f"Har Version {version} came before version {version - 1}, and is taken once that is heard."
        for version in (3, 4)
    ]
    await hear(publishing, an_alert(version=2))
    assert await versions(publishing) == [(number, ELSEWHERE) for number in (4, 3, 2, 1)]
    assert await refused(publishing) == []


async def test_what_waited_for_a_version_of_ours_is_taken_when_we_hear_ourselves(publishing: Service) -> None:
    await hear(publishing, an_alert(version=2))
    async with publishing.database.transaction() as tx:
        await issue_alert(tx, an_alert(), by="a person")
    await hear(publishing, an_alert(), source="/publishing")
    assert await versions(publishing) == [(2, ELSEWHERE), (1, "/publishing")]


async def test_an_ending_is_noted_and_the_first_stays(publishing: Service) -> None:
    closed = WITHDRAWN.model_copy(update={"outcome": AlertOutcome.CLOSED})
    await hear(publishing, an_alert(), WITHDRAWN, WITHDRAWN, closed)
    async with publishing.database.reading() as tx:
        ending = await endings.find(tx, REFERENCE)
    assert ending is not None
    assert (ending.document, ending.source) == (WITHDRAWN, ELSEWHERE)
    assert await refused(publishing) == ["The The alert ended before as withdrawn; that stays."]


async def test_a_version_of_an_alert_that_ended_is_not_taken(publishing: Service) -> None:
    await hear(publishing, an_alert(), WITHDRAWN, an_alert(version=2))
    assert await versions(publishing) == [(1, ELSEWHERE)]
    assert await refused(publishing) == ["Har The alert was at its end when this version was heard."]


async def test_the_end_of_an_alert_nobody_knows_ends_nothing(publishing: Service) -> None:
    await hear(publishing, WITHDRAWN)
    assert await refused(publishing) == [
        f"The It says that {REFERENCE} was withdrawn, which is not known here."
    ]
    await hear(publishing, an_alert())
    assert await versions(publishing) == [(1, ELSEWHERE)]


async def test_corrections_are_listed_in_their_order_and_others_kept_aside(publishing: Service) -> None:
    early = a_correction(number=3, must_respond=("RB2",))
    await hear(publishing, a_correction(), an_alert(), a_correction(), a_correction(), early)
    async with publishing.database.reading() as tx:
        listed = await corrections.of_alert(tx, REFERENCE)
    assert [(one.document.number, one.is_ours) for one in listed] == [(1, False)]
    assert await refused(publishing) == [
        "Cor It is correction 3, and the next one of this alert is correction 2.",
        f"Cor It corrects whom {REFERENCE} is for, which is not known here.",
    ]


async def test_what_has_ended_is_not_corrected_any_more(publishing: Service) -> None:
    await hear(publishing, an_alert(), WITHDRAWN, a_correction())
    assert await refused(publishing) == ["Cor The alert had ended before as withdrawn."]
