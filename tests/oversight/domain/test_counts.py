from datetime import UTC, date, datetime

from contracts.events.actions import Progress, ResponseStatus
from contracts.events.alerts import AlertStatus
from services.oversight.domain.counts import (
    OFFERED,
    WORDS,
    Group,
    Show,
    Sort,
    belongs,
    count,
    in_order,
    judge,
    judge_all,
    shelve,
    tally,
)
from services.oversight.domain.standing import Alert, Organisation, Region, Standing, deadlines

BEFORE = datetime(2025, 11, 24, 12, tzinfo=UTC)
AFTER = datetime(2025, 11, 25, tzinfo=UTC)
ALERT = Alert(
    reference="NatPSA/2025/006/NHSPS",
    version=1,
    audience_known=True,
    deadlines=deadlines(None, date(2025, 11, 24), None, date(2026, 11, 20)),
)
SOUTH_WEST, LONDON = Region(code="Y58", name="South West"), Region(code="Y56", name="London")
ORGANISATIONS = (
    Organisation(ods_code="R1", name="Bath", standing=Standing(registered=False)),
    Organisation(ods_code="R2", name="Devon", standing=Standing(delivered=True)),
    Organisation(ods_code="R3", name="Avon", standing=Standing(delivered=True, acknowledged=True)),
    Organisation(ods_code="R4", name="Exeter", standing=Standing(delivered=True, progress=Progress.COMPLETE)),
    Organisation(ods_code="R5", name="Cornwall", standing=Standing(must_respond=False)),
)


def test_a_count_is_the_number_of_those_its_link_lists() -> None:
    everyone = judge_all(ORGANISATIONS, ALERT, AFTER)
    counted = tally((one.judged, 1) for one in everyone)

    for show in Show:
        assert counted[show] == sum(belongs(show, one.judged) for one in everyone)


def test_every_view_counts_what_it_says() -> None:
    counted = tally((one.judged, 1) for one in judge_all(ORGANISATIONS, ALERT, AFTER))

    assert {show: counted[show] for show in Show} == {
        Show.ALL: 5,
        Show.REQUIRED: 4,
        Show.INFORMED: 1,
        Show.SENT_IN_ERROR: 0,
        Show.SENT: 3,
        Show.NOBODY_REGISTERED: 1,
        Show.NOT_DELIVERED: 1,
        Show.DELIVERED: 3,
        Show.ACKNOWLEDGED: 2,
        Show.NOT_ACKNOWLEDGED: 2,
        Show.ACTING: 1,
        Show.COMPLETE: 1,
        Show.LATE: 2,
        Show.LATE_TO_ACKNOWLEDGE: 2,
        Show.LATE_TO_COMPLETE: 0,
        Show.TO_RING: 2,
        Show.BLOCKED: 0,
        Show.NOT_REQUIRED: 0,
    }


def test_nobody_is_rung_who_has_the_mail_and_still_has_time() -> None:
    everyone = judge_all(ORGANISATIONS, ALERT, BEFORE)

    assert [one.organisation.ods_code for one in everyone if belongs(Show.TO_RING, one.judged)] == ["R1"]


def test_whoever_is_late_is_rung_though_the_mail_is_there() -> None:
    everyone = judge_all(ORGANISATIONS, ALERT, AFTER)

    to_ring = [one.organisation.ods_code for one in everyone if belongs(Show.TO_RING, one.judged)]
    assert to_ring == ["R1", "R2"]


def test_every_view_has_its_words() -> None:
    assert set(WORDS) == set(Show)
    assert set(OFFERED) < set(Show)


def test_organisations_that_stand_alike_are_counted_together() -> None:
    groups = [
        Group(SOUTH_WEST, Standing(delivered=True), 200),
        Group(LONDON, Standing(acknowledged=True), 50),
    ]

    counted = count(ALERT, groups, BEFORE)

    assert counted.total[Show.REQUIRED] == 250
    assert [(region.words, each[Show.ACKNOWLEDGED]) for region, each in counted.by_region] == [
        ("London", 50),
        ("South West", 0),
    ]


def test_the_region_with_the_largest_share_missing_is_named() -> None:
    groups = [
        Group(SOUTH_WEST, Standing(delivered=True), 2),
        Group(LONDON, Standing(delivered=True), 3),
        Group(LONDON, Standing(acknowledged=True), 7),
    ]

    for now in (BEFORE, AFTER):
        worst = count(ALERT, groups, now).worst
        assert worst
        assert worst[0] == SOUTH_WEST
    assert count(ALERT, [Group(LONDON, Standing(acknowledged=True), 7)], AFTER).worst is None


def test_a_region_is_one_even_where_its_name_is_missing() -> None:
    groups = [Group(SOUTH_WEST, Standing(), 1), Group(Region(code="Y58"), Standing(acknowledged=True), 1)]

    ((region, each),) = count(ALERT, groups, BEFORE).by_region

    assert (region.words, each[Show.ALL]) == ("South West", 2)


def test_organisations_of_no_region_come_last_and_have_an_address() -> None:
    groups = [Group(Region(code=None), Standing(), 1), Group(SOUTH_WEST, Standing(), 1)]

    last, _ = count(ALERT, groups, BEFORE).by_region[-1]

    assert (last.words, last.path) == ("No region recorded", "none")
    assert Region.at("none") == Region(code=None)


def test_what_is_not_real_stands_by_itself() -> None:
    done = [Group(LONDON, Standing(progress=Progress.COMPLETE), 1)]
    exercise = Alert(reference="e", version=1, kind=AlertStatus.EXERCISE)
    test = Alert(reference="t", version=1, kind=AlertStatus.TEST, mailed=False)
    recorded = Alert(reference="r", version=1, mailed=False)

    shelves = shelve(
        [
            count(exercise, done, BEFORE),
            count(test, done, BEFORE),
            count(recorded, done, BEFORE),
            count(ALERT, done, BEFORE),
            count(ALERT, [], BEFORE),
        ]
    )

    assert [one.alert for one in shelves.practice] == [exercise, test]
    assert [one.alert for one in shelves.recorded] == [recorded]
    assert [one.alert for one in shelves.finished] == [ALERT]
    assert [one.total[Show.ALL] for one in shelves.open] == [0]


def test_late_organisations_come_first_then_the_least_far() -> None:
    everyone = judge_all(ORGANISATIONS, ALERT, AFTER)

    by_status = [one.organisation.ods_code for one in in_order(everyone, Sort.STATUS)]
    by_name = [one.organisation.name for one in in_order(everyone, Sort.NAME)]

    assert by_status == ["R1", "R2", "R3", "R4", "R5"]
    assert by_name == ["Avon", "Bath", "Cornwall", "Devon", "Exeter"]


def test_what_was_not_required_is_complete_and_what_is_blocked_is_acting() -> None:
    spared = Standing(progress=Progress.COMPLETE, response=ResponseStatus.NOT_REQUIRED)
    stuck = Standing(progress=Progress.IN_PROGRESS, response=ResponseStatus.ONGOING, is_blocked=True)
    reopened = Standing(progress=Progress.IN_PROGRESS, response=ResponseStatus.NOT_REQUIRED)
    counted = tally((judge(one, ALERT, BEFORE), 1) for one in (spared, stuck, reopened))

    assert (counted[Show.COMPLETE], counted[Show.NOT_REQUIRED]) == (1, 1)
    assert (counted[Show.ACTING], counted[Show.BLOCKED]) == (3, 1)
