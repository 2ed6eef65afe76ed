"""Behind the mail that asks whether it reaches its person; and having somebody asked."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from services.directory import handlers
from services.directory.domain.verifying import Choice
from services.directory.handlers import Question
from services.directory.pages.gaps import Keeper
from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, csrf_checked, page, see_other

router = APIRouter()


@router.get("/verify/{token}")
async def show_question(request: Request, tx: Reading, token: str) -> Response:
    question = await _question(request, tx, token)
    return page(request, "directory/verify.html", question=question, token=token)


@router.post("/verify/{token}")
async def answer(
    request: Request, tx: Writing, token: str, choice: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Nothing is chosen beforehand, so that a machine that presses buttons proves nothing."""
    question = await _question(request, tx, token)
    if choice not in [*Choice]:
        status, errors = HTTPStatus.UNPROCESSABLE_ENTITY, {"choice": "Choose one of the two"}
        view = {"question": question, "token": token, "errors": errors}
        return page(request, "directory/verify.html", status_code=status, **view)
    await handlers.answer(tx, question, Choice(choice))
    return page(request, "directory/verified.html", is_me=choice == Choice.ME, person=question.person)


@router.post("/register/people/{person_id}/verify", dependencies=[Depends(csrf_checked)])
async def ask(visitor: Keeper, tx: Writing, person_id: UUID) -> Response:
    await handlers.ask(tx, person_id, UUID(visitor.person_id))
    return see_other(f"/register/people/{person_id}")


async def _question(request: Request, tx: Transaction, token: str) -> Question:
    key = request.app.state.settings.session_key.get_secret_value()
    found = await handlers.question_behind(tx, token, key)
    if found is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "This link is no longer in use",
            "It was answered already, is older than a month, or was not copied whole.",
            was_saved="",
            what_to_do="You need do nothing. Alerts come to you as before; we ask again when we need to.",
        )
    return found
