import pytest

from services.kit.mail.breaker import Breaker, State
from services.kit.mail.limits import Limits

LIMITS = Limits(failures=3, failures_within=60, route_rest=30)


def a_breaker(*failed_at: float) -> Breaker:
    breaker = Breaker(LIMITS)
    for now in failed_at:
        breaker.failed(now)
    return breaker


@pytest.mark.parametrize(
    ("failed_at", "state"),
    [
        ((), State.CLOSED),
        ((100, 101), State.CLOSED),
        ((100, 101, 160), State.OPEN),
        ((100, 101, 161), State.CLOSED),
        ((100, 101, 161, 162, 163), State.OPEN),
    ],
)
def test_it_opens_after_so_many_failures_within_the_window(
    failed_at: tuple[float, ...], state: State
) -> None:
    assert a_breaker(*failed_at).state is state


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = a_breaker(100, 101)
    breaker.succeeded()
    assert not breaker.is_troubled
    breaker.failed(102)
    breaker.failed(103)

    assert (breaker.state, breaker.is_troubled) == (State.CLOSED, True)


def test_it_rests_before_one_mail_may_see() -> None:
    breaker = a_breaker(100, 101, 102)

    assert [breaker.is_due(now) for now in (102, 131, 132)] == [False, False, True]
    breaker.probed(132)
    assert (breaker.state, breaker.is_due(133)) == (State.HALF_OPEN, False)


def test_the_mail_s_fate_decides() -> None:
    breaker = a_breaker(100, 101, 102)
    breaker.probed(132)
    breaker.failed(140)
    assert (breaker.state, breaker.is_due(169), breaker.is_due(170)) == (State.OPEN, False, True)
    breaker.probed(170)
    breaker.succeeded()
    assert (breaker.state, breaker.is_due(999)) == (State.CLOSED, False)


def test_a_mail_of_which_nothing_is_heard_is_followed_by_another() -> None:
    breaker = a_breaker(100, 101, 102)
    breaker.probed(132)

    assert breaker.is_due(162)


def test_a_route_that_works_is_not_probed() -> None:
    assert not a_breaker(100).is_due(1000)
