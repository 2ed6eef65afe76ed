from services.publishing.pages.showing import subjects
from tests.builders import REFERENCE, an_alert
from tests.publishing.desk_work import Desk, press
from tests.publishing.signed_in import Seen


def test_each_kind_of_mail_has_its_subject() -> None:
    assert set(subjects(an_alert())) == {"respond", "inform"}
    assert set(subjects(an_alert(deadlines={}))) == {"inform"}
    only = {"must_respond": {"organisations": ["RH5"]}}
    assert set(subjects(an_alert(audience=only))) == {"respond"}


async def test_without_a_day_to_acknowledge_the_subject_says_who_sets_it(desk: Desk) -> None:
    draft = await desk.written(an_alert(deadlines={}))
    assert (
        "Acknowledge by (the day this service’s own rule sets): Penicillin"
        in Seen(await desk.author.get(draft)).words
    )


async def test_a_version_that_says_the_same_differs_in_nothing(desk: Desk) -> None:
    alert = await desk.issued(an_alert(deadlines={}))
    begun = await press(desk.author, alert, "/version")
    page = Seen(await desk.approver.get(begun.headers["location"].removesuffix("/edit"))).words
    assert "Since version 1 Nothing is different." in page


async def test_a_first_draft_has_nothing_to_be_compared_with(desk: Desk) -> None:
    page = Seen(await desk.approver.get(await desk.submitted(an_alert(deadlines={})))).words
    assert "Since" not in page
    assert f"New alert {REFERENCE}" in page
