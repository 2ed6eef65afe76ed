"""Questions, their answers, publications and closings; each is added once and never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, not_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contracts.events.alerts import AlertIssued
from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.domain.answering import Wording
from services.responses.domain.questions import (
    Order,
    Publication,
    Question,
    QuestionState,
    Tally,
    Wanted,
)
from services.responses.tables import (
    alerts,
    answers,
    closings,
    organisations,
    people,
    publications,
    questions,
)

IS_ANSWERED = answers.c.question_id.is_not(None)
IS_CLOSED = closings.c.question_id.is_not(None)
IN_STATE: dict[QuestionState, ColumnElement[bool]] = {
    QuestionState.OPEN: ~IS_CLOSED & ~IS_ANSWERED,
    QuestionState.ANSWERED: ~IS_CLOSED & IS_ANSWERED,
    QuestionState.CLOSED: IS_CLOSED,
}
EVERY_QUESTION = Wanted()
ASKED_AT_THE_BRIEFING = "Asked at the briefing"
#: By what a list is sorted; all columns in the same direction, so that a page can begin after a row.
PLACES: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.AS_ASKED: (questions.c.asked_at, questions.c.question_id),
    Order.NEWEST_FIRST: (questions.c.asked_at, questions.c.question_id),
    Order.BLOCKING_FIRST: (
        not_(questions.c.blocks_completion),
        questions.c.asked_at,
        questions.c.question_id,
    ),
}


async def add_question(tx: Transaction, row: dict[str, Any]) -> bool:
    """Whether it is new; the same words of the same person have the same id."""
    return (await tx.execute(insert(questions).values(row).on_conflict_do_nothing())).rowcount == 1


async def add_answer(tx: Transaction, question_id: UUID, answer: str, answered_by: str) -> None:
    row = {
        "question_id": question_id,
        "answer": answer,
        "answered_at": tx.now,
        "answered_by": answered_by,
    }
    await tx.execute(insert(answers).values(row))


async def add_publication(tx: Transaction, question_id: UUID, wording: Wording, published_by: str) -> None:
    row = {
        "question_id": question_id,
        **wording._asdict(),
        "published_at": tx.now,
        "published_by": published_by,
    }
    await tx.execute(insert(publications).values(row))


async def add_closing(tx: Transaction, question_id: UUID, reason: str, closed_by: str) -> None:
    row = {
        "question_id": question_id,
        "reason": reason or None,
        "closed_at": tx.now,
        "closed_by": closed_by,
    }
    await tx.execute(insert(closings).values(row))


async def held_question(tx: Transaction, question_id: UUID) -> Question | None:
    """Until this transaction ends, nobody else answers, publishes or closes it."""
    row = select(questions.c.question_id).where(questions.c.question_id == question_id)
    await tx.execute(row.with_for_update())
    return await question(tx, question_id)


async def question(tx: Transaction, question_id: UUID) -> Question | None:
    row = (await tx.execute(_whole().where(questions.c.question_id == question_id))).one_or_none()
    return _as_question(row) if row else None


async def of_organisation(tx: Transaction, claims: LinkClaims) -> list[Question]:
    """What the organisation asked about the alert, in any version; the newest first."""
    of_both = questions.c.reference == claims.reference, questions.c.ods_code == claims.ods_code
    found = _whole().where(*of_both).order_by(questions.c.asked_at.desc(), questions.c.question_id)
    return [_as_question(row) for row in await tx.execute(found)]


async def published(tx: Transaction, reference: str) -> list[Question]:
    """What was published about an alert, in any version; by action, the alert as a whole first."""
    found = (
        _whole()
        .where(questions.c.reference == reference, publications.c.question_id.is_not(None))
        .order_by(
            func.coalesce(questions.c.number, 0),
            publications.c.published_at,
            questions.c.question_id,
        )
    )
    return [_as_question(row) for row in await tx.execute(found)]


async def page_of(
    tx: Transaction,
    wanted: Wanted = EVERY_QUESTION,
    *,
    order: Order = Order.AS_ASKED,
    after: UUID | None = None,
    limit: int,
) -> tuple[list[Question], UUID | None]:
    """Up to `limit` questions after `after`; and the last id if more follow."""
    place, newest_first = PLACES[order], order is Order.NEWEST_FIRST
    sorting = [column.desc() if newest_first else column for column in place]
    found = _whole().where(*_conditions(wanted)).order_by(*sorting).limit(limit + 1)
    if after is not None:
        begin = select(*place).where(questions.c.question_id == after)
        if last := (await tx.execute(begin)).one_or_none():
            found = found.where(
                tuple_(*place) < tuple_(*last) if newest_first else tuple_(*place) > tuple_(*last)
            )
    rows = [_as_question(row) for row in await tx.execute(found)]
    return rows[:limit], rows[limit - 1].question_id if len(rows) > limit else None


async def tally(tx: Transaction) -> Tally:
    counted = [func.count().filter(IN_STATE[state]) for state in QuestionState]
    blocking = func.count().filter(IN_STATE[QuestionState.OPEN], questions.c.blocks_completion)
    waited = func.percentile_cont(0.5).within_group(answers.c.answered_at - questions.c.asked_at)
    # Those of a briefing came with their answer, and would make everybody look quick.
    median = waited.filter(~questions.c.from_briefing)
    chosen: Any = select(*counted, blocking, median)
    row: Any = (await tx.execute(_joined(chosen))).one()
    return Tally(*row)


async def briefed(tx: Transaction) -> list[str]:
    """The references of all alerts that had or have a briefing, the newest first."""
    found = select(alerts.c.reference).where(alerts.c.document["briefing"]["starts_at"].is_not(None))
    return list((await tx.execute(found.distinct().order_by(alerts.c.reference.desc()))).scalars())


async def newest_version(tx: Transaction, reference: str) -> AlertIssued | None:
    newest = select(alerts.c.document).where(alerts.c.reference == reference)
    document = (await tx.execute(newest.order_by(alerts.c.version.desc()).limit(1))).scalar()
    return AlertIssued.model_validate(document) if document else None


async def asked_about(tx: Transaction) -> list[str]:
    """The references of all alerts that somebody asked about, the newest first."""
    found = select(questions.c.reference).distinct().order_by(questions.c.reference.desc())
    return list((await tx.execute(found)).scalars())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [IN_STATE[wanted.state]] if wanted.state else []
    if wanted.reference is not None:
        conditions.append(questions.c.reference == wanted.reference)
    if wanted.blocking:
        conditions.append(questions.c.blocks_completion)
    return conditions


def _joined(chosen: Select[Any]) -> Select[Any]:
    """Each question with all that was done with it."""
    for table in (answers, publications, closings):
        chosen = chosen.outerjoin_from(questions, table, table.c.question_id == questions.c.question_id)
    return chosen


def _whole() -> Select[Any]:
    chosen = select(
        questions,
        answers.c.answer,
        answers.c.answered_at,
        answers.c.answered_by,
        publications.c.question.label("published_question"),
        publications.c.answer.label("published_answer"),
        publications.c.published_at,
        closings.c.reason.label("close_reason"),
        closings.c.closed_at,
        organisations.c.name.label("organisation_name"),
        people.c.name.label("person_name"),
        alerts.c.document["title"].astext.label("alert_title"),
    )
    return (
        _joined(chosen)
        .outerjoin(organisations, organisations.c.ods_code == questions.c.ods_code)
        .outerjoin(people, people.c.person_id == questions.c.person_id)
        .outerjoin(
            alerts,
            (alerts.c.reference == questions.c.reference) & (alerts.c.version == questions.c.version),
        )
    )


def _as_question(row: Any) -> Question:
    publication = None
    if row.published_at:
        publication = Publication(row.published_question, row.published_answer, row.published_at)
    return Question(
        **{column.name: getattr(row, column.name) for column in questions.c},
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=row.answered_by or "",
        closed_at=row.closed_at,
        close_reason=row.close_reason,
        publication=publication,
        organisation_name=ASKED_AT_THE_BRIEFING
        if row.from_briefing
        else row.organisation_name or row.ods_code,
        person_name=row.person_name or "somebody no longer known",
        alert_title=row.alert_title or row.reference,
    )
