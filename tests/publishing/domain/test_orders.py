from dataclasses import replace
from datetime import timedelta

import pytest

from services.publishing.domain.checklist import KEYS
from services.publishing.domain.orders import Order, offered, texts_of, waits_for
from services.publishing.domain.people import PROGRAM
from services.publishing.domain.proposals import Proposal, State, Step
from tests.builders import NOW
from tests.publishing.domain.test_steps import (
    APPROVE,
    CHECK,
    ISSUE,
    NADIA,
    NADIA_APPROVES,
    PAUL,
    SCHEDULE,
    SUBMIT,
    after,
    begun,
    refused,
)

SUBMITTED = after(begun(), CHECK, SUBMIT)
APPROVED = after(SUBMITTED, APPROVE)


@pytest.mark.parametrize(
    ("proposal", "order", "why"),
    [
        (begun(), SUBMIT, f"The checklist has {len(KEYS)} open points: "),
        (replace(begun(), fields={}), SUBMIT, "It cannot be issued as it stands: "),
        (begun(), APPROVE, "This is a draft, so it cannot be approved"),
        (SUBMITTED, replace(APPROVE, by=NADIA), "Only a registered approver can do this"),
        (SUBMITTED, replace(APPROVE, by=PROGRAM), "A program cannot do this"),
        (SUBMITTED, Order(step=Step.RETURNED, by=PAUL), "There is no comment"),
        (SUBMITTED, Order(step=Step.RETURNED, by=PAUL, note="x" * 5_001), "The comment is longer than"),
        (SUBMITTED, ISSUE, "This is waiting for approval, so it cannot be issued"),
        (APPROVED, replace(ISSUE, confirmation="yes"), "The reference was not typed again"),
        (APPROVED, replace(ISSUE, by=PROGRAM), "A program cannot do this"),
        (APPROVED, replace(SCHEDULE, publish_at=None), "There is no day and time"),
        (APPROVED, replace(SCHEDULE, publish_at=NOW), "The time to issue it at must lie ahead"),
        (APPROVED, replace(SCHEDULE, publish_at=NOW + timedelta(days=400)), "The time to issue it at"),
        (APPROVED, Order(step=Step.UNSCHEDULED, by=NADIA), "No time is set"),
        (
            begun(),
            Order(step=Step.CHECKED, by=NADIA, checklist={"made up": ""}),
            "The checklist has no points",
        ),
        (begun(), Order(step=Step.COMMENTED, by=NADIA, note="943 476 5919"), "The text holds a number"),
    ],
)
def test_every_refusal_is_a_sentence(proposal: Proposal, order: Order, why: str) -> None:
    assert refused(proposal, order).startswith(why)


def test_an_approval_of_other_words_or_by_an_editor_does_not_count() -> None:
    """However it came about: what is stored is not trusted either."""
    other = replace(APPROVED, fields={**APPROVED.fields, "summary": ["Other."]})
    by_editor = replace(APPROVED, editors=(*APPROVED.editors, PAUL))
    for forged in (other, by_editor, replace(APPROVED, approval=None)):
        assert refused(forged, ISSUE) == "Nobody else has approved this text"


def test_nothing_can_be_set_to_a_time_at_which_a_deadline_has_passed() -> None:
    fields = {**APPROVED.fields, "acknowledge_by-day": ["21"]}
    fields |= {"acknowledge_by-month": ["11"], "acknowledge_by-year": ["2025"]}
    approved = after(replace(SUBMITTED, fields=fields), APPROVE)
    late = replace(SCHEDULE, publish_at=NOW + timedelta(days=1))
    assert refused(approved, late).startswith("It could not be issued at that time: Acknowledge by must be")


def test_people_are_offered_what_they_may_do() -> None:
    assert Step.APPROVED in offered(SUBMITTED, PAUL)
    assert Step.APPROVED not in offered(SUBMITTED, NADIA) | offered(SUBMITTED, NADIA_APPROVES)
    assert {Step.ISSUED, Step.SCHEDULED} <= offered(APPROVED, NADIA)
    assert Step.UNSCHEDULED not in offered(APPROVED, NADIA)
    assert Step.ISSUED not in offered(replace(APPROVED, fields={}), NADIA)


def test_a_draft_waits_for_whoever_has_the_next_step() -> None:
    returned = replace(SUBMITTED, state=State.RETURNED)
    turns = {
        "paul": [waits_for(one, PAUL) for one in (begun(), SUBMITTED, returned, APPROVED)],
        "nadia": [waits_for(one, NADIA) for one in (begun(), SUBMITTED, returned, APPROVED)],
    }
    assert turns == {"paul": [False, True, False, True], "nadia": [False, False, True, True]}
    assert not waits_for(after(APPROVED, SCHEDULE), PAUL)


def test_a_digest_is_no_patient_and_what_is_none_is_looked_at() -> None:
    """It holds 943 476 5919, and whoever attaches that file could not mend it."""
    digest = "9434765919" + "a" * 54
    texts = texts_of({"attachment-1-sha256": [digest, "9434765919"], "attachment-1-name": [digest]})
    assert list(texts) == ["9434765919", digest]
