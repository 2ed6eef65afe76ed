"""A briefing stands on the alert's page, in a calendar, and in what was asked there."""

from http import HTTPStatus

from icalendar import Calendar

from contracts.events.register import Role
from contracts.events.responses import Attendance, BriefingAttendanceNoted
from services.kit.web.access import Grant
from tests.builders import REFERENCE, a_briefing, a_person, an_alert, an_end, an_organisation
from tests.responses.site import Site, audience, forms_of, other_organisations, token_of, words_of

ASHA = token_of()
HERE = f"/answer/{ASHA}"
ADD = "/questions/from-briefing"


async def briefed(site: Site) -> None:
    """All that Asha has to know; her alert has a briefing."""
    await site.hear(an_organisation(), a_person(), a_person("Ben Okafor"), an_alert(briefing=a_briefing()))
    await site.hear(audience())


async def method_of(site: Site) -> str:
    answer = await site.browser.get(f"{HERE}/briefing.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return str(Calendar.from_ical(answer.text)["method"])


async def says(site: Site, token: str, attendance: str, organisation: str = "RH5") -> int:
    form = await site.form(f"/answer/{token}", "/briefing")
    site.clock.advance(seconds=30)
    return (await site.send(form, attendance=attendance, organisation=organisation)).status_code


async def noted(site: Site) -> list[Attendance]:
    return [one.attendance for one in await site.said() if isinstance(one, BriefingAttendanceNoted)]


async def test_the_page_tells_when_and_how_to_join(empty_site: Site) -> None:
    await briefed(empty_site)
    words = words_of((await empty_site.get(HERE)).text)
    for part in ("Wednesday 3 December 2025, 2pm to 3pm", "01632 960100", "250", "Add it to your calendar"):
        assert part in words
    assert await method_of(empty_site) == "PUBLISH"


async def test_an_alert_without_a_briefing_shows_none(site: Site) -> None:
    assert "Briefing" not in words_of((await site.get(HERE)).text)
    assert (await site.get(f"{HERE}/briefing.ics")).status_code == HTTPStatus.NOT_FOUND
    form = await site.form(HERE, "/acknowledge")
    site.clock.advance(seconds=30)
    answer = await site.browser.post(f"{HERE}/briefing", data=form.fields | {"attendance": "attended"})
    assert answer.status_code == HTTPStatus.CONFLICT


async def test_what_is_withdrawn_or_cancelled_leaves_the_calendar(empty_site: Site) -> None:
    await briefed(empty_site)
    cancelled = a_briefing(cancelled=True)
    await empty_site.hear(an_alert(version=2, briefing=cancelled), audience(version=2))
    assert await method_of(empty_site) == "CANCEL"
    await empty_site.hear(an_alert(version=3, briefing=a_briefing()), audience(version=3))
    assert await method_of(empty_site) == "PUBLISH"
    await empty_site.hear(an_end())
    assert await method_of(empty_site) == "CANCEL"
    assert "Briefing: cancelled" in words_of((await empty_site.get(HERE)).text)


async def test_what_a_person_says_last_counts_and_is_said_once(empty_site: Site) -> None:
    await briefed(empty_site)
    form = await empty_site.form(HERE, "/briefing")
    empty_site.clock.advance(seconds=30)
    assert (await empty_site.send(form)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for said in ("will_not_attend", "will_attend", "will_attend"):
        assert await says(empty_site, ASHA, said) == HTTPStatus.SEE_OTHER
    await says(empty_site, token_of("Ben Okafor"), "will_not_attend")
    assert await noted(empty_site) == [
        Attendance.WILL_NOT_ATTEND,
        Attendance.WILL_ATTEND,
        Attendance.WILL_NOT_ATTEND,
    ]
    assert "You said: I will attend ." in words_of((await empty_site.get(HERE)).text)
    empty_site.sign_in_as("Nell Author", Grant(role=Role.NATIONAL_AUTHOR))
    row = f"Alert {REFERENCE} Will attend 1 Will not 1 Attended 0"
    assert row in words_of((await empty_site.get(ADD)).text)


async def test_a_machine_that_presses_every_button_attends_nothing(empty_site: Site) -> None:
    """It has no reason to choose just the organisation of the link, and trying them one by one fails too."""
    await briefed(empty_site)
    await empty_site.hear(*other_organisations())
    form = await empty_site.form(HERE, "/briefing")
    empty_site.clock.advance(seconds=30)
    offered = form.options["organisation"]
    assert "RH5" in offered[1:-1]

    nothing = await empty_site.send(form, attendance="will_attend")
    assert nothing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose one of the options." in words_of(nothing.text)
    first = await empty_site.send(form, attendance="will_attend", organisation=offered[0])
    assert "That is not the organisation this link is for" in words_of(first.text)
    for tried in (offered, ["RH5"]):
        rests = await empty_site.send(form, attendance="will_attend", organisation=tried)
        assert rests.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert await noted(empty_site) == []

    empty_site.clock.advance(minutes=1)
    assert await says(empty_site, ASHA, "will_attend") == HTTPStatus.SEE_OTHER
    assert await noted(empty_site) == [Attendance.WILL_ATTEND]


async def test_what_was_chosen_beside_a_mistake_stays_chosen(empty_site: Site) -> None:
    await briefed(empty_site)
    form = await empty_site.form(HERE, "/briefing")
    empty_site.clock.advance(seconds=30)
    answer = await empty_site.send(form, attendance="will_not_attend")

    (again,) = [form for form in forms_of(answer.text) if form.action.endswith("/briefing")]
    assert again.fields["attendance"] == "will_not_attend"
    assert "organisation" not in again.fields


async def test_afterwards_one_says_that_one_was_there(empty_site: Site) -> None:
    await briefed(empty_site)
    empty_site.clock.advance(days=20)
    form = await empty_site.form(HERE, "/briefing")
    assert form.options["attendance"] == ["attended"]
