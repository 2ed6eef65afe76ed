"""A chasing mail says in its subject what is late, and to each reader only what they can do."""

from html import unescape
from typing import Any

import pytest

import templates
from contracts.events.alerts import AlertStatus
from tests.templates.alerts import EXAMPLE
from tests.templates.chases import (
    COMING,
    EVERYTHING,
    LATE,
    ONE,
    TO_EXECUTIVE,
    TO_REGION,
    TO_STAFF,
    asking,
    chase,
    section,
)
from tests.templates.test_mail import BUTTON_WORDS, words

BODIES = ("body.txt", "body.html")


def rendered(part: str, view: dict[str, Any]) -> str:
    return templates.mail.get_template(f"chase/{part}").render(EXAMPLE | view)


@pytest.mark.parametrize(
    ("view", "subject"),
    [
        (chase(staff=(section(ONE),)), "Not acknowledged, due Mon 24 Nov: penicillin allergy"),
        (
            chase(staff=(section(type(ONE)(asking(), (COMING,))),)),
            "Complete by Fri 12 Dec: penicillin allergy",
        ),
        (TO_STAFF, "3 alerts to answer, 2 late: penicillin"),
        (TO_EXECUTIVE, "Your organisation is late with 1 alert: penicillin"),
        (TO_REGION, "52 organisations of your region late: penicillin"),
        (EVERYTHING, "3 alerts to answer, 2 late: penicillin"),
        (TO_EXECUTIVE | {"practice": "exercise"}, "[EXERCISE] Your organisation is late"),
    ],
)
def test_the_subject_says_what_is_late(view: dict[str, Any], subject: str) -> None:
    text = rendered("subject.txt", view)
    assert text.startswith(subject)
    assert text.endswith("  NatPSA/2025/006/NHSPS")


@pytest.mark.parametrize("view", [TO_STAFF, TO_EXECUTIVE, TO_REGION, EVERYTHING])
def test_text_and_html_say_the_same_to_everybody(view: dict[str, Any]) -> None:
    text, html = (words(rendered(part, view)) for part in BODIES)
    assert {word for word in text - html if not word.startswith("http")} <= words(" ".join(_links(view)))
    assert html - text <= BUTTON_WORDS


def _links(view: dict[str, Any]) -> list[str]:
    link = view["answer_link"]
    lines = [(one, line) for one in view["staff"] for line in one.lines]
    return [link(None, one.ods_code, line.alert.reference, 1) + "/not-me" for one, line in lines]


@pytest.mark.parametrize("part", BODIES)
def test_specialists_have_a_link_for_each_alert_and_nobody_else_has_one(part: str) -> None:
    for code, number in (("RH5", "006/NHSPS"), ("RH5", "005/DHSC"), ("RA4", "900/NHSPS")):
        assert f"https://x.example/{code}/NatPSA/2025/{number}/1" in rendered(part, TO_STAFF)
    for view, page in ((TO_EXECUTIVE, "organisations/RH5"), (TO_REGION, "regions/Y58/alerts/NatPSA")):
        text = rendered(part, view)
        assert "x.example" not in text
        assert f"https://cascade.example/{page}" in text


def test_how_much_is_late_is_said_in_words() -> None:
    coming = type(ONE)(asking(), (COMING,))
    said = [
        rendered("body.txt", chase(staff=(section(*lines),))).strip().partition("\n")[0]
        for lines in ((coming,), (ONE,), (ONE, ONE), (ONE, coming))
    ]
    assert said == [
        "1 alert to answer",
        "1 alert to answer, late",
        "2 alerts to answer, all late",
        "2 alerts to answer, 1 late",
    ]


@pytest.mark.parametrize("part", BODIES)
def test_what_is_late_is_told_otherwise_than_what_comes(part: str) -> None:
    text = rendered(part, TO_STAFF)
    assert "Not acknowledged, was due Monday 24 November 2025." in text
    assert "Have everything done by Friday 12 December 2025." in text


@pytest.mark.parametrize("part", BODIES)
def test_a_region_is_told_of_fifty_and_where_the_others_stand(part: str) -> None:
    text = rendered(part, TO_REGION)
    assert "(R49)" in text
    assert "(R50)" not in text
    assert "and 2 more" in text


@pytest.mark.parametrize("part", BODIES)
def test_practice_among_what_is_real_is_marked_where_it_stands(part: str) -> None:
    text = rendered(part, TO_STAFF)
    assert text.count("EXERCISE: ") == 1
    assert "This is practice" not in text
    assert "This is practice" in rendered(part, TO_STAFF | {"practice": "exercise"})


def test_a_headline_stays_text_in_every_section() -> None:
    hostile = asking(headline="<b>x</b>\r\nBcc: all@trust.example", status=AlertStatus.ACTUAL)
    line = type(ONE)(hostile, (LATE,))
    view = chase(staff=(section(line),), executive=(section(line),), region=())
    assert "\n" not in rendered("subject.txt", view)
    assert "<b>" not in rendered("body.html", view)
    assert "<b>x</b>" in unescape(rendered("body.html", view))
