from collections import Counter

from services.local.people import SampleOrganisation, SamplePerson, as_csv, sample_people

TRUSTS = [SampleOrganisation(f"R{number:02d}", "nhs_trust") for number in range(60)]
SOMERSET = SampleOrganisation("RH5", "nhs_foundation_trust")


def people_of(*organisations: SampleOrganisation) -> list[SamplePerson]:
    return list(sample_people(organisations))


def roles_of(*organisations: SampleOrganisation) -> list[tuple[str, str]]:
    return [(person.ods_code, person.role) for person in people_of(*organisations)]


def test_the_people_are_the_same_on_every_machine() -> None:
    assert people_of(*TRUSTS) == people_of(*TRUSTS)
    assert people_of(SOMERSET)[0] == SamplePerson(
        ods_code="RH5",
        role="specialist",
        name="Aaliyah Abara",
        email="aaliyah.abara@rh5.example",
        phone="01632 960 000",
    )


def test_every_organisation_has_a_lead_of_its_own_kind() -> None:
    region, board = SampleOrganisation("Y58", "region"), SampleOrganisation("QSL", "icb")
    roles = roles_of(region, board, SOMERSET)

    assert [role for role in roles if role[0] == "Y58"] == [("Y58", "regional_lead")]
    assert ("QSL", "icb_lead") in roles
    assert ("QSL", "executive_lead") not in roles
    assert ("RH5", "executive_lead") in roles


def test_few_trusts_have_a_partner_and_the_first_is_one_of_them() -> None:
    roles = roles_of(SampleOrganisation("QSL", "icb"), *TRUSTS)

    assert [code for code, role in roles if role == "partner"] == ["R00", "R20", "R40"]


def test_the_national_team_belongs_to_no_organisation() -> None:
    team = ("national_author", "national_approver", "operator", "auditor")
    assert roles_of() == [("", role) for role in team]


def test_one_organisation_in_thirty_has_nobody_to_answer() -> None:
    specialists = Counter(person.ods_code for person in people_of(*TRUSTS) if person.role == "specialist")

    assert len([trust for trust in TRUSTS if trust.ods_code not in specialists]) == len(TRUSTS) / 30
    assert max(specialists.values()) > 1


def test_nobody_can_be_reached_by_mistake() -> None:
    everybody = people_of(*TRUSTS)

    assert [person for person in everybody if not person.email.endswith(".example")] == []
    assert [person for person in everybody if not person.phone.startswith("01632 960 ")] == []


def test_no_two_people_share_a_name_or_an_address() -> None:
    everybody = people_of(*TRUSTS)

    assert len({person.name for person in everybody}) == len(everybody)
    assert len({person.email for person in everybody}) == len(everybody)


def test_the_file_has_a_line_for_each_and_needs_no_quotes() -> None:
    everybody = people_of(SOMERSET)
    header, *rows = as_csv(everybody).splitlines()

    assert header == "ods_code,role,name,email,phone"
    assert [row.split(",") for row in rows] == [
        [person.ods_code, person.role, person.name, person.email, person.phone] for person in everybody
    ]
