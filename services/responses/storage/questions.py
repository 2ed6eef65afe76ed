"""Questions and their answers; an answer is added once and never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contracts.links import LinkClaims
from services.kit.database import Transaction
from services.responses.domain.questions import Question, QuestionState
from services.responses.tables import alerts, answers, organisations, people, questions


async def add_question(tx: Transaction, row: dict[str, Any]) -> bool:
    """Whether it is new; the same form sent twice has the same id."""
    return (await tx.execute(insert(questions).values(row).on_conflict_do_nothing())).rowcount == 1


async def add_answer(tx: Transaction, question_id: UUID, answer: str, answered_by: str) -> bool:
    """Whether it is the question's first."""
    row = {
        "question_id": question_id,
        "answer": answer,
        "answered_at": tx.now,
        "answered_by": answered_by,
    }
    return (await tx.execute(insert(answers).values(row).on_conflict_do_nothing())).rowcount == 1


async def question(tx: Transaction, question_id: UUID) -> Question | None:
    row = (await tx.execute(_whole().where(questions.c.question_id == question_id))).one_or_none()
    return _as_question(row) if row else None


async def of_organisation(tx: Transaction, claims: LinkClaims) -> list[Question]:
    """What the organisation asked about the alert, in any version; the newest first."""
    of_both = questions.c.reference == claims.reference, questions.c.ods_code == claims.ods_code
    found = _whole().where(*of_both).order_by(questions.c.asked_at.desc(), questions.c.question_id)
    return [_as_question(row) for row in await tx.execute(found)]


async def page_of(
    tx: Transaction,
    *,
    state: QuestionState | None,
    reference: str | None = None,
    after: UUID | None = None,
    limit: int,
    newest_first: bool = False,
) -> tuple[list[Question], UUID | None]:
    """Up to `limit` questions after `after`, by when they were asked; and the last id if more follow."""
    place = (questions.c.asked_at, questions.c.question_id)
    found = (
        _whole().order_by(*(column.desc() if newest_first else column for column in place)).limit(limit + 1)
    )
    if reference is not None:
        found = found.where(questions.c.reference == reference)
    if state is not None:
        is_open = answers.c.question_id.is_(None)
        found = found.where(is_open if state is QuestionState.OPEN else ~is_open)
    if after is not None and (last := await question(tx, after)):
        there = tuple_(last.asked_at, last.question_id)
        found = found.where(tuple_(*place) < there if newest_first else tuple_(*place) > there)
    rows = [_as_question(row) for row in await tx.execute(found)]
    return rows[:limit], rows[limit - 1].question_id if len(rows) > limit else None


async def counts(tx: Transaction) -> dict[QuestionState, int]:
    """How many are open and how many answered."""
    both = select(func.count(questions.c.question_id), func.count(answers.c.question_id)).select_from(
        questions.outerjoin(answers, answers.c.question_id == questions.c.question_id)
    )
    asked, answered = map(int, (await tx.execute(both)).one())
    return {QuestionState.OPEN: asked - answered, QuestionState.ANSWERED: answered}


def _whole() -> Select[Any]:
    return (
        select(
            questions,
            answers.c.answer,
            answers.c.answered_at,
            organisations.c.name.label("organisation_name"),
            people.c.name.label("person_name"),
            alerts.c.document["title"].astext.label("alert_title"),
        )
        .outerjoin_from(questions, answers, answers.c.question_id == questions.c.question_id)
        .outerjoin(organisations, organisations.c.ods_code == questions.c.ods_code)
        .outerjoin(people, people.c.person_id == questions.c.person_id)
        .outerjoin(
            alerts,
            (alerts.c.reference == questions.c.reference) & (alerts.c.version == questions.c.version),
        )
    )


def _as_question(row: Any) -> Question:
    return Question(
        question_id=row.question_id,
        reference=row.reference,
        version=row.version,
        ods_code=row.ods_code,
        person_id=row.person_id,
        question=row.question,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
        organisation_name=row.organisation_name or row.ods_code,
        person_name=row.person_name or "somebody no longer known",
        alert_title=row.alert_title or row.reference,
    )
