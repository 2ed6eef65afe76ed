import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.distribution.domain.bounces import (
    Report,
    Verdict,
    as_for,
    bounce_id,
    code_in,
    enhanced_of,
    judge,
    marks_address,
    told,
)
from tests.builders import REFERENCE, person_id

BAD, REFUSED, DELAYED = Verdict.BAD_ADDRESS, Verdict.REFUSED, Verdict.DELAYED


@pytest.mark.parametrize(
    ("status", "words", "verdict"),
    [
        ("5.1.1", "", BAD),
        ("5.1.10", "", BAD),
        ("5.1.2", "", BAD),
        ("5.1.6", "moved", BAD),
        ("5.2.1", "mailbox disabled", BAD),
        # Full, too large, a loop, no route for long, forbidden: the address may be right.
        ("5.2.2", "user over quota", REFUSED),
        ("5.2.3", "", REFUSED),
        ("5.4.6", "loop", REFUSED),
        ("5.7.1", "user unknown", REFUSED),
        ("5.7.26", "", REFUSED),
        # It is our address that is no good.
        ("5.1.8", "access denied, bad outbound sender", REFUSED),
        ("5.1.7", "invalid address", REFUSED),
        ("4.4.7", "expired", REFUSED),
        # General codes: words decide, and what speaks of us speaks against it.
        ("5.0.0", "550 No such user here", BAD),
        ("5.0.0", "550 spam: user unknown to our reputation list", REFUSED),
        ("5.1.0", "550 5.1.0 sender rejected", REFUSED),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", BAD),
        ("5.4.1", "no answer from host", REFUSED),
        ("5.0.0", "550 5.1.1 gone", BAD),
        (None, "550 5.7.1 blocked", REFUSED),
        (None, "550 mailbox unavailable", BAD),
        (None, "554 transaction failed", REFUSED),
        (None, "", REFUSED),
    ],
)
def test_a_failure_is_the_addresss_fault_only_where_the_server_says_so(
    status: str | None, words: str, verdict: Verdict
) -> None:
    assert judge("failed", status, words)[0] is verdict


@pytest.mark.parametrize(
    ("action", "status", "verdict"),
    [
        ("delayed", "4.4.1", DELAYED),
        ("", "4.4.1", DELAYED),
        ("", "5.1.1", BAD),
        ("delivered", "2.0.0", Verdict.AUTOMATIC),
        ("relayed", "2.1.9", Verdict.AUTOMATIC),
        ("expanded", None, Verdict.AUTOMATIC),
    ],
)
def test_what_is_still_tried_or_has_arrived_is_no_failure(
    action: str, status: str | None, verdict: Verdict
) -> None:
    assert judge(action, status, "")[0] is verdict


def test_codes_are_not_read_out_of_other_numbers() -> None:
    assert enhanced_of(None, "connect to 5.1.1.7 from 192.5.1.1") is None
    assert code_in("IPv4 192.0.550.1 said nothing") is None
    assert code_in("550 5.1.1 no") == 550


@pytest.mark.parametrize(
    ("kind", "status", "words", "verdict"),
    [
        ("hard", None, "", BAD),
        ("hard", "5.1.1", "", BAD),
        ("hard", "5.7.1", "", REFUSED),
        ("hard", None, "blocked as spam", REFUSED),
        ("hard", "5.0.0", "who knows", REFUSED),
        ("soft", "5.1.1", "", DELAYED),
        ("complaint", None, "", Verdict.COMPLAINT),
    ],
)
def test_a_providers_word_is_believed_unless_its_code_says_more(
    kind: str, status: str | None, words: str, verdict: Verdict
) -> None:
    assert told(kind, status, words) is verdict


def test_a_reader_of_a_shared_mailbox_may_be_gone_while_the_mailbox_is_not() -> None:
    report = Report(BAD, recipient="Gone@somerset.example")

    assert as_for(report, "safety@somerset.example", "shared_mailbox").verdict is Verdict.PARTLY
    assert as_for(report, "gone@somerset.example", "shared_mailbox").verdict is BAD
    assert as_for(report, "asha@somerset.example", "specialist").verdict is BAD


def test_only_registered_addresses_are_marked() -> None:
    assert marks_address("alert-issued")
    assert marks_address("questions-published")
    assert not marks_address("action-assigned")
    assert not marks_address("sign-off-requested")


def test_a_bounce_is_one_for_each_person_and_alert() -> None:
    asha, ben = person_id("Asha"), person_id("Ben")

    assert bounce_id(asha, REFERENCE) == bounce_id(asha, REFERENCE)
    assert len({bounce_id(asha, REFERENCE), bounce_id(ben, REFERENCE), bounce_id(asha, "other")}) == 3


@given(st.text(max_size=2000), st.text(max_size=20) | st.none())
def test_whatever_a_server_says_there_is_a_verdict(words: str, status: str | None) -> None:
    verdict, _ = judge("failed", status, words)
    assert verdict in (BAD, REFUSED, Verdict.AUTOMATIC)
