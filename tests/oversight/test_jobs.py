"""Oversight watches that heartbeats come through, and tells once when they do not."""

from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from contracts.events.alerts import AlertStatus
from contracts.events.distribution import AudienceOrganisation, HeartbeatArrived
from contracts.heartbeats import reference_at
from services.kit.config import KitSettings
from services.oversight import wiring
from services.oversight.config import Settings
from services.oversight.jobs import Watch
from tests.builders import NOW, a_count, an_alert, an_audience, an_organisation, person_id
from tests.oversight.stage import Stage, a_story

TO_A_PROBE = {"for_information": {"organisations": ["PROBE"]}}


@pytest.fixture
def watch(stage: Stage, common_settings: KitSettings) -> Watch:
    """One an hour, a quarter of an hour to come through."""
    settings = Settings.of(common_settings).model_copy(update={"heartbeat_minutes": 60})
    return Watch(stage.service.database, settings, since=NOW)


@pytest.fixture
def mailbox_watch(watch: Watch) -> Watch:
    """The same, and they must arrive."""
    own = {"heartbeat_mailbox": "heartbeat@bounce.example"}
    return Watch(watch.database, watch.settings.model_copy(update=own), since=NOW)


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


def arrived(at: datetime, after: timedelta, *, was_heard_before_taken: bool = False) -> HeartbeatArrived:
    """So long after a mail server took the beat of that minute."""
    sent_at = at + timedelta(minutes=1)
    return HeartbeatArrived(
        reference=reference_at(at),
        version=1,
        ods_code="PROBE",
        person_id=person_id("Heartbeat"),
        sent_at=None if was_heard_before_taken else sent_at,
        arrived_at=sent_at + after,
    )


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


async def test_where_there_is_a_mailbox_one_is_through_when_it_arrived_there(
    stage: Stage, mailbox_watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    await hear_a_beat(stage, NOW)
    await stage.hears(arrived(NOW, timedelta(minutes=2)))
    await mailbox_watch.look()
    assert measured("cascade_heartbeat_through_seconds") == (NOW + timedelta(minutes=3)).timestamp()
    assert measured("cascade_heartbeat_taken_seconds") == (NOW + timedelta(minutes=1)).timestamp()

    # The next is taken, and no more is heard of it.
    await hear_a_beat(stage, stage.clock.advance(hours=1))
    stage.clock.advance(minutes=18)
    await mailbox_watch.look()
    assert not mailbox_watch.is_late
    stage.clock.advance(seconds=1)
    await mailbox_watch.look()
    await mailbox_watch.look()

    assert (measured("cascade_heartbeat_late"), measured("cascade_heartbeat_lost")) == (1, 1)
    said = capsys.readouterr()
    assert (said.out + said.err).count("heartbeats are taken by the mail server and do not arrive") == 1
    assert "no heartbeat came through" not in said.out + said.err


async def test_where_they_stop_is_told_anew_when_it_is_elsewhere(
    stage: Stage, mailbox_watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    await hear_a_beat(stage, stage.clock.advance(minutes=60))
    stage.clock.advance(minutes=16)
    await mailbox_watch.look()
    assert measured("cascade_heartbeat_lost") == 1
    stage.clock.advance(minutes=61)
    await mailbox_watch.look()

    assert (measured("cascade_heartbeat_late"), measured("cascade_heartbeat_lost")) == (1, 0)
    said = capsys.readouterr()
    assert (said.out + said.err).count("do not arrive") == 1
    assert (said.out + said.err).count("no heartbeat came through") == 1


async def test_one_that_a_mail_server_kept_for_too_long_has_not_arrived_in_time(
    stage: Stage, mailbox_watch: Watch
) -> None:
    beat = stage.clock.advance(minutes=60)
    await hear_a_beat(stage, beat)
    stage.clock.advance(minutes=17)
    await stage.hears(arrived(beat, timedelta(minutes=15, seconds=1)))
    await mailbox_watch.look()
    assert measured("cascade_heartbeat_lost") == 1

    # Of two mails of one beat the first counts, whichever is heard first.
    await stage.hears(arrived(beat, timedelta(minutes=15)))
    await mailbox_watch.look()
    assert not mailbox_watch.is_late


async def test_one_that_arrives_before_it_was_known_to_be_taken_has_arrived(
    stage: Stage, mailbox_watch: Watch
) -> None:
    beat = stage.clock.advance(minutes=76)
    await stage.hears(arrived(beat, timedelta(), was_heard_before_taken=True))
    await mailbox_watch.look()

    assert not mailbox_watch.is_late


async def test_without_a_mailbox_it_is_enough_that_a_mail_server_takes_them(
    stage: Stage, watch: Watch
) -> None:
    await stage.hears(arrived(NOW, timedelta()))
    await hear_a_beat(stage, stage.clock.advance(minutes=76))
    await watch.look()

    assert not watch.is_late
    assert measured("cascade_heartbeat_through_seconds") == measured("cascade_heartbeat_taken_seconds")
    assert measured("cascade_heartbeat_lost") == 0


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
