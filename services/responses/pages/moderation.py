"""What organisations told each other, before others read it: shown or hidden by the national team."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from services.kit.database import Transaction
from services.kit.web import Reading, Refused, Writing, csrf_checked, page, see_other
from services.responses.domain.experience import ExperienceState, ModerationOutcome
from services.responses.domain.forms import LONGEST_NOTE
from services.responses.handlers import share
from services.responses.pages.desk import NationalTeam
from services.responses.pages.wording import MODERATIONS
from services.responses.storage import experiences, questions

ON_A_PAGE = 50
#: The boxes that an outcome is not about are those of the reason.
OF_THE_CHOICE = frozenset({ModerationOutcome.NOTHING_CHOSEN, ModerationOutcome.DECIDED_MEANWHILE})

router = APIRouter(prefix="/questions/experiences", include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("")
async def show_experiences(
    request: Request,
    tx: Reading,
    _: NationalTeam,
    state: ExperienceState = ExperienceState.WAITING,
    after: UUID | None = None,
) -> HTMLResponse:
    found, more = await experiences.page_of(tx, state, after=after, limit=ON_A_PAGE)
    here = "/questions/experiences"
    return page(
        request,
        "responses/experiences.html",
        now=tx.now,
        state=state.value,
        experiences=found,
        next_href=f"{here}?state={state.value}&after={more}" if more else "",
        counts={state.value: count for state, count in (await experiences.counts(tx)).items()},
        back=("All questions", "/questions"),
    )


@router.get("/{experience_id}")
async def show_experience(
    request: Request, experience_id: UUID, tx: Reading, _: NationalTeam, done: str = ""
) -> HTMLResponse:
    return await _experience_page(request, tx, experience_id, done=bool(done))


@router.post("/{experience_id}", dependencies=[Depends(csrf_checked)])
async def moderate(
    request: Request,
    experience_id: UUID,
    tx: Writing,
    visitor: NationalTeam,
    decision: Text = "",
    reason: Text = "",
    seen: Annotated[int, Form()] = 0,
) -> Response:
    known, outcome = await share.moderate(tx, experience_id, decision, reason, seen, visitor.person_id)
    if known and outcome not in MODERATIONS:
        return see_other(f"/questions/experiences/{experience_id}?done=moderated")
    return await _experience_page(request, tx, experience_id, outcome, decision=decision, typed=reason)


async def _experience_page(
    request: Request,
    tx: Transaction,
    experience_id: UUID,
    outcome: ModerationOutcome = ModerationOutcome.REPEATED,
    **view: Any,
) -> HTMLResponse:
    experience = await experiences.experience(tx, experience_id)
    if experience is None:
        raise Refused(
            HTTPStatus.NOT_FOUND,
            "There is no such experience",
            "The address names something that this service does not have.",
            what_to_do="Go to the list of all experiences.",
        )
    advice = MODERATIONS.get(outcome)
    field = "decision" if outcome in OF_THE_CHOICE else "reason"
    return page(
        request,
        "responses/experience.html",
        status_code=advice.status if advice else HTTPStatus.OK,
        errors={field: advice.text} if advice else {},
        experience=experience,
        question=await questions.question(tx, experience.question_id),
        longest=LONGEST_NOTE,
        now=tx.now,
        back=("All experiences", "/questions/experiences"),
        **view,
    )
