from contracts.events.alerts import AlertStatus
from contracts.heartbeats import is_heartbeat
from services.publishing.domain.heartbeat import heartbeat
from tests.builders import NOW


def test_a_heartbeat_is_a_test_that_asks_for_nothing() -> None:
    beat = heartbeat("PROBE1", NOW)

    assert is_heartbeat(beat.reference)
    assert beat.status is AlertStatus.TEST
    assert beat.audience.must_respond.is_empty()
    assert beat.audience.for_information.organisations == ("PROBE1",)
    assert not list(beat.deadlines.stated())
