import pytest

from services.kit.mail import Attempt, Outcome
from services.kit.mail.replies import Reply


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(250, "ok"), Outcome.ACCEPTED),
        (Reply(251, "forwarded"), Outcome.ACCEPTED),
        (Reply(421, "4.3.2 down"), Outcome.DEFERRED),
        (Reply(450, "5.1.1 contradicts itself"), Outcome.DEFERRED),
        (Reply(550, "4.2.1 contradicts itself"), Outcome.REFUSED),
    ],
)
def test_the_first_digit_decides(reply: Reply, outcome: Outcome) -> None:
    assert Attempt.answered(reply) == Attempt(outcome, reply.code, reply.text)


def test_an_attempt_tells_its_enhanced_code() -> None:
    assert Attempt(Outcome.REFUSED, 550, "5.1.1 nobody").enhanced == "5.1.1"
    assert Attempt(Outcome.UNKNOWN, None, "5.1.1 nobody").enhanced is None
