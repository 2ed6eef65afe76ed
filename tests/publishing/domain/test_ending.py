from contracts.events.alerts import AlertEnded, AlertOutcome
from services.publishing.domain.draft import Typed
from services.publishing.domain.ending import (
    KnownEnding,
    ending_document,
    read_ending,
    reason_not_taken,
    why_it_cannot_end,
)
from services.publishing.domain.issue import KnownAlert
from tests.builders import NOW, REFERENCE, an_alert

OTHER = "NatPSA/2025/007/MHRA"
NEWEST = KnownAlert(document=an_alert(version=2), source="/publishing", event_id="1", heard_at=NOW)


def ending(**changes: object) -> AlertEnded:
    said = {"reference": REFERENCE, "version": 2, "outcome": "closed", "reason": "Done.", "ended_at": NOW}
    return AlertEnded.model_validate(said | changes)


ENDED = KnownEnding(document=ending(), source="/elsewhere", event_id="2", heard_at=NOW)


def test_only_what_is_superseded_names_what_stands_in_its_place() -> None:
    typed = Typed({"reason": ["Better."], "superseded_by": [OTHER]})
    assert "superseded_by" not in ending_document("withdraw", typed, REFERENCE, 2)
    read = read_ending(ending_document("supersede", typed, REFERENCE, 2), NOW)
    assert read == ending(outcome=AlertOutcome.SUPERSEDED, reason="Better.", superseded_by=OTHER)


def test_what_is_missing_is_told_together() -> None:
    faults = read_ending(ending_document("supersede", Typed({}), REFERENCE, 1), NOW)
    assert isinstance(faults, tuple)
    assert [fault.field for fault in faults] == ["reason", "superseded_by"]


def test_an_alert_cannot_stand_in_its_own_place() -> None:
    typed = Typed({"reason": ["Better."], "superseded_by": [REFERENCE]})
    faults = read_ending(ending_document("supersede", typed, REFERENCE, 1), NOW)
    assert isinstance(faults, tuple)
    assert "cannot stand in its own place" in str(faults[0])


def test_an_alert_ends_once_at_its_newest_version_for_an_alert_that_is_known() -> None:
    superseded = ending(outcome="superseded", superseded_by=OTHER)
    assert why_it_cannot_end(ending(), NEWEST, None, None) == ""
    assert why_it_cannot_end(superseded, NEWEST, None, NEWEST) == ""
    assert "at its end already: it was closed" in why_it_cannot_end(ending(), NEWEST, ENDED, None)
    assert "No alert with" in why_it_cannot_end(ending(), None, None, None)
    assert "issued meanwhile" in why_it_cannot_end(ending(version=1), NEWEST, None, None)
    assert "Issue it first." in why_it_cannot_end(superseded, NEWEST, None, None)


def test_of_what_is_heard_the_first_ending_of_a_known_alert_is_taken() -> None:
    assert reason_not_taken(ending(version=1), NEWEST, None) == ""
    assert "that stays" in reason_not_taken(ending(), NEWEST, ENDED)
    assert "not known here" in reason_not_taken(ending(), None, None)
