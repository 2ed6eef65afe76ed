"""An answer goes to whoever asked."""

from uuid import UUID

from sqlalchemy import insert

from contracts.events.responses import QuestionAnswered
from services.distribution.config import Settings
from services.distribution.domain.sending import Kind
from services.distribution.handlers import addressing
from services.distribution.storage import ledger, register
from services.distribution.tables import answers
from tests.builders import NOW, REFERENCE, a_person, person_id
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

QUESTION = UUID("0d9d8a51-3a3c-4a43-a7c0-6f7a9f0f7a10")


def an_answer(who: str = "Person 0", **changes: object) -> QuestionAnswered:
    answer = {
        "question_id": QUESTION,
        "reference": REFERENCE,
        "version": 1,
        "ods_code": "RH5",
        "person_id": person_id(who),
        "question": "Does it hold for <children>?",
        "answer": "Yes.\nFor all.",
        "answered_at": NOW,
    }
    return QuestionAnswered.model_validate(answer | changes)


async def test_the_asker_gets_question_and_answer(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@somerset.example", "ben@somerset.example")
    await stage.send()
    await stage.hear(an_answer("Person 1"))
    await stage.send()

    mail = sink.mails()[-1]
    assert mail["To"] == "Person 1 <ben@somerset.example>"
    assert mail["Subject"].startswith("Your question was answered: ")
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Does it hold for <children>?" in text.get_content()
    assert "Yes.\r\nFor all." in text.get_content()


async def test_an_answer_heard_twice_is_one_mail(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(an_answer(), an_answer())

    assert [mail.kind for mail in await stage.mails()] == ["alert-issued", "question-answered"]


async def test_two_answers_are_two_mails(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(an_answer(), an_answer(question_id=person_id("another question")))

    assert len({mail.message_id for mail in await stage.mails()}) == 3


async def test_somebody_who_left_gets_no_answer(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(a_person("Person 0", active=False), an_answer())

    assert len(await stage.mails()) == 1


async def test_an_answer_counts_as_no_mail_of_the_alert_and_is_told(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(an_answer())
    await stage.send()

    counted = (await stage.said())[-1]
    assert counted.planned == 1
    assert [mail.kind for mail in counted.mails] == ["alert-issued", "question-answered"]


async def test_an_answer_from_before_there_were_occasions_is_still_mailed(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@somerset.example")
    answered = an_answer()
    row = {"question_id": QUESTION, "document": answered.model_dump(mode="json")}
    async with stage.service.database.transaction() as tx:
        await tx.execute(insert(answers).values(row))
        about = await addressing.about(tx, answered, Settings.of(stage.service.settings))
        person = await register.person(tx, answered.person_id)
        assert person
        await ledger.plan(tx, [about.registered(Kind.QUESTION_ANSWERED, QUESTION, person)])

    await stage.send()

    text = sink.mails()[-1].get_body(("plain",))
    assert text is not None
    assert "For all." in text.get_content()
