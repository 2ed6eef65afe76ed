"""What a partner reads about their organisation, without anybody's name, and what they said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.elements import ColumnElement

from contracts.events.actions import (
    ActionRecorded,
    ActionState,
    ActionWork,
    Decision,
    DecisionRecorded,
    SignOffSettled,
)
from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.domain.partner import ActionTold, Comment, Decided, SignedOff
from services.responses.tables import action_states, comments, people, said_last

#: What an organisation says about its answer as a whole.
DECISION, SIGN_OFF = "decision", "sign_off"


async def put_action(tx: Transaction, recorded: ActionRecorded) -> None:
    row = recorded.model_dump(include=set(action_states.c.keys()))
    row["state"] = recorded.state.value
    row["work"] = recorded.work.value if recorded.work else None
    await tx.put(action_states, row, newest_by="recorded_at")


async def put_decision(tx: Transaction, recorded: DecisionRecorded) -> None:
    await _put_said(tx, recorded, DECISION, recorded.decision.value, recorded.decided_at)


async def put_sign_off(tx: Transaction, settled: SignOffSettled) -> None:
    await _put_said(tx, settled, SIGN_OFF, settled.outcome, settled.settled_at)


async def _put_said(
    tx: Transaction, said: DecisionRecorded | SignOffSettled, about: str, word: str, at: datetime
) -> None:
    of_both = {"reference": said.reference, "ods_code": said.ods_code}
    row = of_both | {"about": about, "word": word, "said_at": at}
    await tx.put(said_last, row, newest_by="said_at")


async def actions_told(tx: Transaction, claims: LinkClaims) -> list[ActionTold]:
    """What the organisation said of each action, in every version of the alert."""
    rows = await tx.execute(select(action_states).where(*_of_both(action_states, claims)))
    return [
        ActionTold(
            version=row.version,
            number=row.number,
            state=ActionState(row.state),
            work=ActionWork(row.work) if row.work else None,
            done_on=row.done_on,
            due_on=row.due_on,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]


async def decided(tx: Transaction, claims: LinkClaims) -> Decided | None:
    row = await _said(tx, claims, DECISION)
    return Decided(Decision(row.word), row.said_at) if row else None


async def signed_off(tx: Transaction, claims: LinkClaims) -> SignedOff | None:
    row = await _said(tx, claims, SIGN_OFF)
    return SignedOff(row.word, row.said_at) if row else None


async def _said(tx: Transaction, claims: LinkClaims, about: str) -> Any:
    found = select(said_last).where(*_of_both(said_last, claims), said_last.c.about == about)
    return (await tx.execute(found)).one_or_none()


async def add_comment(tx: Transaction, row: dict[str, Any]) -> bool:
    """Whether it is new; the same words of the same person have the same id."""
    return (await tx.execute(insert(comments).values(row).on_conflict_do_nothing())).rowcount == 1


async def comments_of(tx: Transaction, claims: LinkClaims, *, own: bool) -> list[Comment]:
    """What the organisation's partners said about the alert, or only what this one said; the newest first."""
    conditions = [*_of_both(comments, claims)]
    if own:
        conditions.append(comments.c.person_id == claims.person_id)
    found = (
        select(comments, people.c.name)
        .outerjoin_from(comments, people, people.c.person_id == comments.c.person_id)
        .where(*conditions)
        .order_by(comments.c.commented_at.desc(), comments.c.comment_id)
    )
    rows: Iterable[Any] = await tx.execute(found)
    return [Comment(row.comment_id, row.name or "", row.comment, row.commented_at) for row in rows]


def _of_both(table: Table, claims: LinkClaims) -> tuple[ColumnElement[bool], ...]:
    return table.c.reference == claims.reference, table.c.ods_code == claims.ods_code
