"""Whoever is told that an alert is at its end, or has changed, sees first what to do now."""

from typing import Any

import pytest

import templates
from contracts.events.alerts import Change
from tests.builders import an_alert
from tests.templates.alerts import EXAMPLE, AnAlert
from tests.templates.ends import ENDS, an_end_of


def rendered(name: str, part: str, **values: Any) -> str:
    return templates.mail.get_template(f"{name}/{part}").render({**EXAMPLE, **ENDS.get(name, {}), **values})


def an_update(part: str, change: Change | None, *, must_respond: bool = True) -> str:
    alert = AnAlert(version=2, change=change)
    return rendered("alert-issued", part, alert=alert, must_respond=must_respond)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("alert-withdrawn", "[WITHDRAWN] Stop: penicillin"),
        ("alert-superseded", "[SUPERSEDED] Work from NatPSA/2025/009/NHSPS: penicillin"),
        ("alert-closed", "[CLOSED] Nothing more to do: penicillin"),
        ("alert-not-for-you", "[UPDATE] No longer for your organisation: penicillin"),
    ],
)
def test_the_end_comes_first_in_the_subject_but_for_an_exercise(name: str, start: str) -> None:
    subject = rendered(name, "subject.txt")
    assert subject.startswith(start)
    assert subject.endswith("NatPSA/2025/006/NHSPS")
    practice = rendered(name, "subject.txt", alert=AnAlert(status="exercise"))
    assert practice == f"[EXERCISE] {subject}"


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("withdrawn", "Stop: nothing has to be done"),
        ("superseded", "Work from NatPSA/2025/009/NHSPS: Penicillin allergy, corrected."),
        ("closed", "Nothing more is asked of you"),
    ],
)
def test_what_to_do_now_stands_before_why(part: str, outcome: str, words: str) -> None:
    text = rendered(f"alert-{outcome}", part)
    assert text.index(words) < text.index("The dose in action 2 was wrong.") < text.index("See the alert and")
    assert "Monday 24 November 2025" in text


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_a_successor_that_is_not_known_here_is_named_by_its_reference(part: str) -> None:
    text = rendered("alert-superseded", part, **an_end_of("superseded", successor_title=None))
    assert "Work from NatPSA/2025/009/NHSPS.\n" in text.replace("</strong></p>", "\n")


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_who_is_left_out_of_a_version_is_told_what_changed(part: str) -> None:
    text = rendered("alert-not-for-you", part)
    assert text.index("Nothing more is asked of you.") < text.index("Only acute trusts hold the medicine.")
    assert "changed" not in rendered("alert-not-for-you", part, newer=an_alert(version=2)).casefold()


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_an_update_says_what_changed_and_whether_to_acknowledge_again(part: str) -> None:
    again = an_update(part, Change(reason="A dose was wrong."))
    assert again.index("A dose was wrong.") < again.index("315 relevant reports")
    assert "Please acknowledge again" in again
    assert "need not acknowledge again" in an_update(part, Change(reason="x", must_acknowledge_again=False))
    assert "cknowledge" not in an_update(part, Change(reason="x"), must_respond=False).replace(
        "ViewandAcknowledgment", ""
    )
    unexplained = an_update(part, None)
    assert "Not stated." in unexplained
    assert "Please acknowledge again" in unexplained


def test_an_update_that_asks_nothing_new_says_so_in_its_subject() -> None:
    kept = Change(reason="x", must_acknowledge_again=False)
    assert an_update("subject.txt", kept).startswith("[UPDATE] Acknowledge by Mon 24 Nov unless done: ")
    assert an_update("subject.txt", Change(reason="x")).startswith("[UPDATE] Acknowledge by Mon 24 Nov: ")
