import pytest

from contracts.audience import Person
from contracts.events.register import Role
from services.distribution.domain.audience import colleagues, role_name, specialists
from tests.builders import person_id


def someone(
    name: str,
    role: Role = Role.SPECIALIST,
    ods_code: str | None = "RH5",
    *,
    email: str = "",
    active: bool = True,
) -> Person:
    return Person(person_id(name), ods_code, role, name, email or f"{name}@trust.example", active)


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ([], "Nobody else of your organisation got this mail."),
        ([Role.DEPUTY], "Of your organisation, this mail also went to one deputy patient safety specialist."),
        (
            [Role.SHARED_MAILBOX, Role.SPECIALIST, Role.SHARED_MAILBOX],
            (
                "Of your organisation, this mail also went to one patient safety specialist "
                "and 2 monitored shared mailboxes."
            ),
        ),
    ],
)
def test_colleagues_are_told_by_role(others: list[Role], sentence: str) -> None:
    reader = someone("reader")
    recipients = [reader, *(someone(f"other {n}", role) for n, role in enumerate(others))]

    assert colleagues(reader, recipients) == sentence


def test_what_a_partner_says_reaches_specialists_and_deputies_once_each() -> None:
    staff = [
        someone("deputy", Role.DEPUTY),
        someone("same", email="SPECIALIST@trust.example", role=Role.DEPUTY),
        someone("specialist"),
        someone("mailbox", Role.SHARED_MAILBOX),
        someone("lead", Role.EXECUTIVE_LEAD),
    ]

    assert [person.name for person in specialists(staff)] == ["specialist", "deputy"]


def test_without_specialists_it_reaches_the_shared_mailbox() -> None:
    staff = [someone("mailbox", Role.SHARED_MAILBOX), someone("lead", Role.EXECUTIVE_LEAD)]

    assert [person.name for person in specialists(staff)] == ["mailbox"]
    assert specialists(staff[1:]) == ()


def test_roles_have_names_whether_registered_or_not() -> None:
    names = [role_name(role) for role in (Role.SPECIALIST, "action_owner", "executive")]

    assert names == ["patient safety specialist", "action owner", "executive"]
