from services.kit.web import Grant, Visitor
from services.publishing.pages.visitors import person_of
from tests.builders import NOW


def visitor(who: str, *grants: Grant) -> Visitor:
    return Visitor(person_id=who, name=f"Name of {who}", grants=grants, signed_in_at=NOW)


def test_two_roles_of_one_address_are_one_person() -> None:
    grants = (Grant(role="national_author", person_id="1"), Grant(role="national_approver", person_id="2"))
    whole = person_of(visitor("1", *grants))
    assert (whole.ids, whole.may_approve) == (frozenset({"1", "2"}), True)
    assert whole.is_same_as(person_of(visitor("2", grants[1])))


def test_a_session_from_before_registrations_were_kept_has_its_own() -> None:
    old = person_of(visitor("1", Grant(role="national_author")))
    assert (old.id, old.ids, old.may_approve) == ("1", frozenset({"1"}), False)
