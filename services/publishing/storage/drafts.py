"""What is proposed on the desk, and the history of each proposal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from services.kit.database import Transaction
from services.publishing.domain.people import Person
from services.publishing.domain.proposals import Approval, Happening, Kind, Proposal, State, Step
from services.publishing.tables import draft_history, drafts

#: Those that somebody still has something to do with.
OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED)


async def add(tx: Transaction, proposal: Proposal) -> bool:
    """Remember a new one; False when its id is taken already."""
    row = {"id": proposal.id, "created_at": proposal.created_at, **_row(proposal)}
    return (await tx.execute(insert(drafts).values(row).on_conflict_do_nothing())).rowcount == 1


async def keep(tx: Transaction, proposal: Proposal) -> None:
    """As it stands now; it is held by this transaction."""
    await tx.execute(update(drafts).where(drafts.c.id == proposal.id).values(_row(proposal)))


async def find(tx: Transaction, draft_id: UUID) -> Proposal | None:
    """As it stands."""
    return _proposal((await tx.execute(select(drafts).where(drafts.c.id == draft_id))).one_or_none())


async def hold(tx: Transaction, draft_id: UUID) -> Proposal | None:
    """As it stands, and nobody else takes a step with it until the transaction ends."""
    statement = select(drafts).where(drafts.c.id == draft_id).with_for_update()
    return _proposal((await tx.execute(statement)).one_or_none())


async def hold_due(tx: Transaction) -> Proposal | None:
    """The first whose set time has come; one that another process holds is left to it."""
    due = (drafts.c.publish_at <= tx.now) & (drafts.c.state == State.APPROVED)
    statement = select(drafts).where(due).order_by(drafts.c.publish_at).limit(1)
    return _proposal((await tx.execute(statement.with_for_update(skip_locked=True))).one_or_none())


async def list_open(tx: Transaction, limit: int) -> list[Proposal]:
    """Those that are neither issued nor discarded, the one that waits longest first."""
    statement = select(drafts).where(drafts.c.state.in_(OPEN)).order_by(drafts.c.since, drafts.c.id)
    return [_known(row) for row in await tx.execute(statement.limit(limit))]


async def open_about(tx: Transaction, reference: str) -> list[Proposal]:
    """Those that are about one alert and still open."""
    statement = select(drafts).where(drafts.c.state.in_(OPEN) & (drafts.c.about == reference))
    return [_known(row) for row in await tx.execute(statement.order_by(drafts.c.since))]


async def add_history(tx: Transaction, draft_id: UUID, history: Sequence[Happening]) -> None:
    """Add lines to a history; none is ever changed."""
    rows = [
        {
            "draft_id": draft_id,
            "step": happening.step,
            "by": happening.by.to_json(),
            "at": happening.at,
            "note": happening.note,
            "digest": happening.digest,
            "document": happening.document,
        }
        for happening in history
    ]
    if rows:
        await tx.execute(insert(draft_history), rows)


async def history_of(tx: Transaction, draft_id: UUID) -> list[Happening]:
    """What happened with a draft, in order."""
    statement = select(draft_history).where(draft_history.c.draft_id == draft_id)
    return [_happening(row) for row in await tx.execute(statement.order_by(draft_history.c.id))]


async def last_happening(tx: Transaction, draft_id: UUID) -> Happening | None:
    """The newest line of a draft's history."""
    statement = select(draft_history).where(draft_history.c.draft_id == draft_id)
    row = (await tx.execute(statement.order_by(draft_history.c.id.desc()).limit(1))).one_or_none()
    return _happening(row) if row else None


def _row(proposal: Proposal) -> dict[str, Any]:
    approval = proposal.approval
    return {
        "kind": proposal.kind,
        "about": proposal.about,
        "version": proposal.version,
        "state": proposal.state,
        "revision": proposal.revision,
        "fields": {name: list(values) for name, values in proposal.fields.items()},
        "checklist": dict(proposal.checklist),
        "editors": [editor.to_json() for editor in proposal.editors],
        "approval": {"digest": approval.digest, "by": approval.by.to_json(), "at": approval.at.isoformat()}
        if approval
        else None,
        "publish_at": proposal.publish_at,
        "changed_at": proposal.changed_at,
        "since": proposal.since,
    }


def _proposal(row: Row[Any] | None) -> Proposal | None:
    return _known(row) if row else None


def _known(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        kind=Kind(row.kind),
        about=row.about,
        version=row.version,
        state=State(row.state),
        revision=row.revision,
        fields=row.fields,
        checklist=row.checklist,
        editors=tuple(map(Person.from_json, row.editors)),
        approval=_approval(row.approval),
        publish_at=row.publish_at,
        created_at=row.created_at,
        changed_at=row.changed_at,
        since=row.since,
    )


def _approval(kept: dict[str, Any] | None) -> Approval | None:
    if kept is None:
        return None
    by, at = Person.from_json(kept["by"]), datetime.fromisoformat(kept["at"])
    return Approval(digest=kept["digest"], by=by, at=at)


def _happening(row: Row[Any]) -> Happening:
    return Happening(
        step=Step(row.step),
        by=Person.from_json(row.by),
        at=row.at,
        note=row.note,
        digest=row.digest,
        document=row.document,
    )
