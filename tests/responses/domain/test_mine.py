import pytest

from contracts.events.actions import Progress
from contracts.events.register import Role
from contracts.links import LinkPurpose
from services.responses.domain.links import Duty, Organisation, Person
from services.responses.domain.mine import Held, Listed, WayIn, reference_in, still_registered
from services.responses.domain.progress import NOTHING_YET, Acknowledged, Progressed
from tests.builders import NOW, REFERENCE, an_alert, an_audience, person_id

ASHA = Person(person_id("Asha Verma"), "RH5", Role.SPECIALIST, "Asha Verma", active=True)
WAY_IN = WayIn(ASHA.person_id, Organisation("RH5", "Somerset NHS Foundation Trust"), REFERENCE, 2)
FIRST = Acknowledged(ASHA.person_id, "Asha Verma", Role.SPECIALIST, NOW, first_of_organisation=True)
MUST = Duty(True, an_audience().acknowledge_by, NOW)
TOLD = Duty(False, an_audience().acknowledge_by, NOW)
ACTING = Progressed(Progress.IN_PROGRESS, 1, 0, 1, NOW, None)
COMPLETE = Progressed(Progress.COMPLETE, 2, 0, 0, NOW, NOW)


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        (REFERENCE, REFERENCE),
        (" natpsa/2025/006/nhsps ", REFERENCE),
        ("NatPSA / 2025 / 006 / NHSPS", REFERENCE),
        ("Acknowledge by Monday: NatPSA/2025/006/NHSPS", REFERENCE),
        ("2025/006", None),
        ("//evil.example", None),
        ("", None),
    ],
)
def test_a_reference_is_read_however_it_is_typed(typed: str, reference: str | None) -> None:
    assert reference_in(typed) == reference


@pytest.mark.parametrize(
    ("now_registered", "is_let_in"),
    [
        (ASHA, True),
        (Person(ASHA.person_id, "RH5", Role.DEPUTY, "Asha Verma", active=True), True),
        (Person(ASHA.person_id, "RH5", Role.SPECIALIST, "Asha Verma", active=False), False),
        (Person(ASHA.person_id, "RA9", Role.SPECIALIST, "Asha Verma", active=True), False),
        (Person(ASHA.person_id, None, Role.NATIONAL_AUTHOR, "Asha Verma", active=True), False),
        (Person(ASHA.person_id, "RH5", Role.AUDITOR, "Asha Verma", active=True), False),
        (Person(person_id("Ben Okafor"), "RH5", Role.SPECIALIST, "Ben Okafor", active=True), False),
    ],
)
def test_who_has_signed_in_is_let_in_as_the_register_knows_them_now(
    now_registered: Person, *, is_let_in: bool
) -> None:
    held = [Held.of(str(ASHA.person_id), "RH5"), Held.of(str(person_id("Ben Okafor")), "RTE")]
    assert bool(still_registered(held, [now_registered])) is is_let_in


@pytest.mark.parametrize(
    ("duty", "first", "progressed", "state"),
    [
        (MUST, None, NOTHING_YET, "not_acknowledged"),
        (TOLD, None, NOTHING_YET, "for_information"),
        (TOLD, FIRST, NOTHING_YET, "acknowledged"),
        (MUST, FIRST, NOTHING_YET, "acknowledged"),
        (MUST, FIRST, ACTING, "in_progress"),
        (MUST, None, COMPLETE, "complete"),
    ],
)
def test_the_furthest_step_is_shown(
    duty: Duty, first: Acknowledged | None, progressed: Progressed, state: str
) -> None:
    assert Listed(WAY_IN, an_alert(), duty, first, progressed).state == state


def test_the_way_in_says_what_a_mailed_link_says() -> None:
    claims = WAY_IN.claims()
    assert (claims.person_id, claims.ods_code, claims.version) == (ASHA.person_id, "RH5", 2)
    assert claims.purpose is LinkPurpose.ANSWER
