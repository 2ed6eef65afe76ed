"""Counts of whom an alert would go to."""

from contracts.audience import Addressed, Organisation, Person
from services.distribution.domain.preview import NOT_STATED, Count, Frozen, Preview
from tests.builders import a_person

ASHA = a_person("Asha Verma", email="Asha@x.example")


def an_addressed(code: str, *names: str, must_respond: bool = True, region: str | None = "Y58") -> Addressed:
    own = Organisation(code, f"Trust {code}", "nhs_trust", None, region, None, active=True)
    recipients = tuple(
        Person(
            person_id=found.person_id,
            ods_code=code,
            role=found.role,
            name=found.name,
            email=str(found.email),
            active=True,
        )
        for found in (a_person(name, email=f"{name}@x.example") for name in names)
    )
    return Addressed(own, must_respond, recipients, ())


PREVIEW = Preview(
    (
        an_addressed("RA1", "asha", "ben"),
        an_addressed("RB2", region=None),
        an_addressed("RC3", "cara", must_respond=False),
    ),
    bouncing=frozenset({"ben@x.example"}),
)


def test_everything_is_counted_by_class_region_and_type() -> None:
    assert PREVIEW.total == Count("All", 3, 3, 1)
    assert PREVIEW.classes == (Count("Must respond", 2, 2, 1), Count("For information", 1, 1, 0))
    assert PREVIEW.by_region() == [Count("Y58", 2, 3, 0), Count(NOT_STATED, 1, 0, 1)]
    assert PREVIEW.by_type() == [Count("nhs_trust", 3, 3, 1)]


def test_gaps_and_addresses_that_come_back_are_named() -> None:
    assert [one.organisation.ods_code for one in PREVIEW.gaps] == ["RB2"]
    assert [(one.organisation.ods_code, person.name) for one, person in PREVIEW.coming_back] == [
        ("RA1", "ben")
    ]


def test_beside_an_earlier_audience_both_directions_are_told() -> None:
    ids = {one.organisation.ods_code: [p.person_id for p in one.recipients] for one in PREVIEW.addressed}
    earlier = Frozen("NatPSA/2025/001/NHSPS", 1, {"RA1": frozenset(ids["RA1"][:1]), "RZ9": frozenset()})

    difference = PREVIEW.beside(earlier)

    assert (difference.joined, difference.left) == (("RB2", "RC3"), ("RZ9",))
    assert (difference.people_joined, difference.people_left, difference.is_none) == (2, 0, False)
