import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.deadlines import LONDON, uk_day
from contracts.envelope import event_of, read, to_json
from contracts.events.alerts import AlertIssued, AudienceGroup, Deadlines
from contracts.topics import ALERTS
from services.local.alerts import example_alert, example_event, moved_to, sample_alerts

EXAMPLE = Path(__file__).parents[2] / "contracts" / "examples" / "alert-issued.v1.json"
DOCUMENTS, LEFT_OUT = sample_alerts()
EVERY_TRUST = AudienceGroup(organisation_types=("nhs_trust", "nhs_foundation_trust"))
BOARDS = AudienceGroup(organisation_types=("icb",))


def the(reference: str) -> AlertIssued:
    return next(alert for alert in DOCUMENTS if alert.reference == reference)


def test_every_record_is_an_alert_or_left_out_with_a_reason() -> None:
    assert len(DOCUMENTS) == 18
    reasons = [left.reason for left in LEFT_OUT]
    assert reasons.count("its reference was not confirmed by any source") == 5
    assert reasons.count("no action list was found in any source") == 3
    assert len(reasons) == 8


@pytest.mark.parametrize("alert", DOCUMENTS, ids=lambda alert: alert.reference)
def test_every_alert_comes_through_kafka_as_it_is(alert: AlertIssued) -> None:
    event = event_of(alert, source="/tests", time=alert.issued_at, sequence=1)
    assert read(ALERTS, to_json(event)) == event


@pytest.mark.parametrize("alert", DOCUMENTS, ids=lambda alert: alert.reference)
def test_history_mails_nobody_and_names_its_licence(alert: AlertIssued) -> None:
    assert alert.mailing == "none"
    assert alert.attribution is not None
    assert "Open Government Licence v3.0" in alert.attribution
    assert str(alert.source_url).startswith("https://")
    assert alert.deadlines.acknowledge_by is None


def test_what_no_source_states_is_null_and_named() -> None:
    alert = the("NatPSA/2025/002/UKHSA")
    assert (alert.category, alert.classification, alert.lead) == (None, None, None)
    assert {"category", "classification", "time of issue"} <= set(alert.not_confirmed)


def test_a_day_of_issue_without_a_time_begins_at_midnight_in_london() -> None:
    assert the("NatPSA/2025/002/UKHSA").issued_at == datetime(2025, 6, 25, 23, tzinfo=UTC)


def test_times_of_issue_are_those_of_london() -> None:
    assert the("NatPSA/2024/004/MHRA").issued_at == datetime(2024, 4, 4, 11, 41, 16, tzinfo=UTC)


def test_deadlines_are_those_in_force() -> None:
    alert = the("NatPSA/2023/005/MHRA")
    assert alert.deadlines == Deadlines(underway_by=date(2023, 5, 22), complete_by=date(2023, 10, 2))
    assert "complete by: the document itself says 30 September 2023" in alert.not_confirmed


def test_a_list_of_every_kind_of_trust_is_every_trust() -> None:
    audience = the("NatPSA/2024/004/MHRA").audience
    assert (audience.must_respond, audience.for_information) == (EVERY_TRUST, BOARDS)


def test_a_list_without_acute_trusts_is_told_by_sectors() -> None:
    sectors = ("acute_specialist", "ambulance", "community", "mental_health")
    assert the("NatPSA/2022/009/MHRA").audience.must_respond == AudienceGroup(sectors=sectors)


def test_groups_outside_the_register_are_not_told() -> None:
    assert the("NatPSA/2021/003/NHSPS").audience.for_information.is_empty()


def test_unknown_recipients_are_everybody_and_said_to_be_unknown() -> None:
    alert = the("NatPSA/2025/006/NHSPS")
    assert (alert.audience.must_respond, alert.audience.for_information) == (EVERY_TRUST, BOARDS)
    assert "recipients who must respond" in alert.not_confirmed


def test_where_no_trust_had_to_answer_the_boards_do() -> None:
    audience = the("NatPSA/2023/013/MHRA").audience
    assert (audience.must_respond, audience.for_information) == (BOARDS, EVERY_TRUST)


def test_what_replaced_an_alert_is_told() -> None:
    told = the("NatPSA/2024/008/DHSC").additional_information
    assert told is not None
    assert told.endswith("Superseded by NatPSA/2024/011/DHSC on 21 October 2024.")


@pytest.mark.parametrize("alert", DOCUMENTS, ids=lambda alert: alert.reference)
def test_a_moved_alert_keeps_the_days_between_its_dates(alert: AlertIssued) -> None:
    now = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    moved = moved_to(alert, now)
    assert moved.issued_at == now
    assert moved.mailing == "send"
    apart = [(words, day - uk_day(alert.issued_at)) for words, day in alert.deadlines.stated()]
    assert [(words, day - now.astimezone(LONDON).date()) for words, day in moved.deadlines.stated()] == apart
    assert "moved for a demonstration" in moved.not_confirmed[-1]


def test_the_example_is_what_these_records_give() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == example_event()


def test_the_example_can_be_produced_as_it_stands() -> None:
    event = read(ALERTS, EXAMPLE.read_bytes())
    assert event.data == example_alert()
    assert event.data.deadlines == Deadlines(
        acknowledge_by=date(2025, 11, 24), complete_by=date(2026, 11, 20)
    )
    assert event.data.mailing == "send"
    assert json.loads(EXAMPLE.read_bytes())["source"] == event.source == "/publishing"
