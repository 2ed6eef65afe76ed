"""From the mail to the signature, by people who have no scripts, and by people who have no mouse."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from services.local.waiting import until
from tests.system.hands import Hand, Keys, Mouse
from tests.system.responding import Organisation
from tests.visitors import PATIENCE_SECONDS, Specialist, Visitors

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = "Who keeps the list of those trained?"


@dataclass(frozen=True)
class Way:
    """How somebody uses the pages; `options` are those of their browser."""

    hand: Callable[[], Hand]
    options: Mapping[str, Any] = field(default_factory=dict)


WAYS = {"without scripts": Way(Mouse, {"java_script_enabled": False}), "with keys alone": Way(Keys)}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(visitors: Visitors) -> dict[str, Organisation | BaseException]:
    """How each went; at the same time, because responding is mostly reading."""
    plays = [_play(visitors, await visitors.specialist(), way) for way in WAYS.values()]
    ends = await asyncio.gather(*plays, return_exceptions=True)
    return dict(zip(WAYS, ends, strict=True))


@pytest.mark.parametrize("way", WAYS)
async def test_a_response_is_decided_recorded_and_signed(
    way: str, played: dict[str, Organisation | BaseException], visitors: Visitors
) -> None:
    organisation = played[way]
    if isinstance(organisation, BaseException):
        raise organisation
    ods_code = organisation.specialist.ods_code

    async def is_seen_by_others() -> bool:
        row = await visitors.organisation(ods_code)
        return bool(row["status"] == "complete" and row["acknowledged_at"] and row["actions"]["done"] == 2)

    await until("Others see it", is_seen_by_others, seconds=PATIENCE_SECONDS)
    questions = await visitors.api.all_of("/api/v1/questions")
    assert [one["question"] for one in questions if one["ods_code"] == ods_code] == [ASKED]


async def _play(visitors: Visitors, specialist: Specialist, way: Way) -> Organisation:
    organisation = Organisation(visitors, specialist, way.hand())
    async with visitors.pages(3, **way.options) as (mine, other, owners):
        await organisation.acknowledge(mine)
        await asyncio.gather(
            organisation.decide_to_act(mine),
            organisation.ask(other, ASKED),
            organisation.give_to_owner(owners, 1),
        )
        await asyncio.gather(
            organisation.record(mine, 2, late=True),
            organisation.record(other, 3, applies=False),
            organisation.owner_does_it(owners, 1),
        )
        await organisation.ask_executive(mine)
        await organisation.executive_signs(mine)
    return organisation
