from datetime import datetime, timedelta
from typing import Any

from services.directory.domain.silence import ALERTS, LONG, Domain, Unanswered, silent
from tests.builders import NOW

DAY = timedelta(days=1)


def domain(*days_ago: float, **changes: Any) -> Domain:
    """To which alerts were taken so many days ago."""
    taken = tuple(Unanswered(f"alert {number}", NOW - day * DAY) for number, day in enumerate(days_ago))
    known: dict[str, Any] = {"name": "trust.example", "organisations": (("RH5", "Somerset"),), "people": 2}
    return Domain(**(known | {"alerts": taken} | changes))


def is_silent(*days_ago: float, sign: datetime | None = None) -> bool:
    return bool(silent([domain(*days_ago, last_sign_at=sign)], NOW))


def test_two_alerts_are_too_few_and_three_are_enough() -> None:
    assert ALERTS == 3
    assert not is_silent(30, 20)
    assert is_silent(30, 20, 0)


def test_the_first_must_have_been_taken_two_weeks_ago() -> None:
    assert timedelta(days=14) == LONG
    assert is_silent(14, 1, 1)
    assert not is_silent(13.99, 1, 1)


def test_only_what_was_taken_after_the_last_sign_counts() -> None:
    sign = NOW - 20 * DAY

    assert not is_silent(40, 30, 19, 18, sign=sign)
    assert is_silent(40, 19, 18, 17, sign=sign)
    assert not is_silent(40, 20, 18, 17, sign=sign), "taken at the instant of the sign"


def test_a_gap_tells_since_when_and_the_longest_silent_comes_first() -> None:
    younger, older = domain(20, 19, 18, name="a.example"), domain(60, 30, 20, 1, name="b.example")

    found = silent([younger, older], NOW)

    assert [(one.domain.name, one.alerts, one.since) for one in found] == [
        ("b.example", 4, NOW - 60 * DAY),
        ("a.example", 3, NOW - 20 * DAY),
    ]


def test_a_domain_that_got_nothing_is_not_silent() -> None:
    assert silent([domain()], NOW) == ()
