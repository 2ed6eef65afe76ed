from collections.abc import Collection
from dataclasses import replace

import pytest

from contracts.audience import (
    Addressed,
    Corrections,
    Group,
    Organisation,
    Person,
    SkipReason,
    audience,
    in_force,
)
from contracts.events.alerts import Audience, AudienceGroup
from contracts.events.register import Role
from tests.builders import a_correction, an_alert, person_id

SOMERSET = Organisation("RH5", "Somerset", "nhs_foundation_trust", "acute", "Y58", "QSL", active=True)
ICB = Organisation("QSL", "Somerset ICB", "icb", None, "Y58", None, active=True)
REGION = Organisation("Y58", "South West", "region", None, "Y58", None, active=True)


def someone(
    name: str,
    role: Role = Role.SPECIALIST,
    ods_code: str | None = "RH5",
    *,
    email: str = "",
    active: bool = True,
) -> Person:
    return Person(person_id(name), ods_code, role, name, email or f"{name}@trust.example", active)


def frozen(
    people: Collection[Person], *organisations: Organisation, must: object = None, told: object = None
) -> tuple[Addressed, ...]:
    everybody = AudienceGroup(organisation_types=("nhs_foundation_trust",))
    groups = {"must_respond": must or everybody, "for_information": told or AudienceGroup()}
    alert = an_alert(audience=Audience.model_validate(groups))
    return audience(alert, organisations or (SOMERSET,), people)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (AudienceGroup(organisations=("RH5",)), True),
        (AudienceGroup(organisation_types=("nhs_trust", "nhs_foundation_trust")), True),
        (AudienceGroup(organisation_types=("nhs_trust",)), False),
        (AudienceGroup(organisation_types=("nhs_trust",), organisations=("RH5",)), True),
        (AudienceGroup(sectors=("acute",), regions=("Y58",), icbs=("QSL",)), True),
        (AudienceGroup(sectors=("acute",), regions=("Y56",)), False),
        (AudienceGroup(sectors=("ambulance",), regions=("Y58",)), False),
        (AudienceGroup(icbs=("QHL",)), False),
        (AudienceGroup(organisations=("RA4",)), False),
        (AudienceGroup(), False),
    ],
)
def test_an_organisation_belongs_by_name_or_by_every_list_given(group: AudienceGroup, expected: bool) -> None:
    assert (SOMERSET in Group(group)) is expected


@pytest.mark.parametrize("group", [{"regions": ("Y58",)}, {"organisation_types": ("region",)}])
def test_a_region_belongs_only_when_it_is_named(group: dict[str, tuple[str, ...]]) -> None:
    assert REGION not in Group(AudienceGroup(**group))
    assert REGION in Group(AudienceGroup(**group, organisations=("Y58",)))


def test_a_named_code_that_nobody_active_has_is_a_gap() -> None:
    closed = replace(SOMERSET, active=False)
    must = AudienceGroup(organisations=("TYPO", "RH5"))

    found = frozen([someone("Asha")], closed, must=must, told=AudienceGroup(organisations=("TYPO", "AAA")))

    assert [(one.organisation.ods_code, one.must_respond, one.recipients) for one in found] == [
        ("AAA", False, ()),
        ("RH5", True, ()),
        ("TYPO", True, ()),
    ]


def test_a_closed_organisation_that_is_not_named_is_no_gap() -> None:
    assert frozen([], replace(SOMERSET, active=False)) == ()


def test_an_organisation_in_both_groups_must_answer() -> None:
    everybody = AudienceGroup(organisations=("RH5",))

    (one,) = frozen([], must=everybody, told=everybody)

    assert one.must_respond


def test_an_organisation_only_told_need_not_answer() -> None:
    others, us = AudienceGroup(organisations=("RA4",)), AudienceGroup(organisations=("RH5",))

    (_, one) = frozen([], must=others, told=us)

    assert not one.must_respond


def test_an_organisation_without_recipients_stays_as_a_gap() -> None:
    (one,) = frozen([])

    assert one.organisation is SOMERSET
    assert one.recipients == ()


@pytest.mark.parametrize(
    ("organisation", "told"),
    [
        (SOMERSET, {Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX}),
        (ICB, {Role.SPECIALIST, Role.DEPUTY, Role.SHARED_MAILBOX, Role.ICB_LEAD}),
    ],
)
def test_mails_go_to_the_roles_that_answer(organisation: Organisation, told: set[Role]) -> None:
    people = [someone(role.value, role, organisation.ods_code) for role in Role]

    (one,) = frozen(people, organisation, must=AudienceGroup(organisations=(organisation.ods_code,)))

    assert {person.role for person in one.recipients} == told


def test_people_who_left_or_belong_elsewhere_get_nothing() -> None:
    people = [
        someone("left", active=False),
        someone("other", ods_code="RA4"),
        someone("nation", ods_code=None),
    ]

    assert frozen(people)[0].recipients == ()


def test_of_two_rows_with_one_address_the_specialist_is_mailed_and_the_other_named() -> None:
    deputy = someone("deputy", Role.DEPUTY, email="TEAM@trust.example")
    specialist = someone("specialist", email="team@trust.example")

    (one,) = frozen([deputy, specialist])

    assert one.recipients == (specialist,)
    assert [(skipped.person_id, skipped.reason) for skipped in one.skipped] == [
        (deputy.person_id, SkipReason.SAME_ADDRESS)
    ]


def test_one_address_at_two_organisations_gets_two_mails() -> None:
    both = [someone("here", email="a@x.example"), someone("there", ods_code="QSL", email="a@x.example")]
    group = AudienceGroup(organisations=("RH5", "QSL"))

    assert [len(one.recipients) for one in frozen(both, SOMERSET, ICB, must=group)] == [1, 1]


def test_of_corrections_of_one_organisation_the_highest_number_holds() -> None:
    first = a_correction(must_respond=("RA1", "RB2"), sent_in_error=("RC3",))
    second = a_correction(number=2, must_respond=("RC3",), sent_in_error=("RA1",))

    assert in_force([second, first]) == in_force([first, second])
    assert in_force([second, first]) == Corrections(
        frozenset({"RB2", "RC3"}), sent_in_error=frozenset({"RA1"})
    )


def test_an_audience_is_for_whoever_was_added_and_not_for_whom_it_was_an_error() -> None:
    alert = an_alert(audience={"must_respond": {"organisations": ["RH5", "GONE"]}})
    others = [replace(SOMERSET, ods_code=code) for code in ("RA1", "RB2", "RC3")]
    corrections = Corrections(
        must_respond=frozenset({"RA1", "TYPO"}),
        for_information=frozenset({"RB2"}),
        sent_in_error=frozenset({"RH5", "GONE"}),
    )

    found = audience(alert, (SOMERSET, *others), [someone("Asha", ods_code="RA1")], corrections)

    assert [(one.organisation.ods_code, one.must_respond, len(one.recipients)) for one in found] == [
        ("RA1", True, 1),
        ("RB2", False, 0),
        ("TYPO", True, 0),
    ]


def test_whoever_must_respond_anyway_is_not_merely_told_because_they_were_added_so() -> None:
    (one,) = audience(an_alert(), (SOMERSET,), [], Corrections(for_information=frozenset({"RH5"})))

    assert one.must_respond
