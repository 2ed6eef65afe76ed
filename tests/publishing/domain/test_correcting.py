import pytest

from contracts.audience import Addressed, Organisation
from contracts.events.alerts import AudienceCorrected
from services.publishing.domain.correcting import (
    correction_document,
    read_correction,
    reason_not_taken,
    why_it_cannot_be_corrected,
)
from services.publishing.domain.draft import Typed
from services.publishing.domain.ending import KnownEnding
from services.publishing.domain.issue import KnownAlert
from tests.builders import NOW, REFERENCE, a_correction, an_alert, an_end


def known(version: int = 1) -> KnownAlert:
    return KnownAlert(document=an_alert(version=version), source="/x", event_id="1", heard_at=NOW)


ENDED = KnownEnding(document=an_end(), source="/x", event_id="2", heard_at=NOW)


def trust(code: str, *, active: bool = True) -> Organisation:
    return Organisation(code, f"Trust {code}", "nhs_trust", None, None, None, active=active)


REGISTER = {"RA4": trust("RA4"), "RH5": trust("RH5"), "SHUT": trust("SHUT", active=False)}
NOW_FOR = (Addressed(trust("RH5"), True, (), ()),)


def why(correction: AudienceCorrected, newest: KnownAlert | None, ended: KnownEnding | None = None) -> str:
    return why_it_cannot_be_corrected(
        correction, newest, ended, REGISTER, now_for=NOW_FOR, in_error={"RZ9", "SHUT"}
    )


def test_what_was_typed_is_the_correction() -> None:
    typed = Typed({"reason": ["Left out."], "must_respond": ["ra4, rb2"], "sent_in_error": ["RH5"]})

    said = read_correction(correction_document(typed, REFERENCE, 1), NOW)

    assert isinstance(said, AudienceCorrected)
    assert (said.must_respond, said.for_information, said.sent_in_error) == (("RA4", "RB2"), (), ("RH5",))


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, [("reason", "is missing"), ("must_respond", "is missing")]),
        (
            {"reason": ["So."], "must_respond": ["RA4"], "sent_in_error": ["RA4"]},
            [("must_respond", "name twice: RA4")],
        ),
        ({"reason": ["So."], "must_respond": ["X" * 41]}, [("must_respond.0", "must be 40 characters")]),
    ],
)
def test_what_is_missing_is_told(fields: dict[str, list[str]], faults: list[tuple[str, str]]) -> None:
    found = read_correction(correction_document(Typed(fields), REFERENCE, 1), NOW)

    assert isinstance(found, tuple)
    assert [
        (one.field, one.words[: len(words)]) for one, (_, words) in zip(found, faults, strict=True)
    ] == faults


@pytest.mark.parametrize(
    ("correction", "reason"),
    [
        (a_correction(), ""),
        (a_correction(sent_in_error=("RH5",)), ""),
        (a_correction(must_respond=("TYPO", "SHUT")), "No open organisation has the code TYPO, SHUT."),
        (a_correction(sent_in_error=("TYPO",)), "No organisation has the code TYPO."),
        (a_correction(must_respond=("RH5",)), "The alert is for RH5 already."),
        (a_correction(for_information=("RH5",)), "The alert is for RH5 already."),
        (a_correction(sent_in_error=("SHUT",)), "SHUT was told before that it was sent in error."),
    ],
)
def test_codes_that_make_no_sense_are_refused(correction: AudienceCorrected, reason: str) -> None:
    assert why(correction, known()).startswith(reason)
    assert bool(why(correction, known())) is bool(reason)


def test_a_correction_is_of_the_newest_version_of_a_living_alert() -> None:
    assert why(a_correction(), None).startswith("No alert with the reference")
    assert why(a_correction(), known(), ENDED).endswith("it was withdrawn.")
    assert why(a_correction(), known(2)).startswith(f"Version 2 of {REFERENCE} was issued meanwhile.")


def test_what_is_heard_is_taken_in_its_order() -> None:
    assert reason_not_taken(a_correction(number=2), known(), None, 1) == ""
    assert "the next one of this alert is correction 2" in reason_not_taken(a_correction(), known(), None, 1)
    assert reason_not_taken(a_correction(), None, None, 0)
    assert reason_not_taken(a_correction(), known(), ENDED, 0)
