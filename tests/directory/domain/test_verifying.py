from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from contracts.events.register import Role
from services.directory.domain import verifying
from services.directory.domain.people import Person
from services.directory.domain.verifying import Check
from tests.builders import NOW

ASHA = Person("RH5", Role.SPECIALIST, "Asha Verma", "Asha@somerset.example", person_id=UUID(int=1))
ASKED = Check(7, ASHA.person_id, "asha@somerset.example", NOW)


def test_a_link_is_good_for_its_own_question_alone() -> None:
    token = verifying.token(ASKED, "key")

    assert verifying.number_in(token) == 7
    assert verifying.is_for(ASKED, token, "key")
    assert not verifying.is_for(ASKED, token, "other key")
    for other in (
        replace(ASKED, id=8),
        replace(ASKED, address="b@x.example"),
        replace(ASKED, person_id=UUID(int=2)),
    ):
        assert not verifying.is_for(other, token, "key")


def test_a_mail_that_is_put_off_rests_longer_each_time_up_to_half_a_day() -> None:
    rests = [verifying.rest_after(times) for times in (0, 1, 2, 9, 10, 1000)]

    minutes = [1, 2, 4, 512, 720, 720]
    assert rests == [timedelta(minutes=number) for number in minutes]


def test_what_is_no_token_has_no_number() -> None:
    for typed in ("", ".", "k.forged", "-1.a", "٣.a", "1" * 30 + ".a"):
        assert verifying.number_in(typed) is None


def test_an_answer_counts_once_within_a_month_for_what_is_still_so() -> None:
    assert verifying.may_answer(ASKED, ASHA, NOW + timedelta(days=29))
    assert not verifying.may_answer(ASKED, ASHA, NOW + timedelta(days=30))
    assert not verifying.may_answer(replace(ASKED, answered_at=NOW), ASHA, NOW)
    assert not verifying.may_answer(ASKED, replace(ASHA, active=False), NOW)
    assert not verifying.may_answer(ASKED, replace(ASHA, email="new@somerset.example"), NOW)
    assert verifying.verified(ASHA, NOW) == replace(ASHA, address_confirmed_at=NOW)
