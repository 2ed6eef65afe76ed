"""What comes back with a form that was not saved."""

from http import HTTPStatus

import pytest

from services.actions.domain.choosing import Unchosen
from services.actions.domain.deciding import Attempt, Outcome
from services.actions.domain.recording import Doubt
from services.actions.pages.response import errors_in, status_of

WRONG = Attempt(Outcome.INVALID, {"name": "Enter your full name"})
RESTING = Attempt(Outcome.NOT_CHOSEN, {"choice": Unchosen.RESTING.value})


@pytest.mark.parametrize(
    ("attempt", "doubt", "status", "errors"),
    [
        (None, None, HTTPStatus.OK, {}),
        (None, Doubt.TOO_OLD, HTTPStatus.FORBIDDEN, {"choice": Doubt.TOO_OLD.value}),
        (WRONG, None, HTTPStatus.UNPROCESSABLE_ENTITY, WRONG.troubles),
        (RESTING, None, HTTPStatus.TOO_MANY_REQUESTS, RESTING.troubles),
        (Attempt(Outcome.STALE), None, HTTPStatus.CONFLICT, {"choice": Outcome.STALE.value}),
        (Attempt(Outcome.REFUSED), None, HTTPStatus.CONFLICT, {"choice": Outcome.REFUSED.value}),
    ],
)
def test_what_is_wrong_has_a_status_and_a_place(
    attempt: Attempt | None, doubt: Doubt | None, status: HTTPStatus, errors: dict[str, str]
) -> None:
    assert status_of(attempt, doubt) is status
    assert errors_in(attempt, doubt) == errors
