"""A person is asked whether mail reaches them, and answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.directory import storage
from services.directory.domain import verifying
from services.directory.domain.organisations import Organisation
from services.directory.domain.people import Person
from services.directory.domain.verifying import Check, Choice
from services.directory.handlers.register import record_people
from services.kit.database import Transaction

#: One tick's mails.
AT_ONCE = 20


@dataclass(frozen=True)
class Question:
    """To be mailed once the transaction has ended."""

    check: Check
    person: Person
    organisation: Organisation | None


async def ask(tx: Transaction, person_id: UUID, by: UUID) -> None:
    """Have somebody mailed the form; pressed twice, they get one mail."""
    person = await storage.person(tx, person_id)
    if person and person.active and await storage.add_check(tx, person):
        await storage.note(tx, by, "had an address verified", person_id=str(person_id))


async def questions_due(tx: Transaction, every_days: int) -> Sequence[Question]:
    """Whom to mail now; 0 days ask nobody again by itself."""
    if every_days:
        await storage.add_due_checks(tx, tx.now - timedelta(days=every_days), AT_ONCE)
    found = []
    for check in await storage.claim_checks(tx, AT_ONCE):
        person = await storage.person(tx, check.person_id)
        if person and verifying.may_answer(check, person, tx.now):
            where = await storage.organisation(tx, person.ods_code) if person.ods_code else None
            found.append(Question(check, person, where))
    return found


async def ask_later(tx: Transaction, questions: Iterable[Question]) -> None:
    """The mail server did not take these; each rests longer than the time before."""
    for question in questions:
        await storage.put_off_check(tx, question.check, verifying.rest_after(question.check.put_off))


async def question_behind(tx: Transaction, token: str, key: str) -> Question | None:
    """What a link asks; None when it is forged, answered, too old or for what is no more."""
    number = verifying.number_in(token)
    check = await storage.check(tx, number) if number is not None else None
    if check is None or not verifying.is_for(check, token, key):
        return None
    person = await storage.person(tx, check.person_id)
    if person is None or not verifying.may_answer(check, person, tx.now):
        return None
    where = await storage.organisation(tx, person.ods_code) if person.ods_code else None
    return Question(check, person, where)


async def answer(tx: Transaction, question: Question, choice: Choice) -> None:
    """The address works, or a keeper must see to the registration."""
    await storage.hold(tx)
    person = question.person
    await storage.answer_check(tx, question.check.id, choice)
    if choice is Choice.ME:
        await record_people(tx, [verifying.verified(person, tx.now)])
        await storage.settle_bounces(tx, question.check.address, "its person says that it works")
        return
    about = "the mail that asks whether an address works"
    await storage.add_disownment(tx, person.person_id, tx.now, "not_this_person", None, about)
