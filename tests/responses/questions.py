"""Questions on their way: asked behind a link, answered, published and closed at the desk."""

from typing import Any

from contracts.events.register import Role
from contracts.events.responses import QuestionAsked
from services.kit.database import Transaction
from services.responses.domain.answering import AnswerOutcome
from services.responses.handlers import answer
from tests.builders import a_person
from tests.responses.site import Site, token_of

ASHA = token_of()
BEN = token_of("Ben Okafor")
CARA = token_of("Cara Lowe", ods_code="RA9")
PAT = token_of("Pat Rowe")
QUESTION = "Does this apply to community teams in Somerset?"
ANONYMOUS = "Does this apply to community teams?"
ANSWER = "Yes, to every team that prescribes."


def others() -> list[Any]:
    """Cara answers for Torbay; Pat is Somerset's patient safety partner."""
    return [a_person("Cara Lowe", ods_code="RA9"), a_person("Pat Rowe", role=Role.PARTNER)]


async def asked(site: Site, question: str = QUESTION, token: str = ASHA, **fields: str) -> str:
    """The id of a question that somebody asked a minute after they had opened the page."""
    form = await site.form(f"/answer/{token}", "/questions")
    site.clock.advance(minutes=1)
    await site.send(form, question=question, **fields)
    said = [event for event in await site.said() if isinstance(event, QuestionAsked)]
    return str(said[-1].question_id)


async def published(site: Site, question: str = ANONYMOUS, answered: str = ANSWER, **fields: str) -> str:
    """The id of a question of Asha's whose answer all recipients read."""
    question_id = await asked(site, f"{question} Asha asks.", anyway="yes", **fields)
    async with site.service.database.transaction() as tx:
        await _publish(tx, question_id, question, answered)
    return question_id


async def _publish(tx: Transaction, question_id: str, question: str, answered: str) -> None:
    settled = await answer.answer_question(tx, question_id, answered, "nell", question, who="person/nell")  # type: ignore[arg-type]
    assert settled.outcome is AnswerOutcome.ANSWERED
