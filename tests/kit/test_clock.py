from datetime import UTC

from services.kit.clock import utc_now


def test_the_present_instant_is_aware_and_in_utc() -> None:
    assert utc_now().tzinfo is UTC
