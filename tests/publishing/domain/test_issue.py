from services.publishing.domain.issue import KnownAlert, Outcome, already_known, digest, reason_of_refusal
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
