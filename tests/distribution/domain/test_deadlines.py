from datetime import UTC, date, datetime

import pytest

from contracts.deadlines import end_of
from contracts.events.alerts import Deadlines
from services.distribution.domain.deadlines import acknowledge_by, after_working_days
from services.distribution.handlers.freeze import bank_holidays
from tests.builders import an_alert


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param(date(2025, 11, 20), 2, date(2025, 11, 24), id="Thursday: Friday, Monday"),
        pytest.param(date(2025, 11, 22), 2, date(2025, 11, 25), id="Saturday: Monday, Tuesday"),
        pytest.param(date(2025, 11, 20), 0, date(2025, 11, 20), id="at once"),
        pytest.param(date(2025, 12, 24), 2, date(2025, 12, 30), id="Christmas Eve: Monday, Tuesday"),
        pytest.param(date(2025, 12, 31), 1, date(2026, 1, 2), id="New Year"),
        pytest.param(date(2026, 4, 2), 2, date(2026, 4, 8), id="before Good Friday and Easter Monday"),
        pytest.param(date(2021, 12, 24), 1, date(2021, 12, 29), id="Christmas on a weekend has substitutes"),
        pytest.param(date(2022, 9, 16), 1, date(2022, 9, 20), id="the State Funeral"),
        pytest.param(date(2025, 7, 11), 1, date(2025, 7, 14), id="the Twelfth is not England's"),
    ],
)
def test_working_days_know_weekends_and_english_bank_holidays(day: date, count: int, expected: date) -> None:
    assert after_working_days(day, count, bank_holidays(day.year) | bank_holidays(day.year + 1)) == expected


def test_beyond_the_table_only_weekends_count() -> None:
    assert bank_holidays(2150) == frozenset()
    assert after_working_days(date(2150, 12, 24), 1, frozenset()) == date(2150, 12, 25)


def test_the_issuers_day_stands() -> None:
    alert = an_alert(deadlines=Deadlines(acknowledge_by=date(2025, 12, 25)))

    assert acknowledge_by(alert, 2, bank_holidays(2025)) == end_of(date(2025, 12, 25))


def test_without_one_the_days_count_from_the_day_in_london() -> None:
    late_on_thursday_in_utc = datetime(2025, 6, 19, 23, 30, tzinfo=UTC)
    alert = an_alert(deadlines=Deadlines(), issued_at=late_on_thursday_in_utc)

    assert acknowledge_by(alert, 2, bank_holidays(2025)) == datetime(2025, 6, 24, 22, 59, 59, tzinfo=UTC)
