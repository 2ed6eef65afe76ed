"""What servers say, and what people should make of it; most replies are of servers that are in use."""

from datetime import timedelta

import pytest

from services.kit.mail.causes import Cause, Explanation, explain, is_throttle


@pytest.mark.parametrize(
    ("code", "reply", "cause"),
    [
        (None, "lost: it closed the connection", Cause.UNREACHED),
        (250, "2.0.0 queued", Cause.TAKEN),
        (550, "5.1.1 <a@x.example>: Recipient address rejected: User unknown", Cause.BAD_ADDRESS),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", Cause.BAD_ADDRESS),
        (550, "5.1.2 no such host", Cause.BAD_ADDRESS),
        (550, "5.1.7 bad sender", Cause.SENDER),
        (553, "5.1.8 sender domain", Cause.SENDER),
        (550, "5.2.1 mailbox disabled", Cause.BAD_ADDRESS),
        (450, "4.2.1 mailbox disabled", Cause.MAILBOX_BUSY),
        (450, "4.2.1 The user is receiving mail at a rate that prevents it", Cause.RATE_LIMITED),
        (450, "4.1.1 lookup failed", Cause.SYSTEM),
        (552, "5.2.2 over quota", Cause.MAILBOX_FULL),
        (452, "4.2.2 over quota", Cause.MAILBOX_FULL),
        (552, "5.2.3 too long for this mailbox", Cause.CONTENT),
        (552, "5.3.4 message size exceeds", Cause.CONTENT),
        (451, "4.3.0 temporary failure", Cause.SYSTEM),
        (452, "4.3.1 insufficient storage", Cause.SYSTEM),
        (432, "4.3.2 STOREDRV; concurrent connections limit", Cause.RATE_LIMITED),
        (451, "4.4.1 no answer from host", Cause.SYSTEM),
        (451, "4.4.5 congested", Cause.RATE_LIMITED),
        (550, "5.4.1 Recipient address rejected: Access denied", Cause.BAD_ADDRESS),
        (550, "5.4.4 no way there", Cause.SYSTEM),
        (503, "5.5.1 out of order", Cause.PROTOCOL),
        (452, "4.5.3 too many recipients", Cause.RATE_LIMITED),
        (554, "5.6.0 eight bits", Cause.CONTENT),
        (550, "5.7.1 blocked using a list", Cause.POLICY),
        (550, "5.7.26 unauthenticated", Cause.POLICY),
        (421, "4.7.28 unusual volume", Cause.RATE_LIMITED),
        (451, "4.7.1 Greylisting in action, come back later", Cause.GREYLISTED),
        (450, "4.2.0 <a@x.example>: Recipient address rejected: Greylisted", Cause.GREYLISTED),
        (451, "4.7.1 Please try again in 300 seconds", Cause.GREYLISTED),
        (421, "4.7.0 Try again later, closing connection", Cause.POLICY),
        (450, "4.7.1 cannot find your hostname", Cause.POLICY),
        (451, "4.7.500 Server busy", Cause.POLICY),
        (421, "4.7.0 too many connections from your host", Cause.RATE_LIMITED),
        (550, "5.9.9 invented", Cause.OTHER),
        # Without a code of their own, or with one that contradicts the plain one.
        (550, "4.2.1 unknown user", Cause.BAD_ADDRESS),
        (550, "No such user here", Cause.BAD_ADDRESS),
        (550, "message refused as spam", Cause.POLICY),
        (550, "no", Cause.OTHER),
        (552, "mailbox full", Cause.MAILBOX_FULL),
        (552, "message too large", Cause.CONTENT),
        (553, "name not allowed", Cause.BAD_ADDRESS),
        (556, "domain takes no mail", Cause.BAD_ADDRESS),
        (450, "user unknown in this table", Cause.MAILBOX_BUSY),
        (451, "try later", Cause.SYSTEM),
        (421, "bye", Cause.SYSTEM),
        (554, "no", Cause.OTHER),
    ],
)
def test_a_reply_has_a_cause(code: int | None, reply: str, cause: Cause) -> None:
    assert explain(code, reply).cause is cause


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_words_for_a_person(cause: Cause) -> None:
    words = Explanation(cause, is_permanent=False).words

    assert words[0].isupper()
    assert not words.endswith(".")


@pytest.mark.parametrize(
    ("code", "reply", "permanent", "at_fault"),
    [
        (550, "5.1.1 nobody", True, True),
        (552, "5.2.2 full", True, False),
        (452, "4.2.2 full", False, False),
        (450, "4.1.1 nobody yet", False, False),
        (550, "5.7.1 spam", True, False),
        (None, "", False, False),
    ],
)
def test_only_a_bad_address_is_the_address_s_fault(
    code: int | None, reply: str, *, permanent: bool, at_fault: bool
) -> None:
    found = explain(code, reply)

    assert (found.is_permanent, found.is_address_at_fault) == (permanent, at_fault)


@pytest.mark.parametrize(
    ("reply", "delay"),
    [
        ("4.7.1 greylisted", timedelta(minutes=1)),
        ("4.7.28 too much", timedelta(minutes=2)),
        ("4.3.0 trouble", None),
    ],
)
def test_greylisting_is_soon_over(reply: str, delay: timedelta | None) -> None:
    assert explain(451, reply).first_delay == delay
    assert explain(554, f"5{reply[1:]}").first_delay is None


@pytest.mark.parametrize(
    ("code", "reply", "expected"),
    [
        (421, "bye", True),
        (421, "4.7.0 greylisted", False),
        (421, "4.3.2 shutting down", False),
        (451, "4.7.1 not now", True),
        (451, "4.7.1 greylisted", False),
        (450, "too many connections", True),
        (452, "4.5.3 too many recipients", True),
        (450, "4.2.1 busy", False),
        (451, "4.3.0 trouble", False),
        (550, "5.7.1 too many connections", False),
        (250, "ok", False),
        (None, "", False),
    ],
)
def test_what_fewer_at_a_time_would_mend(code: int | None, reply: str, *, expected: bool) -> None:
    assert is_throttle(code, reply) is expected
