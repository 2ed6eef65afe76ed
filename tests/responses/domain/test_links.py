from dataclasses import replace
from typing import Any

import pytest

from contracts.events.register import Role
from contracts.links import LinkClaims
from services.responses.domain.links import (
    ROLE_WORDS,
    Duty,
    Known,
    Link,
    LinkTrouble,
    Organisation,
    Person,
    opened,
)
from tests.builders import NOW, REFERENCE, an_alert, person_id

CLAIMS = LinkClaims(person_id=person_id("Asha Verma"), ods_code="RH5", reference=REFERENCE, version=1)
ASHA = Person(CLAIMS.person_id, "RH5", Role.SPECIALIST, "Asha Verma", active=True)
ALL_KNOWN = Known(
    person=ASHA,
    organisation=Organisation("RH5", "Somerset NHS Foundation Trust"),
    alert=an_alert(),
    audience_heard=True,
    duty=Duty(must_respond=True, acknowledge_by=NOW, frozen_at=NOW),
)


def test_a_link_opens_when_all_it_names_is_known() -> None:
    link = opened(CLAIMS, ALL_KNOWN)
    assert isinstance(link, Link)
    assert link.may_answer


@pytest.mark.parametrize(
    ("lacking", "trouble"),
    [
        ({"person": None}, LinkTrouble.NOT_REGISTERED),
        ({"person": replace(ASHA, active=False)}, LinkTrouble.NOT_REGISTERED),
        ({"person": replace(ASHA, ods_code="RA9")}, LinkTrouble.NOT_REGISTERED),
        ({"person": replace(ASHA, ods_code=None)}, LinkTrouble.NOT_REGISTERED),
        ({"alert": None}, LinkTrouble.NOT_HEARD_YET),
        ({"audience_heard": False, "duty": None}, LinkTrouble.NOT_HEARD_YET),
        ({"person": None, "alert": None}, LinkTrouble.NOT_HEARD_YET),
        ({"person": replace(ASHA, active=False), "alert": None}, LinkTrouble.NOT_REGISTERED),
        ({"duty": None}, LinkTrouble.NOT_FOR_ORGANISATION),
    ],
)
def test_a_link_is_refused_for_the_first_thing_that_is_lacking(
    lacking: dict[str, Any], trouble: LinkTrouble
) -> None:
    assert opened(CLAIMS, replace(ALL_KNOWN, **lacking)) is trouble


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.OPERATOR])
def test_some_roles_only_look_on(role: Role) -> None:
    link = opened(CLAIMS, replace(ALL_KNOWN, person=replace(ASHA, role=role)))
    assert isinstance(link, Link)
    assert not link.may_answer


def test_every_role_has_words() -> None:
    assert set(ROLE_WORDS) == set(Role)


def test_an_organisation_that_is_not_registered_yet_goes_by_its_code() -> None:
    assert Organisation("RH5", "RH5").label == "RH5"
