"""What the alert's page shows of questions, experience and partners' comments."""

from dataclasses import dataclass
from uuid import UUID

from contracts.events.register import Role
from services.kit.database import Transaction
from services.responses.domain import asking
from services.responses.domain.asking import ActionAnswers
from services.responses.domain.experience import Experience
from services.responses.domain.links import Link
from services.responses.domain.partner import Comment
from services.responses.domain.questions import Question
from services.responses.storage import experiences, partner, questions


@dataclass(frozen=True)
class AskedAbout:
    """The published ones come first; `experience` maps a question to how many told what worked."""

    published: list[ActionAnswers]
    experience: dict[UUID, int]
    comments: list[Comment]


@dataclass(frozen=True)
class PublishedAnswer:
    """One published answer with what organisations told under it."""

    question: Question
    shown: list[Experience]
    #: Of the reader's organisation, not seen by others.
    unseen: list[Experience]


async def asked_about(tx: Transaction, link: Link) -> AskedAbout:
    published = await questions.published(tx, link.claims.reference)
    told = await _experience(tx, link) if published else []
    return AskedAbout(
        published=asking.by_action(published),
        experience={
            question.question_id: len(asking.read_under(told, question, link.claims.ods_code)[0])
            for question in published
        },
        comments=await partner.comments_of(tx, link.claims, own=link.person.role is Role.PARTNER),
    )


async def published_answer(tx: Transaction, link: Link, question_id: UUID) -> PublishedAnswer | None:
    """None when nothing of that name was published about the link's alert."""
    question = await questions.question(tx, question_id)
    if question is None or question.publication is None or question.reference != link.claims.reference:
        return None
    shown, unseen = asking.read_under(await _experience(tx, link), question, link.claims.ods_code)
    return PublishedAnswer(question, shown, unseen)


async def _experience(tx: Transaction, link: Link) -> list[Experience]:
    return await experiences.readable(tx, link.claims.reference, link.claims.ods_code)
