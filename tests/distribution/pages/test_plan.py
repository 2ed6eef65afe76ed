"""What the national team sees of who is reminded when, before an alert is issued too."""

from datetime import UTC, datetime

from contracts.events.register import Role
from services.kit.service import Service
from tests.builders import REFERENCE
from tests.distribution.browser import browser, checked
from tests.distribution.stage import Stage
from tests.fakes import FixedClock

ADDRESS = f"/deliveries/{REFERENCE}"


async def test_the_plan_of_an_alert_says_what_was_done_and_what_is_to_come(
    service: Service, clock: FixedClock, stage: Stage
) -> None:
    clock.now = datetime(2025, 11, 20, 10, tzinfo=UTC)
    await stage.issue("asha@x.example")
    clock.now = datetime(2025, 11, 24, 8, tzinfo=UTC)
    await next(job.tick for job in service.jobs if "chases" in job.name)()
    async with browser(service, clock, Role.NATIONAL_APPROVER) as client:
        html = " ".join(checked(await client.get(f"{ADDRESS}/plan")).split())

    assert "1 organisation must answer: 1 not acknowledged" in html
    assert "✓ Done on Monday 24 November 2025: 1 organisation asked" in html
    assert "✓ Done: 1 organisation asked" in html
    assert "… To come: 1 organisation if nothing more is answered" in html
    assert html.index("executive lead") < html.index("regional lead")


async def test_the_plan_can_be_looked_at_before_an_alert_is_issued(
    service: Service, clock: FixedClock
) -> None:
    async with browser(service, clock, Role.NATIONAL_AUTHOR) as client:
        by_rule = checked(await client.get("/deliveries/plan"))
        days = {"issued": "2025-12-22", "acknowledge_by": "2025-12-24", "complete_by": ""}
        stated = checked(await client.get("/deliveries/plan", params=days))
        wrong = checked(await client.get("/deliveries/plan", params=days | {"complete_by": "soon"}), 422)

    assert "Acknowledge by Tue 25 Nov" in by_rule
    assert "Monday 29 December 2025" in stated
    assert "Friday 26 December 2025" not in stated
    assert "such as 2025-11-24" in wrong


async def test_of_a_test_nobody_is_reminded(service: Service, clock: FixedClock, stage: Stage) -> None:
    await stage.issue("asha@x.example", status="test")
    async with browser(service, clock, Role.OPERATOR) as client:
        assert "Nobody is reminded of this alert" in checked(await client.get(f"{ADDRESS}/plan"))
        assert (await client.get("/deliveries/NatPSA/2025/999/MHRA/plan")).status_code == 404
