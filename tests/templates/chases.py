"""Chasing mails as their templates are given them: to specialists, executive leads and regional leads."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.deadlines import end_of
from contracts.events.alerts import AlertStatus
from services.distribution.domain.chasing import Asked, Deadline
from services.distribution.domain.reminding import Ask, Asking, Line, Section, Silence
from tests.builders import REFERENCE, person_id

SOMEBODY = person_id("Asha Verma")
MONDAY, DECEMBER = end_of(date(2025, 11, 24)), end_of(date(2025, 12, 12))
LATE = Ask(Deadline.ACKNOWLEDGE, MONDAY, is_late=True)
COMING = Ask(Deadline.COMPLETE, DECEMBER, is_late=False)


def asking(reference: str = REFERENCE, **changes: Any) -> Asking:
    own: dict[str, Any] = {
        "status": AlertStatus.ACTUAL,
        "headline": "penicillin allergy recorded as penicillamine allergy",
        "asked": Asked({}, datetime(2025, 11, 20, 9, 58, tzinfo=UTC)),
    }
    return Asking(reference=reference, version=1, **own | changes)


def section(*lines: Line, ods_code: str = "RH5") -> Section:
    return Section(SOMEBODY, ods_code, lines)


def chase(**changes: Any) -> dict[str, Any]:
    return {
        "staff": (),
        "executive": (),
        "region": (),
        "names": {"RH5": "Somerset NHS Foundation Trust", "RA4": "Yeovil District Hospital"},
        "roles": {SOMEBODY: "patient safety specialist"},
        "places": {SOMEBODY: "Y58"},
        "practice": "actual",
        "answer_link": lambda _, code, reference, version: f"https://x.example/{code}/{reference}/{version}",
    } | changes


ONE = Line(asking(), (LATE,))
OTHER = Line(asking("NatPSA/2025/005/DHSC", headline="needle-free connectors"), (COMING,))
PRACTICE = Line(asking("NatPSA/2025/900/NHSPS", status=AlertStatus.EXERCISE), (LATE, COMING))
TO_STAFF = chase(staff=(section(ONE, OTHER), section(PRACTICE, ods_code="RA4")))
TO_EXECUTIVE = chase(executive=(section(ONE),))
TO_REGION = chase(region=(Silence(SOMEBODY, asking(), LATE, tuple(f"R{n:02}" for n in range(52))),))
EVERYTHING = chase(staff=TO_STAFF["staff"], executive=TO_EXECUTIVE["executive"], region=TO_REGION["region"])
