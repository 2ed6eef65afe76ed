import pytest

from services.kit.config import KitSettings
from services.kit.mail.domains import (
    NO_LIMIT,
    RECOVERS_EVERY,
    UNLIMITED,
    Allowance,
    Domain,
    Domains,
    allowances_of,
)


def a_domain(at_once: int = 0, per_minute: int = 0, under_way: int = 0) -> Domain:
    return Domain(Allowance.of(at_once, per_minute), connections=10, under_way=under_way)


#: A clock has run for a while when the first mail comes.
START = 1000


def left_within(domain: Domain, seconds: float, step: float = 0.01) -> int:
    """How many leave when each ends at once and another waits always."""
    left = 0
    for tick in range(int(seconds / step)):
        now = START + tick * step
        while domain.has_room(now):
            domain.begin(now)
            domain.under_way -= 1
            left += 1
    return left


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("", {}),
        ("nhs.net=10/600", {"nhs.net": Allowance(10, 600)}),
        (
            " NHS.net=10/600 ,x.example=0/30,",
            {"nhs.net": Allowance(10, 600), "x.example": Allowance(NO_LIMIT, 30)},
        ),
    ],
)
def test_limits_are_read(limits: str, expected: dict[str, Allowance]) -> None:
    assert allowances_of(KitSettings(smtp_domain_limits=limits).smtp_domain_limits) == expected


@pytest.mark.parametrize("limits", ["nhs.net", "nhs.net=10", "nhs.net=10/x", "=1/1", "a=1/1;b=2/2", "a=1/-1"])
def test_what_cannot_be_read_is_said_at_the_start(limits: str) -> None:
    with pytest.raises(ValueError, match="smtp_domain_limits"):
        KitSettings(smtp_domain_limits=limits)


def test_no_domain_is_limited_unless_somebody_says_so() -> None:
    domains = Domains(KitSettings())

    assert (domains.are_limited, domains.of("a@nhs.net")) == (False, None)


def test_a_limit_of_its_own_goes_before_that_of_all() -> None:
    domains = Domains(
        KitSettings(smtp_domain_connections=3, smtp_domain_limits="nhs.net=10/600,big.example=0/0")
    )
    found = [domains.of(f"a@{name}") for name in ("NHS.net", "x.example", "big.example")]

    assert [one.allowance for one in found if one] == [Allowance(10, 600), Allowance(3), UNLIMITED]
    assert domains.of("b@x.example") is found[1]
    assert domains.are_limited


def test_there_is_room_while_few_are_under_way() -> None:
    assert [a_domain(2, under_way=number).has_room(0) for number in (0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize(("per_minute", "least"), [(60, 59), (600, 590), (6, 6)])
def test_a_minute_has_as_many_mails_as_it_may_and_one(per_minute: int, least: int) -> None:
    assert least <= left_within(a_domain(per_minute=per_minute), 60) <= per_minute + 1


@pytest.mark.parametrize(("seconds", "left"), [(0.5, 2), (1.5, 3), (10.5, 12)])
def test_mails_are_spread_over_the_minute(seconds: float, left: int) -> None:
    assert left_within(a_domain(per_minute=60), seconds) == left


def test_as_many_are_called_as_may_leave() -> None:
    domain = a_domain(3, under_way=1)
    assert domain.to_call(0) == 2
    domain.called = 1
    assert domain.to_call(0) == 1
    slow = a_domain(3, 60)
    assert slow.to_call(0) == 1
    slow.begin(10)
    assert [slow.to_call(now) for now in (10, 11)] == [1, 1]
    slow.begin(10)
    assert [slow.to_call(now) for now in (10, 11)] == [0, 1]


@pytest.mark.parametrize(
    ("at_once", "under_way", "lowered_to"), [(0, 0, 5), (0, 4, 2), (8, 8, 4), (8, 3, 1), (1, 1, 1)]
)
def test_who_complains_gets_half(at_once: int, under_way: int, lowered_to: int) -> None:
    domain = a_domain(at_once, under_way=under_way)
    domain.lower(100)

    assert domain.at_once(100) == lowered_to


def test_complaints_about_the_same_mails_count_once() -> None:
    domain = a_domain()
    for now in (100, 101, 104):
        domain.lower(now)
    assert domain.at_once(104) == 5
    domain.lower(106)
    assert domain.at_once(106) == 2


def test_it_recovers_slowly() -> None:
    domain = a_domain(8, under_way=8)
    domain.lower(100)
    minutes = [domain.at_once(100 + RECOVERS_EVERY * number) for number in range(5)]

    assert minutes == [4, 5, 6, 7, 8]


def test_a_domain_that_has_recovered_is_forgotten() -> None:
    domains = Domains(KitSettings(smtp_connections=4))
    domains.lower("a@x.example", 100)
    assert domains.are_limited
    domains.forget_if_unlimited("a@x.example", 101)
    assert domains.are_limited
    domains.forget_if_unlimited("a@x.example", 100 + 4 * RECOVERS_EVERY)
    assert (domains.are_limited, domains.of("a@x.example")) == (False, None)


def test_a_domain_with_a_limit_is_kept() -> None:
    domains = Domains(KitSettings(smtp_domain_limits="x.example=2/0"))
    domains.forget_if_unlimited("a@x.example", 1000)

    assert domains.of("a@x.example")
