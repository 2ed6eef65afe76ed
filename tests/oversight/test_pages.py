import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from contracts.events.actions import Progress, ResponseStatus
from contracts.events.alerts import AlertStatus, Deadlines
from contracts.events.register import Role
from services.kit.web import Reading
from services.oversight.pages import regions as region_pages
from services.oversight.storage import facts
from tests.builders import NOW, REFERENCE, a_count, an_alert, person_id
from tests.oversight.stage import (
    ALERT,
    REGION,
    Stage,
    a_story,
    acknowledged,
    answered,
    asked,
    audience,
    delivered,
    organisations,
    progressed,
    specialist,
)
from tests.oversight.test_consumers import DISOWNED

#: What Postgres says when somebody writes in a transaction that only reads.
READ_ONLY_TRANSACTION = "25006"
NATION = "/nation"
NATION_ALERT = f"/nation/alerts/{REFERENCE}"
EVERY_PAGE = [page + live for page in (REGION, ALERT, NATION, NATION_ALERT) for live in ("", "/live")]


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    engine = stage.service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


# Who may see what


@pytest.mark.parametrize("address", EVERY_PAGE)
async def test_nobody_sees_anything_without_signing_in(stage: Stage, address: str) -> None:
    answer = await stage.client.get(address)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("role", [Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER, Role.AUDITOR])
@pytest.mark.parametrize("address", EVERY_PAGE)
async def test_national_roles_see_everything(stage: Stage, address: str, role: Role) -> None:
    await stage.hears(*a_story())
    stage.sign_in(role, None)

    await stage.sees(address)


@pytest.mark.parametrize("address", [REGION, ALERT, f"{REGION}/live", f"{ALERT}/live"])
async def test_another_region_is_refused(stage: Stage, address: str) -> None:
    await stage.hears(*a_story())
    stage.sign_in(ods_code="Y56")

    seen = await stage.sees(address, 403) if not address.endswith("/live") else ""

    assert (await stage.client.get(address)).status_code == 403
    assert "Trust" not in seen


@pytest.mark.parametrize("address", [NATION, NATION_ALERT])
async def test_a_regional_lead_does_not_see_the_nation(stage: Stage, address: str) -> None:
    stage.sign_in()

    assert "You may not see this page" in await stage.sees(address, 403)


async def test_a_specialist_sees_no_region(stage: Stage) -> None:
    stage.sign_in(Role.SPECIALIST, "Y58")

    await stage.sees(REGION, 403)


# One alert in a region


async def test_a_region_reads_first_who_has_not_acknowledged(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.clock.advance(days=4)
    stage.sign_in()

    seen = await stage.sees(ALERT)

    assert "1 of 3 organisations has acknowledged; 2 have not and are late since Tuesday 25 November." in seen
    assert seen.index("1 of 3") < seen.index("Whom to ring") < seen.index("Sort by")
    assert "True as of 09:15:00." in seen


@pytest.mark.parametrize("address", [REGION, ALERT, NATION, NATION_ALERT])
async def test_nothing_stands_between_the_heading_and_the_sentence(stage: Stage, address: str) -> None:
    await stage.hears(*a_story())
    stage.sign_in_nationally()

    page = (await stage.client.get(address)).text

    between = page[page.index("</h1>") + len("</h1>") : page.index('<p class="nhsuk-lede-text">')]
    assert re.sub(r"<div [^>]*data-live[^>]*>", "", between).strip() == ""


async def test_nobody_is_to_be_rung_while_there_is_time_and_the_mail_has_come(stage: Stage) -> None:
    await stage.hears(*organisations("RA1"), specialist("RA1"), an_alert(), audience("RA1"))
    await stage.hears(*delivered("RA1"))
    stage.sign_in()

    seen = await stage.sees(ALERT)

    assert "Whom to ring" not in seen
    assert "Nobody has to be rung now." in seen
    assert "Trust RA1 (RA1)" in seen


async def test_those_who_are_late_or_without_the_mail_can_be_rung(stage: Stage) -> None:
    await stage.hears(
        *a_story(), a_count(ods_code="RB1", accepted=0, bounced=1, last_trouble="550 no such user")
    )
    stage.sign_in()

    seen = await stage.sees(ALERT)
    to_ring = seen[seen.index("Whom to ring: ") : seen.index("Sort by")]

    assert "Trust RB1 (RB1)" in to_ring
    assert "Specialist RB1, specialist, 01632 960001" in to_ring
    assert "Every address refused the mail" in to_ring
    assert "Last answer: 550 no such user" in to_ring
    assert "Nobody is registered." in to_ring
    assert "Trust RA1" not in to_ring
    assert "tel:01632960001" in await stage.links(ALERT)


async def test_people_who_left_are_marked_and_those_no_longer_registered_are_gone(stage: Stage) -> None:
    await stage.hears(
        *organisations("RH5"),
        specialist("RH5"),
        specialist("RH5", person_id=person_id("Asha Verma"), name="Asha Verma"),
        specialist("RH5", person_id=person_id("Gone"), name="Gone Long", active=False),
        an_alert(),
        audience("RH5"),
        DISOWNED,
    )
    stage.sign_in()

    seen = await stage.sees(ALERT)

    assert "Asha Verma, specialist, 01632 960001 (said that they left the role)" in seen
    assert "Gone Long" not in seen


async def test_an_organisation_shows_all_that_is_known_of_it(stage: Stage) -> None:
    await stage.hears(*a_story(), asked(1, "RA1"), asked(2, "RA1"), answered(1, "RA1"))
    await stage.hears(
        progressed("RA1", Progress.COMPLETE, done=1, not_applicable=1, outstanding=0, completed_at=NOW)
    )
    stage.sign_in()

    seen = await stage.sees(f"{ALERT}?show=complete")

    assert "Complete: 1 organisation, sorted by status" in seen
    assert "Friday 21 November 2025, 9:15am Specialist RA1, specialist" in seen
    assert "1 done, 1 not applicable, 0 outstanding Complete Friday 21 November 2025, 9:15am" in seen
    assert "2 asked, 1 answered" in seen


async def test_counts_are_links_to_what_they_count(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.sign_in()

    assert f"{ALERT}?show=acknowledged" in await stage.links(REGION)
    assert f"{ALERT}?show=not_acknowledged&sort=status" in await stage.links(ALERT)
    listed = (await stage.sees(f"{ALERT}?show=not_acknowledged")).partition("sorted by")[2]
    assert "Trust RB1" in listed
    assert "Trust RA1" not in listed


async def test_the_table_is_sorted_as_asked_and_says_so(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.sign_in()

    by_status = (await stage.sees(ALERT)).partition("sorted by status")[2]
    by_name = (await stage.sees(f"{ALERT}?sort=name")).partition("sorted by name")[2]

    assert by_status.index("Trust RC1") < by_status.index("Trust RB1") < by_status.index("Trust RA1")
    assert by_name.index("Trust RA1") < by_name.index("Trust RB1") < by_name.index("Trust RC1")


async def test_a_choice_nobody_offered_is_refused(stage: Stage) -> None:
    stage.sign_in()

    assert "What was sent cannot be read" in await stage.sees(f"{ALERT}?sort=luck", 422)


async def test_the_newest_version_is_shown_once_its_audience_is_known(stage: Stage) -> None:
    await stage.hears(*a_story(), an_alert(version=2, short_title="Second thoughts"))
    stage.sign_in()
    assert "Second thoughts" not in await stage.sees(ALERT)

    await stage.hears(audience("RA1", version=2))
    assert "Second thoughts" in await stage.sees(ALERT)


async def test_the_licence_of_the_text_is_shown(stage: Stage) -> None:
    await stage.hears(
        *organisations("RA1"), an_alert(attribution="Open Government Licence v3.0."), audience("RA1")
    )
    stage.sign_in_nationally()

    for address in (ALERT, NATION_ALERT):
        assert "Open Government Licence v3.0." in await stage.sees(address)


async def test_blocked_actions_stand_after_whom_to_ring_and_before_all(stage: Stage) -> None:
    await stage.hears(*a_story(), progressed("RA1", blocked=1, outstanding=2))
    stage.sign_in_nationally()

    seen = await stage.sees(ALERT)

    assert seen.index("Whom to ring: ") < seen.index("Organisations with blocked actions: 1")
    assert seen.index("1 blocked of 2 outstanding, 1 done") < seen.index("Sort by")
    assert f"{ALERT}?show=blocked&sort=status" in await stage.links(ALERT)
    for address in (REGION, NATION):
        assert "1 with blocked actions" in await stage.sees(address)
    assert "With blocked actions 1" in await stage.sees(NATION_ALERT)


async def test_what_was_not_required_is_complete_and_says_so(stage: Stage) -> None:
    status = ResponseStatus.NOT_REQUIRED
    await stage.hears(*a_story(), progressed("RA1", Progress.COMPLETE, done=0, outstanding=0, status=status))
    stage.sign_in_nationally()

    assert "Trust RA1 (RA1) Status – Not required" in await stage.sees(f"{ALERT}?show=not_required")
    for address in (REGION, NATION):
        assert "1 not required" in await stage.sees(address)
    assert "Complete 1 Of these not required 1" in await stage.sees(NATION_ALERT)


# What has not arrived, and what is not real


async def test_an_alert_without_its_text_or_its_audience_says_so(stage: Stage) -> None:
    stage.sign_in_nationally()
    await stage.hears(*organisations("RA1"))
    assert "Nothing about NatPSA/2025/006/NHSPS has arrived." in await stage.sees(ALERT, 404)

    await stage.hears(an_alert())
    assert "Which organisations this alert is for has not arrived yet." in await stage.sees(ALERT)
    assert "Whom it is for has not arrived yet" in await stage.sees(NATION)

    await stage.hears(audience("RA1", reference="NatPSA/2025/007/MHRA"))
    assert "The text of this alert has not arrived yet" in await stage.sees(
        f"{REGION}/alerts/NatPSA/2025/007/MHRA"
    )


async def test_an_organisation_without_a_name_is_shown_by_its_code(stage: Stage) -> None:
    await stage.hears(an_alert(), audience("RX9"))
    stage.sign_in_nationally()

    assert "Name not arrived yet (RX9)" in await stage.sees(f"/regions/none/alerts/{REFERENCE}")
    assert "No region recorded" in await stage.sees(NATION_ALERT)


async def test_an_unknown_region_is_not_found(stage: Stage) -> None:
    stage.sign_in_nationally()

    assert "This region is not known" in await stage.sees(REGION, 404)


async def test_empty_pages_say_what_would_stand_there(stage: Stage) -> None:
    await stage.hears(*organisations("RA1"))
    stage.sign_in_nationally()

    for address in (REGION, NATION):
        seen = await stage.sees(address)
        assert "No alert is open." in seen
        assert "will stand here." in seen
    await stage.hears(an_alert(), audience())
    assert "This alert is for no organisation in South West." in await stage.sees(ALERT)
    assert "will stand here." in await stage.sees(NATION_ALERT)


@pytest.mark.parametrize("kind", [AlertStatus.EXERCISE, AlertStatus.TEST])
async def test_an_exercise_is_marked_and_stands_apart(stage: Stage, kind: AlertStatus) -> None:
    await stage.hears(*organisations("RA1"), an_alert(status=kind), audience("RA1"))
    stage.clock.advance(hours=1)
    stage.sign_in_nationally()

    for address in (REGION, NATION):
        seen = await stage.sees(address)
        assert "No alert is open." in seen
        assert seen.index("Exercises and tests") < seen.index(f"{kind.upper()}:")
    for address in (ALERT, NATION_ALERT):
        assert f"{kind.upper()}:" in await stage.sees(address)


async def test_an_alert_that_was_only_recorded_is_not_said_to_be_undelivered(stage: Stage) -> None:
    deadlines = Deadlines(acknowledge_by=date(2025, 11, 20), complete_by=date(2025, 11, 20))
    await stage.hears(*organisations("RA1"), an_alert(mailing="none", deadlines=deadlines), audience("RA1"))
    stage.clock.advance(days=9)
    stage.sign_in_nationally()

    for address in (REGION, ALERT, NATION, NATION_ALERT):
        seen = await stage.sees(address)
        assert "Not delivered 1" not in seen
        assert "✕ Not delivered" not in seen
    assert "Not mailed" in await stage.sees(NATION)
    assert "recorded here, not mailed" in await stage.sees(ALERT)
    assert "Whom to ring" not in await stage.sees(ALERT)


# The nation


async def test_the_nation_sees_the_funnel_and_the_region_furthest_behind(stage: Stage) -> None:
    london = ("RL1", "RL2", "RL3", "RL4")
    await stage.hears(
        *organisations("RA1"),
        *organisations(*london, region_code="Y56", region_name="London"),
        an_alert(),
        audience("RA1", *london, nobody=["RL4"]),
        *delivered("RA1", *london[:2]),
        *map(acknowledged, ("RA1", "RL1")),
        progressed("RA1"),
    )
    stage.sign_in_nationally()

    seen = await stage.sees(NATION)

    assert "Must answer 5 Sent 4 80% Delivered 3 60% Acknowledged 2 40% Acting 1 20% Complete 0 0%" in seen
    assert "London: 3 of 4 not acknowledged" in seen
    assert f"/regions/Y56/alerts/{REFERENCE}?show=not_acknowledged" in await stage.links(NATION)
    assert f"/regions/Y56/alerts/{REFERENCE}?show=nobody_registered" in await stage.links(NATION_ALERT)


# Staying true


@pytest.mark.parametrize(
    "address", [f"{REGION}/live", f"{ALERT}/live", f"{NATION}/live", f"{NATION_ALERT}/live"]
)
async def test_a_live_part_changes_with_every_fact_and_not_without(stage: Stage, address: str) -> None:
    await stage.hears(*a_story())
    stage.sign_in_nationally()
    first = await stage.client.get(address)
    known = {"if-none-match": first.headers["etag"]}

    stage.clock.advance(seconds=30)
    unchanged = await stage.client.get(address, headers=known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")

    for fact in (acknowledged("RB1"), specialist("RC1"), progressed("RB1"), asked(1, "RB1"), DISOWNED):
        await stage.hears(fact)
        changed = await stage.client.get(address, headers=known)
        assert changed.status_code == 200, fact
        known = {"if-none-match": changed.headers["etag"]}
    assert (await stage.client.get(address, headers=known)).status_code == 304


async def test_a_deadline_that_passes_changes_the_live_part_though_nothing_was_heard(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.clock.now = NOW.replace(day=24, hour=23, minute=59, second=59)
    stage.sign_in()
    before = await stage.client.get(f"{ALERT}/live")

    stage.clock.advance(seconds=1)
    after = await stage.client.get(f"{ALERT}/live", headers={"if-none-match": before.headers["etag"]})

    assert "late since" not in before.text
    assert "late since" in after.text


async def test_another_alert_leaves_this_one_alone(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.sign_in()
    known = {"if-none-match": (await stage.client.get(f"{ALERT}/live")).headers["etag"]}

    await stage.hears(an_alert(reference="NatPSA/2025/007/MHRA"))

    assert (await stage.client.get(f"{ALERT}/live", headers=known)).status_code == 304


async def test_the_live_part_is_what_the_page_shows(stage: Stage) -> None:
    await stage.hears(*a_story())
    stage.sign_in_nationally()

    for address in (REGION, ALERT, NATION, NATION_ALERT):
        assert await stage.sees(f"{address}/live") in await stage.sees(address)


# Reading only, and quickly


@pytest.mark.parametrize("address", EVERY_PAGE)
async def test_a_page_asks_little_and_changes_nothing(stage: Stage, address: str) -> None:
    codes = [f"R{number:03}" for number in range(60)]
    await stage.hears(*organisations(*codes), an_alert(), audience(*codes), *delivered(*codes))
    stage.sign_in_nationally()

    with statements(stage) as sent:
        await stage.sees(address)

    who, begins, *asked_for = sent
    assert "ended_sessions" in who
    assert "READ ONLY" in begins
    if looked := [place for place, statement in enumerate(asked_for) if "advisory" in statement]:
        # After the answer it is noted who looked at people.
        assert address == ALERT
        asked_for = asked_for[: looked[0]]
    assert all(statement.startswith("SELECT") for statement in asked_for)
    assert len(asked_for) <= 2 + address.endswith("/live")


async def test_the_database_itself_refuses_a_page_that_writes(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def careless(tx: Reading, _: str) -> dict[str, Any]:
        await facts.raise_revision(tx, REFERENCE)
        return {}

    monkeypatch.setattr(region_pages, "_alerts", careless)
    stage.sign_in()

    assert (await stage.client.get(REGION)).status_code == 503

    said = capsys.readouterr()
    assert f"sqlstate={READ_ONLY_TRANSACTION}" in said.out + said.err
