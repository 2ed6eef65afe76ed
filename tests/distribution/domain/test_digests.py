from datetime import UTC, date, datetime

import pytest

from contracts.deadlines import LONDON
from services.distribution.domain.digests import digest_id, digest_moment
from services.distribution.handlers.freeze import bank_holidays
from tests.builders import NOW, REFERENCE


def london(year: int, month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        pytest.param(london(2025, 11, 20, 9), london(2025, 11, 21, 7), id="Thursday: Friday"),
        pytest.param(london(2025, 11, 20, 6), london(2025, 11, 20, 7), id="before seven: the same day"),
        pytest.param(london(2025, 11, 20, 6, 59), london(2025, 11, 20, 7), id="just before it closes"),
        pytest.param(london(2025, 11, 20, 6, 59, 1), london(2025, 11, 21, 7), id="just after it closed"),
        pytest.param(london(2025, 11, 20, 7), london(2025, 11, 21, 7), id="at seven: the next"),
        pytest.param(london(2025, 11, 21, 9), london(2025, 11, 24, 7), id="Friday: Monday"),
        pytest.param(london(2025, 11, 22, 6), london(2025, 11, 24, 7), id="Saturday before seven: Monday"),
        pytest.param(london(2025, 11, 23, 23, 59, 30), london(2025, 11, 24, 7), id="Sunday at midnight"),
        pytest.param(london(2025, 12, 24, 9), london(2025, 12, 29, 7), id="over Christmas"),
        pytest.param(london(2025, 12, 31, 9), london(2026, 1, 2, 7), id="over New Year"),
        pytest.param(london(2026, 4, 2, 9), london(2026, 4, 7, 7), id="over Easter"),
        pytest.param(london(2026, 3, 27, 9), london(2026, 3, 30, 7), id="clocks go forward: still seven"),
        pytest.param(london(2025, 10, 24, 9), london(2025, 10, 27, 7), id="clocks go back: still seven"),
        pytest.param(datetime(2025, 7, 1, 6, 30, tzinfo=UTC), london(2025, 7, 2, 7), id="by the clock there"),
    ],
)
def test_a_digest_goes_out_on_a_working_morning_in_london(now: datetime, moment: datetime) -> None:
    days_off = bank_holidays(now.year) | bank_holidays(now.year + 1)

    found = digest_moment(now, 7, days_off)

    assert found == moment
    assert found.tzinfo is UTC


def test_the_hour_is_a_setting() -> None:
    assert digest_moment(NOW, 23, frozenset[date]()) == london(2025, 11, 21, 23)
    assert digest_moment(NOW, 0, frozenset[date]()) == london(2025, 11, 24, 0)


def test_a_digest_is_the_same_for_the_same_alert_and_moment_only() -> None:
    there, here = london(2025, 7, 2, 7), datetime(2025, 7, 2, 6, tzinfo=UTC)

    assert digest_id(REFERENCE, there) == digest_id(REFERENCE, here)
    assert len({digest_id(REFERENCE, there), digest_id(REFERENCE, NOW), digest_id("other", there)}) == 3
