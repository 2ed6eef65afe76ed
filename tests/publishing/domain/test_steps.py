"""Over any run of orders: what is issued was approved, unchanged, by somebody who edited none of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.publishing.domain.checklist import KEYS
from services.publishing.domain.draft import typed_of
from services.publishing.domain.orders import Order, Refusal
from services.publishing.domain.people import CLOCK, PROGRAM, Person
from services.publishing.domain.proposals import Kind, Proposal, State, Step
from services.publishing.domain.steps import begin, take, worth_a_line
from tests.builders import NOW, REFERENCE, an_alert

FIELDS = typed_of(an_alert(deadlines={}), states_time_of_issue=False).fields


def person(name: str, *ids: str, may_approve: bool = True) -> Person:
    return Person(id=ids[0], ids=frozenset(ids), name=name, may_approve=may_approve)


NADIA = person("Nadia", "1", may_approve=False)
#: Nadia's address is registered for a second role, and she spells her name anew.
NADIA_APPROVES = person("N. Author", "1", "2")
NAMESAKE = person("  nadia ", "3")
PAUL = person("Paul", "4")
RUTH = person("Ruth", "5")
EVERYBODY = (NADIA, NADIA_APPROVES, NAMESAKE, PAUL, RUTH, PROGRAM, CLOCK)
#: Written out by hand, so that it does not stand on the code it judges.
ONE_AND_THE_SAME = [{NADIA, NADIA_APPROVES}, {NADIA, NAMESAKE}]


def are_one(a: Person, b: Person) -> bool:
    return a == b or any({a, b} <= same for same in ONE_AND_THE_SAME)


def begun(by: Person = NADIA, kind: Kind = Kind.ALERT, **about: Any) -> Proposal:
    taken = begin(UUID(int=1), kind, FIELDS, by, NOW, **about)
    assert not isinstance(taken, Refusal)
    return taken.proposal


def after(proposal: Proposal, *orders: Order, now: datetime = NOW) -> Proposal:
    for order in orders:
        taken = take(proposal, order, now)
        assert not isinstance(taken, Refusal), taken
        proposal = taken.proposal
    return proposal


def refused(proposal: Proposal, order: Order, now: datetime = NOW) -> str:
    taken = take(proposal, order, now)
    assert isinstance(taken, Refusal), "it was taken"
    return taken.why


CHECK = Order(step=Step.CHECKED, by=NADIA, checklist=dict.fromkeys(KEYS, ""))
SUBMIT = Order(step=Step.SUBMITTED, by=NADIA)
APPROVE = Order(step=Step.APPROVED, by=PAUL)
ISSUE = Order(step=Step.ISSUED, by=NADIA, confirmation=REFERENCE)
SCHEDULE = Order(step=Step.SCHEDULED, by=NADIA, confirmation=REFERENCE, publish_at=NOW + timedelta(hours=1))
TEXTS = ("Staff have.", "Nurses have.")
TYPED = (Step.EDITED, Step.CHECKED, Step.SCHEDULED)


#: What leads on from where it is, so that many runs come to an end.
NEXT = {
    State.DRAFT: Step.SUBMITTED,
    State.RETURNED: Step.SUBMITTED,
    State.SUBMITTED: Step.APPROVED,
    State.APPROVED: Step.ISSUED,
}


class TheDesk(RuleBasedStateMachine):
    """Keeps its own notes of who wrote and who approved which text, and judges by them."""

    @initialize(by=st.sampled_from(EVERYBODY))
    def begin(self, by: Person) -> None:
        self.now = NOW
        self.proposal = begun(by)
        self.writers = [by]
        self.approvals: list[tuple[Person, str]] = []
        self.check(by, KEYS)

    @precondition(lambda self: self.proposal.state in (State.ISSUED, State.DISCARDED))
    @rule(by=st.sampled_from(EVERYBODY))
    def begin_again(self, by: Person) -> None:
        self.begin(by)

    @rule(turns=st.lists(st.sampled_from((*EVERYBODY, PAUL, RUTH)), min_size=1, max_size=4))
    def go_on(self, turns: list[Person]) -> None:
        for by in turns:
            if step := NEXT.get(self.proposal.state):
                self.take(step, by, confirmation=REFERENCE)

    @precondition(lambda self: self.proposal.state is State.APPROVED)
    @rule(by=st.sampled_from(EVERYBODY))
    def edit_what_was_approved(self, by: Person) -> None:
        self.edit(by, f"{self.proposal.fields['summary'][0]} Also.")

    @rule(by=st.sampled_from(EVERYBODY), text=st.sampled_from(TEXTS))
    def edit(self, by: Person, text: str) -> None:
        changes = [text] != list(self.proposal.fields["summary"])
        if self.take(Step.EDITED, by, fields={**FIELDS, "summary": [text]}) and changes:
            self.writers.append(by)
            self.approvals.clear()

    @rule(by=st.sampled_from(EVERYBODY), keys=st.sampled_from((KEYS, KEYS, KEYS[1:])))
    def check(self, by: Person, keys: tuple[str, ...]) -> None:
        checklist = dict.fromkeys(keys, "")
        changes = checklist != self.proposal.checklist
        if self.take(Step.CHECKED, by, checklist=checklist) and changes:
            self.writers.append(by)

    @rule(by=st.sampled_from(EVERYBODY), step=st.sampled_from([s for s in Step if s not in TYPED]))
    def try_anything(self, by: Person, step: Step) -> None:
        self.take(step, by, note="Looked at it.")

    @precondition(lambda self: self.proposal.state is State.APPROVED)
    @rule(by=st.sampled_from(EVERYBODY), hours=st.integers(-1, 3), wait=st.integers(0, 3))
    def schedule(self, by: Person, hours: int, wait: int) -> None:
        at = self.now + timedelta(hours=hours)
        self.take(Step.SCHEDULED, by, confirmation=REFERENCE, publish_at=at)
        self.now += timedelta(hours=wait)
        self.take(Step.ISSUED, CLOCK)

    @invariant()
    def everybody_who_wrote_is_an_editor(self) -> None:
        assert all(self.proposal.was_edited_by(writer) for writer in self.writers)

    def take(self, step: Step, by: Person, **order: Any) -> bool:
        before = self.proposal
        taken = take(before, Order(step=step, by=by, revision=before.revision, **order), self.now)
        if isinstance(taken, Refusal):
            assert taken.why
            assert taken.mend
            return False
        assert before.state not in (State.ISSUED, State.DISCARDED), "nothing follows these"
        self.proposal = taken.proposal
        self.note(step, by)
        return True

    def note(self, step: Step, by: Person) -> None:
        text = str(self.proposal.fields["summary"][0])
        if step is Step.APPROVED:
            assert by.may_approve
            assert not by.is_program
            self.approvals.append((by, text))
        elif step is Step.RETURNED:
            self.approvals.clear()
        elif step is Step.ISSUED:
            assert by == CLOCK or not by.is_program
            assert any(
                approved == text and not any(are_one(approver, writer) for writer in self.writers)
                for approver, approved in self.approvals
            )


TestTheDesk = TheDesk.TestCase
TestTheDesk.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)


def test_the_way_to_issue_is_open() -> None:
    issued = after(begun(), CHECK, SUBMIT, APPROVE, ISSUE)
    assert issued.state is State.ISSUED


def test_the_clock_issues_what_was_approved_and_not_before() -> None:
    set_to = after(begun(), CHECK, SUBMIT, APPROVE, SCHEDULE)
    by_clock = Order(step=Step.ISSUED, by=CLOCK)
    assert refused(set_to, by_clock) == "Its time has not come"
    assert after(set_to, by_clock, now=NOW + timedelta(hours=1)).state is State.ISSUED


@pytest.mark.parametrize("by", [NADIA, NADIA_APPROVES, NAMESAKE, PROGRAM, CLOCK])
def test_whoever_may_be_the_author_or_is_no_person_cannot_approve(by: Person) -> None:
    assert refused(after(begun(), CHECK, SUBMIT), Order(step=Step.APPROVED, by=by))


def test_whoever_changed_a_word_is_an_author_too() -> None:
    changed = Order(step=Step.EDITED, by=PAUL, fields={**FIELDS, "summary": ["Other."]})
    submitted = after(begun(), changed, CHECK, SUBMIT)
    assert refused(submitted, APPROVE) == "You wrote part of this, so you cannot approve it"
    assert after(submitted, replace(APPROVE, by=RUTH)).state is State.APPROVED


def test_an_edit_leads_back_and_voids_the_approval() -> None:
    edit = Order(step=Step.EDITED, by=NADIA, fields={**FIELDS, "summary": ["Other."]})
    approved = after(begun(), CHECK, SUBMIT, APPROVE, SCHEDULE)
    taken = take(approved, edit, NOW)
    assert not isinstance(taken, Refusal)
    assert (taken.proposal.state, taken.proposal.approval, taken.proposal.publish_at) == (
        State.DRAFT,
        None,
        None,
    )
    assert [line.step for line in taken.history] == [Step.EDITED, Step.VOID]


def test_an_empty_box_more_is_no_change_to_what_waits() -> None:
    submitted = after(begun(), CHECK, SUBMIT)
    again = Order(step=Step.EDITED, by=PAUL, fields={**FIELDS, "action-4-text": [""]})
    assert after(submitted, again) == submitted


def test_a_page_that_is_older_changes_nothing_but_may_comment() -> None:
    submitted = after(begun(), CHECK, SUBMIT)
    assert refused(submitted, replace(APPROVE, revision=1)).startswith("Somebody changed this")
    comment = Order(step=Step.COMMENTED, by=PAUL, note="Why?", revision=1)
    assert after(submitted, comment) == submitted


def test_where_deadlines_change_no_other_box_is_taken() -> None:
    draft = begun(kind=Kind.DEADLINES, about=REFERENCE, version=2)
    order = Order(step=Step.EDITED, by=NADIA, fields={"title": ["Other"], "change_reason": ["More time"]})
    edited = after(draft, order)
    assert edited.typed.one("title") == an_alert().title
    assert edited.draft.document["change"]["reason"] == "More time"


def test_what_was_submitted_is_kept_with_its_text() -> None:
    taken = take(after(begun(), CHECK), SUBMIT, NOW)
    assert not isinstance(taken, Refusal)
    assert [line.document for line in taken.history] == [taken.proposal.draft.document]


def test_typing_on_needs_no_line_of_its_own() -> None:
    order = Order(step=Step.EDITED, by=NADIA, fields={**FIELDS, "summary": ["Other."]})
    taken = take(begun(), order, NOW)
    assert not isinstance(taken, Refusal)
    (line,) = taken.history
    later = replace(line, at=NOW + timedelta(minutes=11))
    assert not worth_a_line(line, replace(line, at=NOW - timedelta(minutes=1)))
    assert worth_a_line(later, line)
    assert worth_a_line(replace(line, by=PAUL), line)
    assert worth_a_line(line, None)
