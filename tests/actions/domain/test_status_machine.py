"""Everything that can happen to a response, in any order, decided as the handlers decide it.

The machine keeps a Standing and does with each move what handlers/moving.py does with it; beside it, it folds
the table alone. What is acknowledged, answered, asked and issued is drawn freely.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.events.actions import ActionState, Progress, ResponseStatus
from services.actions.domain.deciding import Attempt, Order, given, may_act, moved, weighed
from services.actions.domain.deciding import Outcome as Sent
from services.actions.domain.moves import Move
from services.actions.domain.progress import OrganisationProgress, advanced
from services.actions.domain.sign_off import Executive, Outcome, Settlement, SignOffRequest
from services.actions.domain.standing import BlockingQuestion, Standing
from services.actions.domain.status import HEARD, Command, Refusal, step
from tests.actions.domain.test_standing import ACKNOWLEDGED, ASHA, FRESH, a_record
from tests.builders import NOW, an_alert

S = ResponseStatus
FIRST, SECOND = an_alert().actions
#: What the versions of the alert ask for.
ACTIONS = [(FIRST, SECOND), (FIRST,), (FIRST, SECOND, FIRST.model_copy(update={"number": 3}))]
TEXTS = st.sampled_from(["Because."] * 4 + [None])
ENDS = {Command.SIGN: Outcome.SIGNED, Command.SEND_BACK: Outcome.SENT_BACK}


class Response(RuleBasedStateMachine):
    """One organisation and one alert."""

    @initialize()
    def begin(self) -> None:
        self.standing: Standing = FRESH
        self.now = NOW
        self.by_table = S.WAITING
        self.counted: OrganisationProgress | None = None
        #: What the executive was asked to sign.
        self.signed: dict[int, ActionState] = {}

    # What people do.

    @rule(steps=st.integers(1, 4), end=st.sampled_from(sorted(ENDS)))
    def goes_on(self, steps: int, end: Command) -> None:
        """Towards the end, so that it is reached often."""
        for _ in range(steps):
            if self.standing.status is S.AWAITING_SIGN_OFF:
                self.settles(end, "Jo Park", -1)
            elif self.standing.next_number() or self.standing.status is not S.ONGOING:
                self.records(self.standing.next_number() or 1, ActionState.DONE)
            else:
                self.asks_for_a_signature("Jo Park", "Folder 7")

    @rule(
        command=st.sampled_from(
            [Command.ASSESS, Command.DECIDE_REQUIRED, Command.DECIDE_NOT_REQUIRED, Command.REOPEN]
        ),
        reason=TEXTS,
        approver=TEXTS,
    )
    def decides(self, command: Command, reason: str | None, approver: str | None) -> None:
        after = self.does(command, reason=reason, approver=approver)
        if command in (Command.DECIDE_NOT_REQUIRED, Command.REOPEN) and not reason:
            assert isinstance(after, Refusal)

    @rule(number=st.sampled_from([1, 2, 3]), state=st.sampled_from(ActionState))
    def records(self, number: int, state: ActionState) -> None:
        before = self.standing
        if number in {action.number for action in before.alert.actions}:
            after = self.does(Command.RECORD_ACTION)
            assert isinstance(after, Refusal) is not may_act(before)
            if may_act(before):
                record = a_record(number, state, len(before.records) + 1)
                record = replace(record, version=before.alert.version)
                self.standing = replace(self.standing, records=(*before.records, record))

    @rule(executive=TEXTS, evidence=TEXTS)
    def asks_for_a_signature(self, executive: str | None, evidence: str | None) -> None:
        request = self.a_request()
        after = self.does(
            Command.REQUEST_SIGN_OFF, executive=executive, evidence=evidence, request_id=request.request_id
        )
        if isinstance(after, Move):
            assert executive
            assert evidence
            assert not self.standing.blocking
            self.standing = replace(self.standing, requests=(*self.standing.requests, request))
            self.signed = self.answers()

    @rule(reason=TEXTS)
    def takes_the_request_back(self, reason: str | None) -> None:
        self.does(Command.WITHDRAW_REQUEST, reason=reason)

    @precondition(lambda self: self.standing.requests)
    @rule(command=st.sampled_from(sorted(ENDS)), text=TEXTS, which=st.sampled_from([-1, 0]))
    def settles(self, command: Command, text: str | None, which: int) -> None:
        """By the link of the newest request or of the first, whatever has become of it."""
        requests, blocked = self.standing.requests, bool(self.standing.blocking)
        meant = requests[which]
        after = self.does(command, request_id=meant.request_id, reason=text, signed_name=text)
        if isinstance(after, Move):
            assert text
            assert meant is requests[-1]
            assert meant.settlement is None
            assert not (blocked and command is Command.SIGN)

    @precondition(lambda self: self.standing.moves)
    @rule()
    def sends_a_form_again_or_too_late(self) -> None:
        newest = self.standing.moves[-1]
        again = Order(
            command=newest.command, reason=newest.reason, approver=newest.approver, nonce=newest.nonce
        )
        late = replace(again, nonce="another page")
        assert weighed(self.standing, again, 0, self.now) == Attempt(Sent.REPEATED)
        assert weighed(self.standing, late, newest.revision - 1, self.now) == Attempt(Sent.STALE)

    # What is heard.

    @rule(given_now=st.booleans())
    def hears_of_acknowledgements(self, given_now: bool) -> None:
        version = self.standing.alert.version
        first = replace(ACKNOWLEDGED, version=version) if given_now else None
        self.standing = replace(self.standing, acknowledgement=first)
        self.does(Command.ACKNOWLEDGE if given_now else Command.WITHDRAW_ACKNOWLEDGEMENT)

    @precondition(lambda self: len(self.standing.versions) < 4)
    @rule(actions=st.sampled_from(ACTIONS))
    def hears_of_a_version(self, actions: Any) -> None:
        version = an_alert(version=self.standing.alert.version + 1, actions=actions)
        self.standing = replace(self.standing, versions=(*self.standing.versions, version))
        self.does(Command.NEW_VERSION, reason="Another version.")

    @rule(open_ones=st.sampled_from([0, 0, 0, 1]))
    def hears_of_questions(self, open_ones: int) -> None:
        asked = (
            BlockingQuestion(question_id=UUID(int=n), question="May we?", asked_at=NOW)
            for n in range(open_ones)
        )
        self.standing = replace(self.standing, blocking=tuple(asked))

    # How it is done.

    def does(self, command: Command, **with_it: Any) -> Move | Refusal | None:
        """Decide, keep, end what waited, count; a refusal changes nothing and says why."""
        self.now += timedelta(minutes=5)
        before = self.standing
        order = Order(command=command, by=ASHA.person_id, by_name=ASHA.name, nonce=str(self.now), **with_it)
        by_table = step(self.by_table, command, given(before, order))
        after = moved(before, order, self.now)
        if isinstance(by_table, Refusal):
            assert command not in HEARD
            assert after == by_table
            assert by_table.sentence.endswith(".")
            assert moved(before, order, self.now) == after
        else:
            self.by_table = by_table
        if isinstance(after, Move):
            self.standing = kept(before, after)
        return after

    def a_request(self) -> SignOffRequest:
        return SignOffRequest(
            request_id=uuid5(ASHA.person_id, str(len(self.standing.requests))),
            version=self.standing.alert.version,
            executive=Executive(name="Jo Park", email="jo.park@somerset.example"),
            evidence="Folder 7",
            requested_by=ASHA.person_id,
            requested_by_name=ASHA.name,
            requested_at=self.now,
        )

    def answers(self) -> dict[int, ActionState]:
        numbers = (action.number for action in self.standing.alert.actions)
        return {number: self.standing.state_of(number) for number in numbers}

    # What always holds.

    @invariant()
    def the_moves_say_what_the_table_says(self) -> None:
        assert self.standing.status is self.by_table
        assert [move.revision for move in self.standing.moves] == list(range(1, self.standing.revision + 1))

    @invariant()
    def completed_is_every_action_answered_and_an_executive_who_signed_for_it(self) -> None:
        if self.standing.status is S.COMPLETED:
            signing = self.standing.moves[-1]
            request = self.standing.requests[-1]
            assert signing.command is Command.SIGN
            assert signing.request_id == request.request_id
            assert request.settlement is not None
            assert request.settlement.outcome is Outcome.SIGNED
            assert request.evidence
            assert ActionState.OUTSTANDING not in self.answers().values()
            assert self.answers() == self.signed

    @invariant()
    def nothing_required_is_reasoned_and_approved(self) -> None:
        if self.standing.status is S.NOT_REQUIRED:
            assert self.standing.moves[-1].reason
            assert self.standing.moves[-1].approver

    @invariant()
    def one_request_waits_while_a_signature_is_awaited_and_none_otherwise(self) -> None:
        waiting = [request for request in self.standing.requests if request.settlement is None]
        assert len(waiting) == (self.standing.status is S.AWAITING_SIGN_OFF)
        if waiting:
            assert self.answers() == self.signed

    @invariant()
    def an_ended_request_settles_nothing(self) -> None:
        for request in self.standing.requests:
            for command in ENDS:
                order = Order(
                    command=command, request_id=request.request_id, reason="No.", signed_name="Jo Park"
                )
                assert request.settlement is None or isinstance(
                    moved(self.standing, order, self.now), Refusal
                )

    @invariant()
    def nobody_has_to_acknowledge_first(self) -> None:
        without = replace(self.standing, acknowledgement=None)
        for command in set(Command) - HEARD:
            order = Order(command=command, reason="Because.", approver="Dr Lee")
            assert moved(without, order, self.now) == moved(self.standing, order, self.now)

    @invariant()
    def the_first_action_stays_when_it_was(self) -> None:
        if self.standing.moves:
            newest = self.standing
            now_at = advanced(self.counted, newest.alert.version, newest.tally, newest.moves)
            if self.counted and self.counted.first_action_at:
                assert now_at.first_action_at == self.counted.first_action_at
            assert (now_at.completed_at is not None) == (now_at.progress is Progress.COMPLETE)
            assert now_at.first_action_at or now_at.progress is not Progress.IN_PROGRESS
            self.counted = now_at


def kept(before: Standing, move: Move) -> Standing:
    """The standing after a move; leaving a request behind ends it."""
    standing, waiting = replace(before, moves=(*before.moves, move)), before.waiting_request
    if waiting is None:
        return standing
    end = Settlement(outcome=ENDS.get(move.command, Outcome.WITHDRAWN), by_name="Somebody", at=move.at)
    return replace(standing, requests=(*before.requests[:-1], replace(waiting, settlement=end)))


TestResponse = Response.TestCase
TestResponse.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, report_multiple_bugs=False
)
