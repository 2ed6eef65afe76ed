"""Who may see which organisation, as a table."""

import pytest

from contracts.events.register import Role
from services.access import Permission
from services.oversight.domain.seeing import Place, answers_for, may_see

SOMERSET = Place(ods_code="RH5", region_code="Y58", icb_code="QSL")
ITS_ICB = Place(ods_code="QSL", region_code="Y58")
LONDON = Place(ods_code="RJ1", region_code="Y56", icb_code="QKK")
NOWHERE = Place(ods_code="RX9")
EVERYONE = (SOMERSET, ITS_ICB, LONDON, NOWHERE)


@pytest.mark.parametrize(
    ("role", "code", "sees", "answers"),
    [
        (Role.SPECIALIST, "RH5", [SOMERSET], [SOMERSET]),
        (Role.DEPUTY, "RH5", [SOMERSET], [SOMERSET]),
        (Role.SHARED_MAILBOX, "RH5", [SOMERSET], [SOMERSET]),
        (Role.EXECUTIVE_LEAD, "RH5", [SOMERSET], [SOMERSET]),
        (Role.SPECIALIST, "Y58", [], []),
        (Role.SPECIALIST, None, [], []),
        (Role.ICB_LEAD, "QSL", [SOMERSET, ITS_ICB], [ITS_ICB]),
        (Role.REGIONAL_LEAD, "Y58", [SOMERSET, ITS_ICB], []),
        (Role.REGIONAL_LEAD, None, [], []),
        (Role.NATIONAL_AUTHOR, None, [*EVERYONE], []),
        (Role.NATIONAL_APPROVER, None, [*EVERYONE], []),
        (Role.AUDITOR, None, [*EVERYONE], []),
        (Role.AUDITOR, "RH5", [*EVERYONE], []),
        (Role.PARTNER, "RH5", [], []),
        (Role.OPERATOR, None, [], []),
    ],
)
def test_a_role_opens_the_organisations_it_is_for(
    role: Role, code: str | None, sees: list[Place], answers: list[Place]
) -> None:
    held = [(role.value, code)]

    assert [place for place in EVERYONE if may_see(held, place)] == sees
    assert [place for place in EVERYONE if answers_for(held, place)] == answers


def test_every_role_is_in_the_table_or_sees_none() -> None:
    assert set(Role) - set(Permission.SEE_ORGANISATION.roles) == {
        Role.PARTNER,
        Role.OPERATOR,
        Role.REGISTER_KEEPER,
    }


def test_roles_add_up_and_a_role_that_opens_nothing_takes_nothing_away() -> None:
    held = [(Role.PARTNER, "RH5"), (Role.SPECIALIST, "RJ1"), (Role.REGIONAL_LEAD, "Y58")]

    assert [place for place in EVERYONE if may_see(held, place)] == [SOMERSET, ITS_ICB, LONDON]
    assert not may_see([], SOMERSET)
