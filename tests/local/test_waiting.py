import asyncio
from itertools import count

import pytest

from services.local.waiting import NotInTime, until


async def test_what_is_true_is_not_waited_for() -> None:
    asked = []

    async def true() -> bool:
        asked.append(1)
        return True

    await until("It is", true, seconds=10)
    assert asked == [1]


async def test_it_is_asked_until_it_is_true() -> None:
    numbers = count()

    async def true() -> bool:
        return next(numbers) == 3

    await until("It is", true, seconds=10)
    assert next(numbers) == 4


async def test_what_does_not_come_true_is_named_with_the_deadline() -> None:
    async def never() -> bool:
        return False

    with pytest.raises(NotInTime, match=r"^The mail comes: not within 0\.1 s$"):
        await until("The mail comes", never, seconds=0.1)


async def test_a_question_without_an_answer_has_the_same_deadline() -> None:
    async def hangs() -> bool:
        await asyncio.Event().wait()
        return True

    with pytest.raises(NotInTime):
        await until("It answers", hangs, seconds=0.1)


async def test_trouble_while_asking_is_not_hidden() -> None:
    async def stumbles() -> bool:
        raise LookupError

    with pytest.raises(LookupError):
        await until("It is", stumbles, seconds=10)
