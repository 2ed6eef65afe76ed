from datetime import UTC, date, datetime

import pytest

from contracts.deadlines import end_of, uk_day


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2025, 11, 20, 23, 59, 59, tzinfo=UTC), date(2025, 11, 20)),
        (datetime(2025, 7, 20, 22, 59, 59, tzinfo=UTC), date(2025, 7, 20)),
        (datetime(2025, 7, 20, 23, 0, tzinfo=UTC), date(2025, 7, 21)),
    ],
)
def test_a_day_is_londons_in_winter_and_in_summer(instant: datetime, day: date) -> None:
    assert uk_day(instant) == day


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2025, 11, 24), datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)),
        (date(2025, 7, 24), datetime(2025, 7, 24, 22, 59, 59, tzinfo=UTC)),
        # The clocks change on this day, before it ends.
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_deadline_ends_with_its_last_second_in_london(day: date, last: datetime) -> None:
    assert end_of(day) == last
    assert uk_day(end_of(day)) == day
