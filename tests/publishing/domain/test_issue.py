import pytest

from services.publishing.domain.issue import (
    KnownAlert,
    Outcome,
    already_known,
    digest,
    out_of_turn,
    reason_of_refusal,
    reason_out_of_turn,
    waits_for,
    why_not_issued,
)
from tests.builders import NOW, an_alert

OURS = KnownAlert(document=an_alert(), source="/publishing", event_id="1", heard_at=NOW)


def test_digests_do_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [2, 3]}) == digest({"b": [2, 3], "a": 1})
    assert digest({"a": [2, 3]}) != digest({"a": [3, 2]})


def test_the_same_instant_in_another_zone_is_the_same_alert() -> None:
    there = an_alert(issued_at="2025-11-20T10:58:00+01:00")
    assert already_known(there, OURS) is Outcome.REPEATED


def test_any_difference_is_other_content() -> None:
    assert already_known(an_alert(lead="chief pharmacist"), OURS) is Outcome.OTHER_CONTENT


def test_a_refusal_says_whose_content_stays() -> None:
    assert "was issued on this desk before" in reason_of_refusal(an_alert(title="x"), OURS)


@pytest.mark.parametrize(
    ("version", "is_ended", "outcome"),
    [
        (2, False, None),
        (3, False, Outcome.NOT_NEXT),
        (2, True, Outcome.ENDED),
    ],
)
def test_the_next_version_of_a_living_alert_follows(
    version: int, is_ended: bool, outcome: Outcome | None
) -> None:
    assert out_of_turn(an_alert(version=version), OURS, is_ended=is_ended) is outcome


def test_a_first_version_follows_nothing() -> None:
    assert out_of_turn(an_alert(), None, is_ended=False) is None
    assert out_of_turn(an_alert(version=2), None, is_ended=False) is Outcome.NOT_NEXT


def test_what_is_too_early_waits_and_what_is_too_late_does_not() -> None:
    third = KnownAlert(document=an_alert(version=3), source="/x", event_id="1", heard_at=NOW)
    assert (waits_for(an_alert(version=3), OURS), waits_for(an_alert(version=2), OURS)) == (2, None)
    assert waits_for(an_alert(version=2), third) is None
    late = reason_out_of_turn(an_alert(version=2), Outcome.NOT_NEXT, third)
    assert late == "Version 2 came after version 3, and is not taken any more."


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.ISSUED])
def test_what_is_not_issued_says_why_and_what_to_do(outcome: Outcome) -> None:
    why, mend = why_not_issued(outcome, an_alert(version=3), OURS)
    assert why
    assert mend.endswith(".")
