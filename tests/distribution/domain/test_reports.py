"""Reports as mail servers write them; the samples are made up after real ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.distribution.domain.bounces import Report, Verdict
from services.distribution.domain.reports import read

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = sorted(path.stem for path in SAMPLES.iterdir())
OURS = "<4b0d2f0e-5a1c-5f0e-9b4e-0c2a7d7f1e21@safety-cascade.example>"
ASHA = "asha.verma@somerset.example"

EXPECTED = {
    "postfix-unknown-user": (Verdict.BAD_ADDRESS, 550, "5.1.1"),
    "postfix-no-domain": (Verdict.BAD_ADDRESS, None, "5.4.4"),
    "postfix-delayed": (Verdict.DELAYED, None, "4.4.1"),
    "postfix-gave-up": (Verdict.REFUSED, None, "4.4.1"),
    "microsoft365-unknown-user": (Verdict.BAD_ADDRESS, 550, "5.1.10"),
    "microsoft365-edge": (Verdict.BAD_ADDRESS, 550, "5.4.1"),
    "microsoft365-policy": (Verdict.REFUSED, 550, "5.7.1"),
    "exchange-full": (Verdict.REFUSED, 554, "5.2.2"),
    "gmail-unknown-user": (Verdict.BAD_ADDRESS, 550, "5.1.1"),
    "yahoo-disabled": (Verdict.BAD_ADDRESS, 554, "5.0.0"),
    "exim-unknown-user": (Verdict.BAD_ADDRESS, 550, None),
    "exim-delayed": (Verdict.DELAYED, None, None),
    "qmail-unknown-user": (Verdict.BAD_ADDRESS, None, "5.1.1"),
    "shared-mailbox-member-gone": (Verdict.BAD_ADDRESS, None, "5.1.1"),
    "delivered": (Verdict.AUTOMATIC, None, "2.0.0"),
    "read-receipt": (Verdict.AUTOMATIC, None, None),
    "complaint": (Verdict.COMPLAINT, None, None),
    "outlook-out-of-office": (Verdict.AUTOMATIC, None, None),
    "vacation": (Verdict.AUTOMATIC, None, None),
    "a-person-answers": (Verdict.UNCLEAR, None, None),
}


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_each_servers_report_is_read(name: str, line_end: bytes) -> None:
    report = read(sample(name).replace(b"\n", line_end))

    assert (report.verdict, report.code, report.enhanced) == EXPECTED[name]


@pytest.mark.parametrize(
    "name", [name for name, (verdict, *_) in EXPECTED.items() if verdict is Verdict.BAD_ADDRESS]
)
def test_a_report_says_whom_it_is_about_and_which_mail_of_ours_in_the_servers_words(name: str) -> None:
    report = read(sample(name))

    others = {
        "postfix-no-domain": "asha.verma@somerst.example",
        "shared-mailbox-member-gone": "former.colleague@somerset.example",
    }
    assert report.recipient == others.get(name, ASHA)
    assert report.message_id == OURS
    assert report.words
    assert "\n" not in report.words


def test_the_words_are_those_that_say_why() -> None:
    assert read(sample("qmail-unknown-user")).words == "Sorry, no mailbox here by that name. (#5.1.1)"
    assert read(sample("exim-unknown-user")).words == "550 No such user here"


def test_of_several_recipients_the_one_that_fared_worst_counts() -> None:
    first = b"Final-Recipient: rfc822; other@somerset.example\nAction: delivered\nStatus: 2.0.0\n\n"
    policy = sample("microsoft365-policy").replace(b"Final-", first + b"Final-", 1)
    assert read(policy).verdict is Verdict.REFUSED


def test_a_report_within_the_mail_that_came_back_is_not_the_report() -> None:
    """A delay of a mail that itself holds a failure."""
    outer = sample("postfix-delayed").replace(b"=_report", b"=_outer").replace(b"--=_outer--\n", b"")
    inner = b"--=_outer\nContent-Type: message/rfc822\n\n" + sample("postfix-unknown-user")
    assert read(outer + inner + b"--=_outer--\n").verdict is Verdict.DELAYED


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        b"Content-Type: message/delivery-status\r\n\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Type: text/plain; charset=\xff\r\n\r\n",
        b"From: MAILER-DAEMON@x\r\n",
        b"X-Failed-Recipients: a@b\r\n",
        b"Subject: =?utf-8?b?////?=\r\n",
        b"Message-ID: <\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"Action: failed\r\n",
        b"Status: 5.1.1\r\n",
        b"Diagnostic-Code: smtp; 550 \xe9\xff\r\n",
        b"\r\n",
    ]
)


@given(st.binary(max_size=400) | st.lists(PIECES | st.binary(max_size=20), max_size=20).map(b"".join))
def test_whatever_comes_there_is_a_reading_of_it(raw: bytes) -> None:
    assert isinstance(read(raw), Report)


def test_what_nests_without_end_is_no_report() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)
    )
    assert read(deep).verdict is Verdict.UNCLEAR
