from dataclasses import replace
from datetime import date

from services.directory.domain.gaps import Staffing, gaps
from services.directory.domain.organisations import Organisation


def staffed(code: str = "RH5", kind: str = "nhs_trust", specialists: int = 0, **more: object) -> Staffing:
    organisation = Organisation(code, code, code, kind, active=bool(more.get("active", True)))
    if not organisation.active:
        organisation = Organisation(code, code, code, kind, active=False, closed_on=date(2020, 1, 1))
    people, stand_ins = int(str(more.get("people", specialists))), int(str(more.get("stand_ins", 0)))
    to_be_moved = int(str(more.get("to_be_moved", 0)))
    return Staffing(organisation, specialists, stand_ins, people, to_be_moved=to_be_moved)


def test_who_has_no_specialist_has_nobody_to_answer() -> None:
    lacking = staffed(people=3, stand_ins=1)

    assert gaps([lacking, staffed("QSL", "icb"), staffed("RA9", specialists=2)]).nobody == (
        lacking,
        staffed("QSL", "icb"),
    )


def test_a_single_specialist_is_a_gap_unless_somebody_stands_in() -> None:
    alone = staffed(specialists=1)

    assert gaps([alone, staffed("RA9", specialists=1, stand_ins=1)]).only_one == (alone,)


def test_who_is_not_reached_does_not_count_as_somebody() -> None:
    one_of_two = replace(staffed(specialists=2), specialists_bouncing=1)
    alone = replace(staffed("RA9", specialists=1, stand_ins=1), stand_ins_bouncing=1)
    found = gaps([one_of_two, alone, replace(one_of_two, stand_ins=1)])

    assert found.only_one == (one_of_two, alone)
    assert found.nobody == found.unreached == ()


def test_where_every_mail_to_a_specialist_comes_back_nobody_is_reached() -> None:
    lost = replace(staffed(specialists=2), specialists_bouncing=2)

    assert gaps([lost, staffed("RA9", specialists=2)]).unreached == (lost,)


def test_regions_and_probes_need_no_specialist() -> None:
    assert gaps([staffed("Y58", "region"), staffed("PROBE", "probe")]).nobody == ()


def test_specialists_of_whom_nobody_knows_whether_mail_reaches_them_are_a_gap() -> None:
    unknown = staffed(specialists=2)

    assert gaps([unknown, replace(unknown, specialists_verified=1), staffed()]).unverified == (unknown,)


def test_a_closed_organisation_lacks_nobody_but_may_leave_people_behind() -> None:
    closed, empty = staffed(active=False, to_be_moved=2), staffed("RA9", active=False, people=1)

    assert gaps([closed, empty]).nobody == ()
    assert gaps([closed, empty]).left_behind == (closed,)


def test_people_of_an_organisation_that_has_yet_to_open_are_not_left_behind() -> None:
    future = Organisation("K0N6A", "X", "X", "nhs_trust", active=False, opened_on=date(2030, 1, 1))

    assert gaps([Staffing(future, 1, 0, 1, to_be_moved=1)]).left_behind == ()
