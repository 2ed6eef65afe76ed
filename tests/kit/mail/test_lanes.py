from hypothesis import given
from hypothesis import strategies as st

from services.kit.mail import Envelope
from services.kit.mail.lanes import Lanes, Ranked
from services.kit.mail.outcomes import Errand
from tests.kit.mail.sink import ignored


def an_errand(name: str, lane: int = 0) -> Errand:
    return Errand(Envelope("us@x.example", f"{name}@x.example", b""), ignored, lane)


def taken(lanes: Lanes) -> list[Errand]:
    return list(iter(lanes.take, None))


@given(st.lists(st.integers(-1, 3)))
def test_the_lowest_lane_goes_first_and_in_it_who_came_first(numbers: list[int]) -> None:
    errands = [an_errand(str(at), lane) for at, lane in enumerate(numbers)]
    lanes = Lanes()
    lanes.add(errands)

    assert (len(lanes), bool(lanes)) == (len(errands), bool(errands))
    assert taken(lanes) == sorted(errands, key=lambda one: one.lane)
    assert (len(lanes), bool(lanes)) == (0, False)


def test_what_is_put_back_is_the_next_of_its_lane() -> None:
    first, second, urgent = an_errand("a", 1), an_errand("b", 1), an_errand("c", 0)
    lanes = Lanes()
    lanes.add([first, second])
    assert lanes.take() is first
    lanes.add([urgent])
    lanes.put_back(first)

    assert taken(lanes) == [urgent, first, second]


@given(st.permutations(range(6)))
def test_what_came_back_keeps_its_order(order: list[int]) -> None:
    ranked = Ranked()
    for number in order:
        errand = an_errand(str(number), number % 2)
        errand.number = number
        ranked.add(errand)

    assert (len(ranked), ranked.first()) == (6, 0)
    assert [errand.number for errand in iter(ranked.take, None)] == [0, 2, 4, 1, 3, 5]
    assert ranked.first() is None


def test_adding_none_leaves_nothing() -> None:
    lanes = Lanes()
    lanes.add([])

    assert lanes.take() is None
    assert not lanes
