"""An order that would do harm, or says too little, is refused with the way to mend it."""

from dataclasses import replace

import pytest

from services.distribution.domain.sending import Kind
from services.distribution.domain.steering import LONGEST_REASON, Order, Scope, What, refusal_of
from tests.builders import REFERENCE

CANCEL = Order(What.CANCEL, Scope(REFERENCE, Kind.ALERT_ISSUED), "Sent to the wrong list", REFERENCE)
EVERYTHING = Scope()


@pytest.mark.parametrize("what", [What.PAUSE, What.RESUME, What.RETRY])
def test_whoever_gives_a_reason_may_pause_resume_and_retry_everything(what: What) -> None:
    assert refusal_of(Order(what, EVERYTHING, "The mail server is being replaced")) is None


def test_what_is_cancelled_is_named_and_confirmed() -> None:
    assert refusal_of(CANCEL) is None


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (replace(CANCEL, reason=" "), "reason"),
        (replace(CANCEL, reason="x" * (LONGEST_REASON + 1)), "reason"),
        (replace(CANCEL, reason="Asked for by 943 476 5919"), "reason"),
        (replace(CANCEL, scope=Scope(REFERENCE, "alert-foretold")), "kind"),
        (replace(CANCEL, scope=Scope(REFERENCE)), "kind"),
        (replace(CANCEL, scope=Scope("", Kind.ALERT_ISSUED)), "reference"),
        (replace(CANCEL, confirmed=""), "confirmed"),
        (replace(CANCEL, confirmed="NatPSA/2025/007/NHSPS"), "confirmed"),
    ],
)
def test_a_refusal_names_the_field_to_mend(order: Order, field: str) -> None:
    refusal = refusal_of(order)

    assert refusal is not None
    assert refusal.field == field


def test_a_scope_is_said_in_words() -> None:
    assert EVERYTHING.in_words() == "every mail of all alerts"
    assert Scope(REFERENCE, Kind.ALERT_ISSUED).in_words() == f"mails of the kind “Alert” of {REFERENCE}"
