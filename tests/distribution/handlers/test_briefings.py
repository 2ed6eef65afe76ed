"""A briefing goes out with the alert's own mail, and follows it to the end."""

from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from tests.builders import a_briefing, an_alert, an_end
from tests.distribution.handlers.test_occasions import text_of
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage


def entry_of(mail: EmailMessage) -> tuple[str, int]:
    """The method and sequence of the calendar's entry."""
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "briefing.ics"
    calendar: Any = Calendar.from_ical(str(attached.get_content()))
    assert attached["Content-Type"].params["method"] == calendar["method"]
    return str(calendar["method"]), int(calendar.walk("VEVENT")[0]["sequence"])


async def test_the_mail_carries_it_beside_text_and_html_and_says_it_in_words(
    stage: Stage, sink: Sink
) -> None:
    await stage.issue("asha@x.example", "ben@x.example", briefing=a_briefing())
    await stage.send()

    mails = sink.mails()
    assert [entry_of(mail) for mail in mails] == [("PUBLISH", 0)] * 2
    for mail in mails:
        assert mail.get_content_type() == "multipart/mixed"
        assert mail.get_body(("html",)) is not None
        assert "When:        Wednesday 3 December 2025, 2pm to 3pm" in text_of(mail)
        assert "Places:      250" in text_of(mail)
    assert mails[0]["To"] != mails[1]["To"]


async def test_it_is_moved_cancelled_and_taken_away(stage: Stage, sink: Sink) -> None:
    await stage.issue("asha@x.example", briefing=a_briefing())
    await stage.send()
    await stage.hear(an_alert(version=2, briefing=a_briefing(capacity=None)))
    await stage.send()
    await stage.hear(an_alert(version=3, briefing=None))
    await stage.send()
    await stage.hear(an_alert(version=4, briefing=a_briefing()))
    await stage.send()
    await stage.hear(an_end(version=4))
    await stage.send()

    mails = sink.mails()
    assert [entry_of(mail) for mail in mails] == [
        ("PUBLISH", 0),
        ("PUBLISH", 1),
        ("CANCEL", 2),
        ("PUBLISH", 3),
        ("CANCEL", 4),
    ]
    assert "It was to be on Wednesday 3 December 2025, 2pm to 3pm." in text_of(mails[2])
    assert "does not take place for you" in text_of(mails[4])


async def test_a_closed_alert_leaves_its_briefing_and_an_alert_without_one_has_no_attachment(
    stage: Stage, sink: Sink
) -> None:
    await stage.issue("asha@x.example", briefing=a_briefing())
    await stage.hear(an_alert(reference="NatPSA/2025/007/NHSPS"))
    await stage.send()
    await stage.hear(an_end("closed"))
    await stage.send()

    announced, other, closed = sink.mails()
    assert announced.get_content_type() == "multipart/mixed"
    assert {mail.get_content_type() for mail in (other, closed)} == {"multipart/alternative"}
    assert "briefing" not in text_of(closed)


async def test_an_invitation_is_not_withdrawn_from_what_has_taken_place(stage: Stage, sink: Sink) -> None:
    past = {"starts_at": "2025-11-20T10:00Z", "ends_at": "2025-11-20T11:00Z"}
    await stage.issue("asha@x.example", briefing=a_briefing(**past))
    await stage.send()
    await stage.hear(an_end())
    await stage.send()

    last = sink.mails()[-1]
    assert last.get_content_type() == "multipart/alternative"
    assert "briefing" not in text_of(last)
