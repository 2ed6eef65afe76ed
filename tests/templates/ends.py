"""What mails take that tell of an alert's end, or that a later version is for others."""

from datetime import UTC, datetime
from typing import Any

from contracts.events.alerts import AlertEnded
from tests.builders import a_correction, an_alert
from tests.templates.alerts import AnAlert

AT = datetime(2025, 11, 24, 17, tzinfo=UTC)
SUCCESSOR = "NatPSA/2025/009/NHSPS"


def an_end_of(outcome: str, **more: Any) -> dict[str, Any]:
    successor = SUCCESSOR if outcome == "superseded" else None
    ended = AlertEnded.model_validate(
        {
            "reference": AnAlert().reference,
            "version": 1,
            "outcome": outcome,
            "reason": "The dose in action 2 was wrong.",
            "ended_at": AT,
            "superseded_by": successor,
        }
    )
    title = "Penicillin allergy, corrected" if successor else None
    return {"alert": AnAlert(), "ended": ended, "successor_title": title} | more


NOT_FOR_YOU = {
    "alert": AnAlert(),
    "newer": an_alert(version=2, change={"reason": "Only acute trusts hold the medicine."}),
}
SENT_IN_ERROR = {
    "alert": AnAlert(),
    "corrected": a_correction(sent_in_error=("RA4",), reason="Yeovil does not hold the medicine."),
}
#: Every one of these mails.
ENDS: dict[str, dict[str, Any]] = {
    "alert-withdrawn": an_end_of("withdrawn"),
    "alert-superseded": an_end_of("superseded"),
    "alert-closed": an_end_of("closed"),
    "alert-not-for-you": NOT_FOR_YOU,
    "alert-sent-in-error": SENT_IN_ERROR,
}
