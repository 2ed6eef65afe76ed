"""One process or six: the pages are the same, and the header shows only what its reader may open."""

import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from contracts.events.register import Role
from contracts.topics import TOPICS
from services import all as everything
from services.access.permissions import ANSWERS
from services.all import BUILDERS, METADATA, NAMES, navigation
from services.kit.web import Grant, Visitor
from tests.builders import NOW
from tests.composed import composed


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method, str(route.path))
        for route in iter_route_contexts(app.routes)
        for method in getattr(route, "methods", None) or ("MOUNT",)
    }


def somebody(*grants: Grant) -> Visitor:
    return Visitor(person_id="p1", name="Asha Verma", grants=grants, signed_in_at=NOW)


def links(*grants: Grant) -> list[str]:
    return [href for _, href, _ in navigation(somebody(*grants), "/")]


def test_one_process_has_the_routes_of_all_its_services() -> None:
    apart = [routes_of(composed([name])) for name in NAMES]

    assert routes_of(composed()) == set.union(*apart)
    assert all(("GET", "/healthz") in routes for routes in apart)


def test_no_two_services_answer_at_the_same_address() -> None:
    everywhere = routes_of(composed([]))
    pages = [route for name in NAMES for route in routes_of(composed([name])) - everywhere]

    assert sorted(pages) == sorted(set(pages))


def test_every_service_has_all_that_is_composed() -> None:
    assert set(METADATA) == set(BUILDERS) == set(NAMES)
    assert [name for name, metadata in METADATA.items() if metadata.schema != name] == []


def test_a_name_that_is_no_service_is_an_error() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        composed(["nonsense"])


def test_whoever_has_not_signed_in_is_shown_no_links() -> None:
    assert navigation(None, "/") == []


@pytest.mark.parametrize("role", [Role.NATIONAL_AUTHOR, Role.NATIONAL_APPROVER])
def test_the_national_team_is_led_to_its_pages(role: Role) -> None:
    assert links(Grant(role=role)) == ["/desk", "/nation", "/questions", "/register", "/sending"]


def test_an_operator_is_led_to_the_register_to_sending_to_keys_and_to_the_audit() -> None:
    assert links(Grant(role=Role.OPERATOR)) == ["/register", "/sending", "/keys", "/audit"]


def test_a_regional_lead_is_led_to_every_region_of_theirs_and_no_other() -> None:
    south, midlands = (Grant(role=Role.REGIONAL_LEAD, ods_code=code) for code in ("Y58", "Y60"))

    assert links(south, midlands) == ["/regions/Y58", "/regions/Y60"]


def test_somebody_with_both_roles_is_led_to_both() -> None:
    region = Grant(role=Role.REGIONAL_LEAD, ods_code="Y58")

    assert links(Grant(role=Role.NATIONAL_AUTHOR), region)[-2:] == ["/sending", "/regions/Y58"]


@pytest.mark.parametrize("role", ANSWERS)
def test_whoever_answers_is_led_to_their_alerts_and_their_organisation(role: Role) -> None:
    specialist = somebody(Grant(role=role, ods_code="RH5"))

    assert navigation(specialist, "/organisations/RH5")[:2] == [
        ("My alerts", "/mine", False),
        ("My organisation", "/organisations/RH5", True),
    ]


def test_somebody_of_two_organisations_is_led_to_both_once() -> None:
    grants = [Grant(role=role, ods_code="RH5") for role in (Role.SPECIALIST, Role.EXECUTIVE_LEAD)]
    visitor = somebody(*grants, Grant(role=Role.DEPUTY, ods_code="RA1"))

    shown = [text for text, _, _ in navigation(visitor, "/")]
    assert shown == ["My alerts", "Organisation RA1", "Organisation RH5", "Partners"]


def test_only_specialists_are_led_to_their_partners() -> None:
    led = {role for role in Role if "/partners" in links(Grant(role=role, ods_code="RH5"))}

    assert led == {Role.SPECIALIST}


@pytest.mark.parametrize(
    ("role", "shown"),
    [(Role.PARTNER, ["/mine"]), (Role.AUDITOR, ["/nation", "/register", "/sending", "/audit"])],
)
def test_whoever_answers_for_nobody_is_led_to_no_organisation(role: Role, shown: list[str]) -> None:
    assert links(Grant(role=role, ods_code="RH5")) == shown


def test_the_link_of_this_page_is_marked() -> None:
    author = somebody(Grant(role=Role.NATIONAL_AUTHOR))

    marked = [text for text, _, is_here in navigation(author, "/questions/1") if is_here]
    assert marked == ["Questions"]


def test_the_asyncapi_document_is_the_same_each_time_and_names_every_topic() -> None:
    text = everything.asyncapi()

    assert everything.asyncapi() == text
    addresses = {channel["address"] for channel in yaml.safe_load(text)["channels"].values()}
    assert addresses >= {topic.name for topic in TOPICS}
