"""What an operator reads at a terminal about sending."""

from typing import Any

from rich.console import Console

from services.local.steering import in_words

SENDING: dict[str, Any] = {
    "as_of": "2025-11-21T10:00:30Z",
    "oldest_due": "2025-11-21T10:00:00Z",
    "pauses": [],
    "alerts": [{"reference": "NatPSA/2025/006/NHSPS", "title": "…", "states": {"accepted": 1234}}],
}


def words(sending: dict[str, Any]) -> str:
    console = Console(width=120, record=True, file=None)
    with console.capture() as captured:
        console.print(in_words(sending))
    return captured.get()


def test_the_mail_that_waits_longest_is_told() -> None:
    assert "could have left 30 seconds ago" in words(SENDING)
    assert "No mail waits" in words(SENDING | {"oldest_due": None})


def test_each_alert_has_a_row_with_its_mails() -> None:
    (row,) = (line for line in words(SENDING).splitlines() if "NatPSA/2025/006/NHSPS" in line)
    assert "1,234" in row


def test_a_pause_is_told_with_its_reason() -> None:
    pause = {"reference": "", "kind": "", "since": "2025-11-21T09:00:00Z", "reason": "New mail server"}

    assert "Paused since 2025-11-21T09:00:00Z: everything (New mail server)" in words(
        SENDING | {"pauses": [pause]}
    )
