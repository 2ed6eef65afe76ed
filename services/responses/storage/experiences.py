"""Experiences under published answers and their moderation; rows are added and never changed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from services.kit.database import Transaction
from services.responses.domain.experience import Experience, ExperienceState
from services.responses.tables import experiences, moderations, organisations

#: The moderation that counts.
_newest = (
    select(moderations)
    .where(moderations.c.experience_id == experiences.c.experience_id)
    .order_by(moderations.c.id.desc())
    .limit(1)
    .lateral("newest")
)
_state = func.coalesce(_newest.c.state, ExperienceState.WAITING.value)


async def add_experience(tx: Transaction, row: dict[str, Any]) -> bool:
    """Whether it is new; the same words of the same person have the same id."""
    return (await tx.execute(insert(experiences).values(row).on_conflict_do_nothing())).rowcount == 1


async def add_moderation(
    tx: Transaction, experience_id: UUID, state: ExperienceState, reason: str, moderated_by: str
) -> None:
    row = {
        "experience_id": experience_id,
        "state": state.value,
        "reason": reason or None,
        "moderated_at": tx.now,
        "moderated_by": moderated_by,
    }
    await tx.execute(insert(moderations).values(row))


async def held_experience(tx: Transaction, experience_id: UUID) -> Experience | None:
    """Until this transaction ends, nobody else moderates it."""
    row = select(experiences.c.experience_id).where(experiences.c.experience_id == experience_id)
    await tx.execute(row.with_for_update())
    return await experience(tx, experience_id)


async def experience(tx: Transaction, experience_id: UUID) -> Experience | None:
    found = _whole().where(experiences.c.experience_id == experience_id)
    row = (await tx.execute(found)).one_or_none()
    return _as_experience(row) if row else None


async def readable(tx: Transaction, reference: str, ods_code: str) -> list[Experience]:
    """What this organisation may read about an alert: what is shown, and all of its own."""
    may_read = (_state == ExperienceState.SHOWN.value) | (experiences.c.ods_code == ods_code)
    found = (
        _whole()
        .where(experiences.c.reference == reference, may_read)
        .order_by(experiences.c.shared_at, experiences.c.experience_id)
    )
    return [_as_experience(row) for row in await tx.execute(found)]


async def page_of(
    tx: Transaction, state: ExperienceState, *, after: UUID | None = None, limit: int
) -> tuple[list[Experience], UUID | None]:
    """Up to `limit` experiences after `after`, the longest waiting first; and the last id if more follow."""
    place = (experiences.c.shared_at, experiences.c.experience_id)
    found = _whole().where(_state == state.value).order_by(*place).limit(limit + 1)
    if after is not None and (last := await experience(tx, after)):
        found = found.where(tuple_(*place) > tuple_(last.shared_at, last.experience_id))
    rows = [_as_experience(row) for row in await tx.execute(found)]
    return rows[:limit], rows[limit - 1].experience_id if len(rows) > limit else None


async def counts(tx: Transaction) -> dict[ExperienceState, int]:
    found = (
        select(_state, func.count()).select_from(experiences.outerjoin(_newest, _always())).group_by(_state)
    )
    counted: Iterable[Any] = await tx.execute(found)
    return dict.fromkeys(ExperienceState, 0) | {ExperienceState(state): count for state, count in counted}


def _always() -> ColumnElement[bool]:
    return _newest.c.experience_id == experiences.c.experience_id


def _whole() -> Select[Any]:
    return (
        select(
            experiences,
            organisations.c.name.label("organisation_name"),
            _state.label("state"),
            _newest.c.reason,
            _newest.c.moderated_at,
            func.coalesce(_newest.c.id, 0).label("moderation"),
        )
        .outerjoin_from(experiences, _newest, _always())
        .outerjoin(organisations, organisations.c.ods_code == experiences.c.ods_code)
    )


def _as_experience(row: Any) -> Experience:
    own = {column.name: getattr(row, column.name) for column in experiences.c}
    return Experience(
        **own,
        organisation_name=row.organisation_name or row.ods_code,
        state=ExperienceState(row.state),
        reason=row.reason,
        moderated_at=row.moderated_at,
        moderation=row.moderation,
    )
