"""Acknowledgements that hold for a later version, because it asks for nothing new."""

from collections.abc import Iterable
from itertools import pairwise
from uuid import uuid5

from contracts.events.alerts import AlertIssued
from contracts.events.register import Role
from contracts.events.responses import AlertAcknowledged
from contracts.topics import RESPONSES
from services.kit import outbox
from services.kit.database import Transaction
from services.responses.storage import carried, heard
from services.responses.storage.carried import Given


async def carry(tx: Transaction, reference: str, ods_code: str | None = None) -> None:
    """Give each version that asks for nothing new what holds for it; of one organisation, or of all.

    To be called whenever a version, its audience or an acknowledgement has come: they come in any order.
    """
    later = [*_that_ask_nothing_new(await heard.versions_of(tx, reference))]
    if later and ods_code is None:
        await carried.hold_all(tx, reference)
    for before, version in later:
        given = await carried.holding(tx, reference, before, version, ods_code)
        await carried.add(tx, [_row(one, before, version) for one in given])
        await outbox.say_all(tx, RESPONSES, [_said(one, before, version) for one in given])


def _that_ask_nothing_new(versions: list[AlertIssued]) -> Iterable[tuple[int, int]]:
    """With the version before; the first one first, so that what holds goes on from one to the next."""
    for before, after in pairwise(versions):
        if after.change is not None and not after.change.must_acknowledge_again:
            yield before.version, after.version


def _row(one: Given, before: int, version: int) -> dict[str, object]:
    """What speaks for a person having done it is kept with what they did; their address too, with that."""
    return one.row | {
        "acknowledgement_id": uuid5(one.row["acknowledgement_id"], str(version)),
        "version": version,
        "first_of_organisation": True,
        "carried_from": one.row["carried_from"] or before,
        "doubt_id": None,
    }


def _said(one: Given, before: int, version: int) -> AlertAcknowledged:
    row = one.row
    return AlertAcknowledged(
        reference=row["reference"],
        version=version,
        ods_code=row["ods_code"],
        person_id=row["person_id"],
        role=Role(row["role"]),
        acknowledged_at=row["acknowledged_at"],
        first_of_organisation=True,
        carried_from=row["carried_from"] or before,
    )
