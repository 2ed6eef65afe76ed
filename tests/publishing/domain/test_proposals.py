from datetime import timedelta

import pytest

from contracts.events.alerts import AlertEnded, AlertIssued, AudienceCorrected
from services.publishing.domain.proposals import LEADS_TO, Happening, Kind, State, Step, last_shown
from tests.builders import NOW, REFERENCE
from tests.publishing.domain.test_steps import NADIA, begun


def test_nothing_leads_out_of_what_is_issued_or_discarded() -> None:
    assert {state for state, _ in LEADS_TO}.isdisjoint({State.ISSUED, State.DISCARDED})


def test_only_what_is_approved_leads_to_issue_and_only_what_is_submitted_to_approval() -> None:
    assert {state for (state, _), after in LEADS_TO.items() if after is State.ISSUED} == {State.APPROVED}
    approving = {state for state, step in LEADS_TO if step is Step.APPROVED}
    assert approving == {State.SUBMITTED}


@pytest.mark.parametrize("kind", Kind)
def test_a_digest_tells_what_would_be_said(kind: Kind) -> None:
    fields = {
        "reason": ["Wrong."],
        "must_respond": ["RBL"],
        "superseded_by": ["NatPSA/2025/007/MHRA"],
        "change_reason": ["Why"],
    }
    one = begun(kind=kind, about=REFERENCE, version=2)
    other = begun(kind=kind, about=REFERENCE, version=3)
    changed = type(one)(**{**vars(one), "fields": {**one.fields, **fields, "summary": ["Other."]}})
    assert one.digest != changed.digest
    assert (one.digest == other.digest) == (kind is Kind.ALERT)
    says = AlertEnded if kind.is_ending else AudienceCorrected if kind is Kind.CORRECT else AlertIssued
    assert isinstance(changed.read(NOW), says)


def test_a_later_version_keeps_its_reference_and_number_whatever_is_typed() -> None:
    typed = begun(kind=Kind.VERSION, about="NatPSA/2025/007/MHRA", version=4)
    document = typed.draft.document
    assert (document["reference"], document["version"]) == ("NatPSA/2025/007/MHRA", 4)
    assert typed.read(NOW), "the reason of the change is missing"


def test_what_was_last_shown_is_the_newest_of_other_words() -> None:
    proposal = begun()
    lines = [
        Happening(
            step=step, by=NADIA, at=NOW + timedelta(minutes=n), digest=digest, document={"title": digest}
        )
        for n, (step, digest) in enumerate(
            [
                (Step.SUBMITTED, "old"),
                (Step.SUBMITTED, "older text"),
                (Step.APPROVED, "approved"),
                (Step.SUBMITTED, proposal.digest),
            ]
        )
    ]
    shown = last_shown(lines, proposal)
    assert shown is not None
    assert shown.digest == "older text"
    assert last_shown(lines[3:], proposal) is None
