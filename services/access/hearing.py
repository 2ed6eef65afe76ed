"""What every service hears in the same way: who may no longer come in, and which keys are good."""

from typing import Any

from contracts.envelope import Event
from contracts.events.register import ApiKeyRecorded, SessionsEnded
from contracts.topics import REGISTER
from services.kit import keys, sessions
from services.kit.database import Transaction
from services.kit.doors import Doors


def hear_who_may_come_in(hears: Doors) -> None:
    """Add both doors to those of a service."""
    hears(REGISTER, SessionsEnded)(sessions_ended)
    hears(REGISTER, ApiKeyRecorded)(api_key_recorded)


async def sessions_ended(tx: Transaction, event: Event[SessionsEnded], _: Any) -> None:
    await sessions.note_ended(tx, event.data.session_ids)


async def api_key_recorded(tx: Transaction, event: Event[ApiKeyRecorded], _: Any) -> None:
    await keys.learn(tx, known(event.data))


def known(said: ApiKeyRecorded) -> keys.KnownKey:
    """The key as services keep it."""
    return keys.KnownKey(said.key_id, said.name, said.digest, said.scopes, said.active)
