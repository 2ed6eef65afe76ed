from typing import Any
from uuid import uuid4

import pytest

from services.responses.domain.experience import Experience, ExperienceState, ModerationOutcome, moderated
from tests.builders import NOW, REFERENCE, person_id


def an_experience(**changes: Any) -> Experience:
    whole: dict[str, Any] = {
        "experience_id": uuid4(),
        "question_id": uuid4(),
        "reference": REFERENCE,
        "ods_code": "RH5",
        "person_id": person_id("Asha Verma"),
        "text": "We asked the pharmacists.",
        "named": False,
        "shared_at": NOW,
        "organisation_name": "Somerset NHS Foundation Trust",
    }
    return Experience(**(whole | changes))


SHOWN = an_experience(state=ExperienceState.SHOWN, moderation=7)


@pytest.mark.parametrize(
    ("experience", "decision", "reason", "seen", "outcome"),
    [
        (an_experience(), "shown", "", 0, ModerationOutcome.MODERATED),
        (an_experience(), "hidden", "It names a ward.", 0, ModerationOutcome.MODERATED),
        (an_experience(), "hidden", "", 0, ModerationOutcome.NO_REASON),
        (an_experience(), "", "", 0, ModerationOutcome.NOTHING_CHOSEN),
        (an_experience(), "waiting", "", 0, ModerationOutcome.NOTHING_CHOSEN),
        (an_experience(), "shown", "x" * 1_001, 0, ModerationOutcome.TOO_LONG),
        (an_experience(), "shown", "943 476 5919", 0, ModerationOutcome.HOLDS_NHS_NUMBER),
        (SHOWN, "hidden", "It names a ward.", 7, ModerationOutcome.MODERATED),
        (SHOWN, "hidden", "It names a ward.", 0, ModerationOutcome.DECIDED_MEANWHILE),
        (SHOWN, "shown", "", 0, ModerationOutcome.REPEATED),
    ],
)
def test_the_national_team_decides_knowing_what_was_decided(
    experience: Experience, decision: str, reason: str, seen: int, outcome: ModerationOutcome
) -> None:
    assert moderated(experience, decision, reason, seen) is outcome


def test_an_organisation_is_named_only_if_it_wants_to() -> None:
    assert an_experience().told_by == "Another organisation"
    assert an_experience(named=True).told_by == "Somerset NHS Foundation Trust"
