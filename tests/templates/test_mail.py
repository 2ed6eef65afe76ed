import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import html5lib
import pytest
from jinja2 import UndefinedError

import templates
from tests.builders import an_attachment
from tests.templates.alerts import EXAMPLE, MARKS, AnAction, AnAlert
from tests.templates.chases import EVERYTHING
from tests.templates.ends import ENDS

ALERT = {"alert": AnAlert(), "must_respond": True}
ANSWER = {
    "alert": AnAlert(),
    "question": "Does this apply to us?",
    "answer": "Yes.\nSee action 4.",
    "answered_at": datetime(2025, 11, 24, 17, tzinfo=UTC),
}
AT = datetime(2025, 11, 24, 17, tzinfo=UTC)
DOUBT = {
    "alert": AnAlert(),
    "sent_at": AT,
    "reasons": ["It came so soon after the mail that nobody can have read the alert."],
}
ASSIGNED = {
    "alert": AnAlert(),
    "number": 4,
    "action": AnAction(4, "secondary care", "Cover safe recording of allergy status.", ("in training",)),
    "due_on": date(2025, 12, 5),
    "note": "The pharmacy has the list.",
    "assigned_by_name": "Asha Verma",
}
ENDED = {
    "alert": AnAlert(),
    "number": 4,
    "outcome": "revoked",
    "reason": "Pharmacy does it.",
    "ended_at": AT,
    "assigned_by_name": "Asha Verma",
}
SIGN_OFF = {
    "alert": AnAlert(),
    "executive_title": "Chief Medical Officer",
    "requested_by_name": "Asha Verma",
    "requested_at": AT,
    "evidence": "Minutes of the medicines group.",
}
SETTLED = {
    "alert": AnAlert(),
    "outcome": "sent_back",
    "comment": "Action 2 has no proof.",
    "statement": None,
    "settled_by_name": "Priya Nair",
    "settled_at": AT,
    "requested_by_name": "Asha Verma",
    "executive_name": "Priya Nair-Shah",
    "executive_title": "Chief Medical Officer",
}
PUBLISHED = {
    "alert": AnAlert(),
    "questions": [
        {
            "number": 4,
            "question": "Does training count?",
            "answer": "Yes.\nRecorded.",
            "published_at": AT,
        },
        {"number": None, "question": "Are hospices meant?", "answer": "No.", "published_at": AT},
    ],
}
COMMENT = {
    "alert": AnAlert(),
    "comment": "Patients were not told.",
    "commented_at": AT,
    "partner_name": "Rose Hill",
}
BOUNCED = {
    "alert": AnAlert(),
    "bounced_name": "Ben Okafor",
    "bounced_role": "deputy patient safety specialist",
    "bounced_at": AT,
    "asked": "",
}
#: Every mail, with a context that fills it.
MAILS: dict[str, dict[str, Any]] = {
    "alert-issued": ALERT,
    "question-answered": ANSWER,
    "acknowledgement-doubted": DOUBT,
    "action-assigned": ASSIGNED,
    "assignment-ended": ENDED,
    "action-refused": ENDED | {"owner_name": "Omar Owner"},
    "sign-off-requested": SIGN_OFF,
    "sign-off-settled": SETTLED,
    "sign-off-withdrawn": SETTLED | {"outcome": "withdrawn"},
    "questions-published": PUBLISHED,
    "partner-commented": COMMENT,
    "chase": EVERYTHING,
    **ENDS,
    "address-bounced": BOUNCED,
    "verify-address": {
        "person": {"name": "Asha Verma", "role": "shared_mailbox"},
        "organisation": {"name": "Somerset NHS Foundation Trust", "ods_code": "RH5"},
        "days": 30,
        "link": "https://cascade.example/verify/1.abc",
    },
    "sign-in-code": {"code": "482 913", "minutes": 15, "site": "https://cascade.example"},
}
#: These hold nothing that somebody writes freely, or have a test of their own for it.
NOTHING_WRITTEN = {"alert-issued", "sign-in-code", "chase", "verify-address"}
#: Whose values are filled in for one person at a time.
PERSONAL_MAILS = {
    "alert-issued": set(MARKS),
    "question-answered": set(MARKS) - {"site", "colleagues"},
    "acknowledgement-doubted": set(MARKS) - {"colleagues"},
    "action-assigned": {"person_name", "organisation_name", "ods_code", "link"},
    "assignment-ended": {"person_name", "organisation_name", "ods_code"},
    "action-refused": set(MARKS) - {"site", "colleagues"},
    "sign-off-requested": {"person_name", "organisation_name", "ods_code", "link"},
    "sign-off-settled": set(MARKS) - {"site", "colleagues"},
    "sign-off-withdrawn": {"person_name", "organisation_name", "ods_code"},
    "questions-published": set(MARKS) - {"site", "colleagues"},
    "partner-commented": set(MARKS) - {"site", "colleagues"},
    "chase": {"person_name", "site"},
    **{name: {"person_name", "organisation_name", "ods_code", "link", "site"} for name in ENDS},
    "address-bounced": set(MARKS) - {"colleagues"},
}
#: Said in the HTML only: in its head, beside its button, and as the text of a link.
BUTTON_WORDS = set(
    re.findall(r"\w+", "safety cascade or copy this address into your browser i am not the right person")
)
PARTS = ("subject.txt", "body.txt", "body.html")


def rendered(name: str, part: str, **values: object) -> str:
    return templates.mail.get_template(f"{name}/{part}").render({**EXAMPLE, **MAILS[name], **values})


def issued(part: str, alert: AnAlert | None = None, *, must_respond: bool = True, **values: str) -> str:
    return rendered(
        "alert-issued", part, alert=alert or AnAlert(), must_respond=must_respond, **MARKS | values
    )


def words(text: str) -> set[str]:
    """Without style sheet, tags, addresses, and what only inboxes show."""
    seen = re.sub(r"(?s).*<body>.*?</div>|<[^>]*>|%%link%%(/not-me)?", " ", text)
    return set(re.findall(r"[\w']+", unescape(seen).casefold()))


def test_every_mail_is_tested() -> None:
    folder = templates.static_dir().parent / "email"
    assert {path.name for path in folder.iterdir() if path.name != "_frame"} == set(MAILS)


@pytest.mark.parametrize(
    "name", sorted(MAILS.keys() - {"alert-issued", "sign-in-code", "question-answered", "chase"})
)
def test_text_and_html_say_the_same(name: str) -> None:
    text, html = (words(rendered(name, part, **MARKS)) for part in PARTS[1:])

    assert text - html == set()
    assert html - text <= BUTTON_WORDS


@pytest.mark.parametrize("name", sorted(MAILS.keys() - NOTHING_WRITTEN))
def test_what_people_wrote_stays_text(name: str) -> None:
    hostile = "<b>x</b>\r\nBcc: all@trust.example"
    written: dict[str, Any] = {"alert": AnAlert(title=hostile, short_title=None)}
    written |= dict.fromkeys(MAILS[name].keys() & {"note", "comment", "evidence", "reason"}, hostile)
    if name == "questions-published":
        question = {"number": None, "question": hostile, "answer": hostile, "published_at": AT}
        written["questions"] = [question]

    subject, text, html = (rendered(name, part, **written) for part in PARTS)

    assert "\n" not in subject
    assert "<b>x</b>" in text
    assert "<b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


@pytest.mark.parametrize(
    ("name", "changes", "start"),
    [
        ("acknowledgement-doubted", {}, "Confirm by Mon 24 Nov: your acknowledgement of penicillin"),
        ("action-assigned", {}, "Action for you by Fri 5 Dec: penicillin"),
        ("action-assigned", {"due_on": None}, "Action for you: penicillin"),
        ("assignment-ended", {}, "No longer asked of you: action 4, penicillin"),
        ("action-refused", {}, "Action 4 came back: penicillin"),
        ("sign-off-requested", {}, "To sign by Fri 20 Nov: all done on penicillin"),
        ("sign-off-settled", {}, "Sent back unsigned: penicillin"),
        ("sign-off-settled", {"outcome": "signed"}, "Signed off: penicillin"),
        ("sign-off-withdrawn", {}, "Nothing to sign any more: penicillin"),
        ("questions-published", {}, "2 questions answered for all: penicillin"),
        ("address-bounced", {}, "Pass on now: Ben Okafor did not get penicillin"),
        ("partner-commented", {}, "A patient safety partner commented: penicillin"),
        ("action-assigned", {"alert": AnAlert(status="exercise")}, "[EXERCISE] Action for you"),
    ],
)
def test_a_subject_begins_with_what_is_wanted(name: str, changes: dict[str, Any], start: str) -> None:
    subject = rendered(name, "subject.txt", **changes)
    assert subject.startswith(start)
    assert subject.endswith("NatPSA/2025/006/NHSPS")


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_an_owner_is_shown_the_whole_action_even_without_a_day_or_a_note(part: str) -> None:
    text = rendered("action-assigned", part, due_on=None, note=None)
    assert "Cover safe recording of allergy status." in text
    assert "in training" in text
    assert "Not stated" in text
    assert "adds" not in text
    assert "It stands in the alert" in rendered("action-assigned", part, action=None)


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_an_owner_is_told_how_the_action_went_away(part: str) -> None:
    assert "it was taken back" in rendered("assignment-ended", part)
    assert "it was given to somebody else" in rendered("assignment-ended", part, outcome="handed_on")


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_whoever_asked_for_a_sign_off_is_told_what_was_signed(part: str) -> None:
    text = rendered("sign-off-settled", part, outcome="signed", comment=None, statement="I confirm it.")
    assert "is signed off" in text
    assert "I confirm it." in text
    assert "Priya Nair-Shah, Chief Medical Officer" in text, "who was asked"
    assert "CAS too" in text
    assert "The comment" not in text


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_whoever_asked_an_owner_is_told_to_ask_again(part: str) -> None:
    others = rendered("address-bounced", part)
    asker = rendered("address-bounced", part, bounced_role="action owner", asked="to do action 4")
    assert "Pass the alert on now" in others
    assert "Whoever keeps the register" in others
    assert "you asked Ben Okafor, for" in asker
    assert "to do action 4" in asker
    assert "register" not in asker


@pytest.mark.parametrize("name", ["assignment-ended", "sign-off-withdrawn"])
@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_where_nothing_is_left_to_open_nothing_can_be_opened(name: str, part: str) -> None:
    assert "http" not in rendered(name, part)


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_a_broken_link_has_another_way_in(part: str) -> None:
    for text in (issued(part), rendered("acknowledgement-doubted", part, **MARKS)):
        _, _, way = text.casefold().partition("if the link does not open")
        assert "%%site%%/mine" in way
        assert way.index("%%site%%/mine") < way.index("natpsa/2025/006/nhsps") < way.index("a code")


def test_what_others_wrote_is_marked_as_theirs() -> None:
    note = "Well done.\n\nOpen your action:\nhttps://elsewhere.example"
    assert "> Open your action:\n> https://elsewhere.example\n" in rendered(
        "action-assigned", "body.txt", note=note
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", MAILS)
def test_every_mail_renders_whole(name: str, part: str) -> None:
    text = rendered(name, part)
    assert text.strip()
    assert "{{" not in text
    assert "None" not in text


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_with_a_hole_is_never_rendered(name: str) -> None:
    with pytest.raises(UndefinedError):
        templates.mail.get_template(f"{name}/body.html").render()


@pytest.mark.parametrize("name", MAILS)
def test_every_subject_is_one_line(name: str) -> None:
    assert "\n" not in rendered(name, "subject.txt")


@pytest.mark.parametrize("name", MAILS)
def test_every_html_part_is_valid_before_and_after_inlining(name: str) -> None:
    html = rendered(name, "body.html")
    for text in (html, templates.inline(html)):
        html5lib.HTMLParser(strict=True).parse(text)


@pytest.mark.parametrize("name", MAILS)
def test_no_mail_loads_anything_from_outside(name: str) -> None:
    html = templates.inline(rendered(name, "body.html"))
    assert not re.findall(r"<(?:img|link|script|iframe|object|video|audio|source|base|form)\b", html)
    assert not re.findall(r"url\(|@import|\b(?:src|srcset|background)=", html)
    assert "@font-face" not in html


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_every_mail_says_it_does_not_replace_cas(name: str, part: str) -> None:
    text = rendered(name, part)
    assert "This service does not replace an answer on CAS." in text
    assert "Do not put patient data in a reply." in text


@pytest.mark.parametrize("name", PERSONAL_MAILS)
@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_marks_for_one_persons_values_survive_untouched(name: str, part: str) -> None:
    text = rendered(name, part, **MARKS)
    if part == "body.html":
        text = templates.inline(text)
    assert set(re.findall(r"%%(\w+)%%", text)) == PERSONAL_MAILS[name]
    assert "%25" not in text


@pytest.mark.parametrize("must_respond", [True, False])
@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_filling_the_marks_afterwards_is_the_same_as_rendering_with_the_values(
    part: str, must_respond: bool
) -> None:
    for values in (EXAMPLE, {**EXAMPLE, "colleagues": ""}):
        filled = issued(part, must_respond=must_respond)
        for name, mark in MARKS.items():
            filled = filled.replace(mark, values[name])
        assert filled == issued(part, None, must_respond=must_respond, **values)


def test_a_subject_holds_nothing_of_one_person() -> None:
    assert "%%" not in issued("subject.txt")


def test_the_first_forty_characters_of_a_subject_are_enough_to_act() -> None:
    assert issued("subject.txt") == (
        "Acknowledge by Mon 24 Nov: penicillin allergy recorded as penicillamine allergy"
        "  NatPSA/2025/006/NHSPS"
    )
    assert issued("subject.txt")[:40] == "Acknowledge by Mon 24 Nov: penicillin al"


@pytest.mark.parametrize(
    ("alert", "must_respond", "start"),
    [
        (AnAlert(status="exercise"), True, "[EXERCISE] Acknowledge by Mon 24 Nov: "),
        (AnAlert(status="test"), False, "[TEST] For information: "),
        (AnAlert(version=2), True, "[UPDATE] Acknowledge by Mon 24 Nov: "),
        (AnAlert(), False, "For information: penicillin"),
        (AnAlert(short_title=None), True, "Acknowledge by Mon 24 Nov: Harm from"),
    ],
)
def test_what_kind_of_alert_it_is_comes_first(alert: AnAlert, must_respond: bool, start: str) -> None:
    assert issued("subject.txt", alert, must_respond=must_respond).startswith(start)


def test_a_title_cannot_add_a_header() -> None:
    subject = issued("subject.txt", AnAlert(short_title="Harm\r\nBcc: all@trust.example"))
    assert "\n" not in subject
    assert "\r" not in subject


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_the_mail_answers_in_the_order_the_reader_asks(part: str) -> None:
    text = issued(part).partition("National Patient Safety Alert")[2]
    for words in (
        "%%organisation_name%%",
        "315 relevant reports",
        "Monday 24 November 2025",
        "Friday 20 November 2026",
        "%%link%%",
        "/mine",
        "Whole system",
        "%%colleagues%%",
        "%%link%%/not-me",
        "replace an answer on CAS",
    ):
        before, found, text = text.partition(words)
        assert found, f"{words} does not come after {before[-60:]}"


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_what_the_issuer_left_out_is_shown_as_not_stated(part: str) -> None:
    empty = replace(
        AnAlert(),
        complete_by=None,
        lead=None,
        for_action_by=None,
        source_url=None,
        attribution=None,
        additional_information=None,
        actions=(),
    )
    text = issued(part, empty)
    assert text.count("Not stated") == 6
    assert "None" not in text
    assert "The alert lists no numbered actions." in text


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_an_exercise_says_so_before_anything_else(part: str) -> None:
    text = issued(part, AnAlert(status="exercise"))
    seen = text[max(text.find("<body"), 0) :]
    assert seen.index("EXERCISE.") < seen.index("Harm from")
    assert "EXERCISE" not in issued(part)


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_who_is_only_told_is_not_asked_to_acknowledge(part: str) -> None:
    text = issued(part, must_respond=False)
    assert "does not have to answer" in text
    assert "cknowledge" not in text.replace("ViewandAcknowledgment", "")


def test_html_in_an_alert_stays_text() -> None:
    html = issued("body.html", AnAlert(title="<img src=x>", actions=(AnAction(1, None, "<b>do</b>"),)))
    assert "<img" not in html
    assert "&lt;b&gt;do&lt;/b&gt;" in html


def test_parts_of_an_action_stand_under_it() -> None:
    alert = AnAlert(actions=(AnAction(3, "maternity providers", "Do this:", ("one", "two")),))
    assert "3. Maternity providers: Do this:\n   - one\n   - two\n" in issued("body.txt", alert)
    assert '<li value="3"><strong>Maternity providers:</strong> Do this:' in issued("body.html", alert)


def test_styles_end_up_in_the_elements_and_rules_for_phones_stay() -> None:
    html = templates.inline(issued("body.html"))
    assert re.search(r'<a href="%%link%%" style="[^"]*color: #ffffff', html)
    assert "@media only screen and (max-width: 480px)" in html
    assert "@media print" in html
    assert "mso-padding-alt" in html


@pytest.mark.parametrize("part", ["body.txt", "body.html"])
def test_attachments_are_named_with_type_and_size_and_stay_where_they_are(part: str) -> None:
    mail = issued(part, replace(AnAlert(), attachments=(an_attachment(),)))
    said = ("Checklist for wards", "(PDF, 1.2 MB)", "https://www.example/checklist.pdf", "0123456789abcdef")
    assert [words for words in said if words not in mail] == []
    assert "attachments" not in issued(part).casefold()
