"""Oversight watches that heartbeats come through, and tells once when they do not."""

from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from contracts.events.alerts import AlertStatus
from contracts.events.distribution import AudienceOrganisation
from contracts.heartbeats import reference_at
from services.kit.config import KitSettings
from services.oversight import wiring
from services.oversight.config import Settings
from services.oversight.jobs import Watch
from tests.builders import NOW, a_count, an_alert, an_audience, an_organisation
from tests.oversight.stage import Stage, a_story

TO_A_PROBE = {"for_information": {"organisations": ["PROBE"]}}


@pytest.fixture
def watch(stage: Stage, common_settings: KitSettings) -> Watch:
    """One an hour, a quarter of an hour to come through."""
    settings = Settings.of(common_settings).model_copy(update={"heartbeat_minutes": 60})
    return Watch(stage.service.database, settings, since=NOW)


def a_beat(at: datetime) -> tuple[object, ...]:
    """As it is heard; somebody at the probe is to be told."""
    reference = reference_at(at)
    told = [AudienceOrganisation(ods_code="PROBE", must_respond=False, recipients=())]
    return (
        an_organisation(ods_code="PROBE", name="Heartbeat", organisation_type="probe"),
        an_alert(reference=reference, status=AlertStatus.TEST, audience=TO_A_PROBE, issued_at=at),
        an_audience(reference=reference, organisations=told),
    )


def taken(at: datetime) -> object:
    return a_count(reference=reference_at(at), ods_code="PROBE", last_accepted_at=at + timedelta(minutes=1))


async def hear_a_beat(stage: Stage, at: datetime) -> None:
    await stage.hears(*a_beat(at), taken(at))  # type: ignore[arg-type] # each is an event's data


def measured(name: str) -> float | None:
    return REGISTRY.get_sample_value(name)


async def test_the_alarm_is_raised_when_the_next_did_not_come_in_time_and_told_once(
    stage: Stage, watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    await hear_a_beat(stage, NOW)
    stage.clock.advance(minutes=76)
    await watch.look()
    assert not watch.is_late
    assert measured("cascade_heartbeat_late") == 0
    assert measured("cascade_heartbeat_through_seconds") == (NOW + timedelta(minutes=1)).timestamp()

    # A beat that was issued, and that no mail server took, is none that came through.
    await stage.hears(*a_beat(NOW + timedelta(hours=1)))  # type: ignore[arg-type] # as above
    stage.clock.advance(seconds=1)
    for _ in range(3):
        await watch.look()

    assert measured("cascade_heartbeat_late") == 1
    said = capsys.readouterr()
    assert (said.out + said.err).count("no heartbeat came through") == 1


async def test_the_alarm_ends_with_the_next_that_comes_through_and_a_new_failure_is_told_anew(
    stage: Stage, watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.clock.advance(minutes=76)
    await watch.look()
    assert watch.is_late
    await hear_a_beat(stage, stage.clock())
    await watch.look()
    assert measured("cascade_heartbeat_late") == 0
    stage.clock.advance(hours=2)
    await watch.look()

    said = capsys.readouterr()
    assert (said.out + said.err).count("no heartbeat came through") == 2
    assert (said.out + said.err).count("heartbeats come through again") == 1


async def test_where_none_ever_came_through_time_runs_from_the_start(stage: Stage, watch: Watch) -> None:
    stage.clock.advance(minutes=75)
    await watch.look()
    assert not watch.is_late
    stage.clock.advance(seconds=1)
    await watch.look()
    assert watch.is_late
    assert measured("cascade_heartbeat_through_seconds") == 0


async def test_a_real_alert_is_no_heartbeat(stage: Stage, watch: Watch) -> None:
    await stage.hears(*a_story(), a_count(ods_code="PROBE"))
    await watch.look()

    assert measured("cascade_heartbeat_through_seconds") == 0


def test_nothing_is_watched_where_none_is_issued(stage: Stage, common_settings: KitSettings) -> None:
    on = common_settings.model_copy(update={"heartbeat_minutes": 5})

    assert stage.service.jobs == ()
    assert [job.name for job in wiring.build(on, stage.clock).jobs] == ["oversight watches heartbeats"]


async def test_heartbeats_stand_in_no_list(stage: Stage) -> None:
    await stage.hears(*a_story())
    await hear_a_beat(stage, NOW)
    stage.sign_in_nationally()

    for address in ("/nation", "/nation/live", "/regions/Y58", "/organisations/PROBE"):
        assert "BEAT0915" not in await stage.sees(address)
    assert "Heartbeat" not in await stage.sees("/nation")
    # Whoever looks for one finds it.
    assert "BEAT0915" in await stage.sees(f"/nation/alerts/{reference_at(NOW)}")
