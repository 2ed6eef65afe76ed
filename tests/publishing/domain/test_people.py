from services.publishing.domain.people import CLOCK, PROGRAM, Person


def person(name: str, *ids: str) -> Person:
    return Person(id=ids[0], ids=frozenset(ids), name=name)


def test_a_shared_registration_or_name_makes_one_of_two() -> None:
    nadia = person("Nadia Author", "1", "2")
    assert nadia.is_same_as(person("N. Married", "2", "3"))
    assert nadia.is_same_as(person(" nadia  AUTHOR", "9"))
    assert not nadia.is_same_as(person("Paul", "4"))


def test_a_program_is_nobody_else_whatever_it_is_called() -> None:
    assert not person(PROGRAM.name, "1").is_same_as(PROGRAM)
    assert not PROGRAM.is_same_as(CLOCK)


def test_the_audit_tells_people_programs_and_the_clock_apart() -> None:
    assert [one.actor for one in (person("Nadia", "1"), PROGRAM, CLOCK)] == ["person/1", "key", "clock"]


def test_a_person_is_kept_without_what_they_may_do_now() -> None:
    approver = Person(id="1", ids=frozenset({"1", "2"}), name="Paul", may_approve=True)
    kept = Person.from_json(approver.to_json())
    assert kept == approver
    assert not kept.may_approve
