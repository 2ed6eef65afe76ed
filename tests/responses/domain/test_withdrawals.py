from datetime import datetime, timedelta

import pytest

from contracts.events.register import Role
from services.responses.domain.forms import Outcome
from services.responses.domain.progress import Acknowledged
from services.responses.domain.withdrawals import (
    TakenBack,
    acknowledging_trouble,
    entries,
    withdrawing_trouble,
)
from tests.builders import NOW, person_id
from tests.responses.domain.test_forms import a_form

EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


def given(at: datetime, who: str = "Asha Verma") -> Acknowledged:
    return Acknowledged(person_id(who), who, Role.SPECIALIST, at, first_of_organisation=True)


def taken_back(at: datetime, who: str = "Asha Verma") -> TakenBack:
    return TakenBack(given(EARLIER, who), at, "Wrong alert.")


@pytest.mark.parametrize(
    ("stands", "gone", "acknowledging", "withdrawing"),
    [
        ([], [], None, Outcome.NOTHING_GIVEN),
        ([given(EARLIER)], [], Outcome.REPEATED, None),
        ([given(NOW)], [], Outcome.REPEATED, None),
        # Given in another tab after the form was shown.
        ([given(LATER)], [], Outcome.REPEATED, Outcome.GIVEN_SINCE),
        ([given(EARLIER)], [taken_back(EARLIER)], Outcome.REPEATED, None),
        ([], [taken_back(EARLIER)], None, Outcome.REPEATED),
        ([], [taken_back(NOW)], None, Outcome.REPEATED),
        # Taken back in another tab after the form was shown.
        ([], [taken_back(LATER)], Outcome.TAKEN_BACK_SINCE, Outcome.REPEATED),
        # What a colleague gives and takes back is theirs.
        ([given(EARLIER, "Ben Okafor")], [], None, Outcome.NOTHING_GIVEN),
        ([], [taken_back(LATER, "Ben Okafor")], None, Outcome.NOTHING_GIVEN),
    ],
)
def test_a_form_shown_now_does_what_its_reader_saw_and_no_more(
    stands: list[Acknowledged],
    gone: list[TakenBack],
    acknowledging: Outcome | None,
    withdrawing: Outcome | None,
) -> None:
    form, me = a_form(shown_at=NOW), person_id("Asha Verma")
    assert acknowledging_trouble(form, stands, gone, me) == acknowledging
    assert withdrawing_trouble(form, stands, gone, me) == withdrawing


def test_the_history_tells_what_was_taken_back_and_why() -> None:
    assert [tuple(entry) for entry in entries([taken_back(LATER)])] == [
        (EARLIER, "Acknowledged by Asha Verma, patient safety specialist"),
        (LATER, "Acknowledgement taken back by Asha Verma, patient safety specialist: Wrong alert."),
    ]
