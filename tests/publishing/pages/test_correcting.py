"""Organisations are added to an issued alert, and told that it was an error, by two people."""

import pytest

from contracts.events.alerts import AudienceCorrected
from services.kit.service import Service
from tests.builders import NOW, REFERENCE, a_person, an_alert, an_organisation
from tests.publishing.desk_work import Desk, around, press
from tests.publishing.signed_in import Seen
from tests.publishing.test_audience import hear

HERE = f"/desk/alerts/{REFERENCE}/audience"
YEOVIL = an_organisation(ods_code="RA4", name="Yeovil", organisation_type="other")


@pytest.fixture(autouse=True)
async def issued(desk: Desk, publishing: Service) -> None:
    """To Somerset, and not to Yeovil."""
    await hear(publishing, an_organisation(), a_person(), YEOVIL, a_person("Ben Cole", ods_code="RA4"))
    await desk.issued(an_alert(deadlines={}))


async def asked(desk: Desk, **fields: str) -> str:
    form = around(await desk.author.get(HERE)) | {"reason": "Left out."} | fields
    answer = await desk.author.post(HERE, data=form)
    assert answer.status_code == 303, Seen(answer).words
    return str(answer.headers["location"])


async def test_a_second_person_approves_what_is_said_to_both(desk: Desk) -> None:
    draft = await asked(desk, must_respond="ra4", sent_in_error="RH5")
    await press(desk.author, draft, "/submit")
    assert (await press(desk.author, draft, "/issue", confirmation=REFERENCE)).status_code == 409
    shown = Seen(await desk.approver.get(draft)).words
    assert "Request to correct whom NatPSA/2025/006/NHSPS is for" in shown
    assert "Must respond Organisations 1 People who are mailed 1" in shown
    await press(desk.approver, draft, "/approve")
    await press(desk.author, draft, "/issue", confirmation=REFERENCE)

    assert (await desk.said())[1:] == [
        AudienceCorrected(
            reference=REFERENCE,
            version=1,
            number=1,
            reason="Left out.",
            corrected_at=NOW,
            must_respond=("RA4",),
            sent_in_error=("RH5",),
        )
    ]
    page = Seen(await desk.author.get(f"/desk/alerts/{REFERENCE}")).words
    assert "How its audience was corrected Friday 21 November 2025, 9:15am" in page
    assert "Added, must respond RA4" in page


async def test_corrections_are_numbered_and_hold_for_the_next_version(desk: Desk) -> None:
    await desk.settled(await asked(desk, must_respond="RA4"))
    await desk.settled(await asked(desk, sent_in_error="RH5"))
    begun = await press(desk.author, f"/desk/alerts/{REFERENCE}", "/version")
    draft = begun.headers["location"].removesuffix("/edit")
    await desk.rewritten(draft, change_reason="More is known.")

    assert [said.number for said in (await desk.said())[1:]] == [1, 2]
    words = Seen(await desk.author.get(draft)).words
    assert "Must respond Organisations 1 People who are mailed 1 With nobody to mail 0" in words


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"must_respond": "TYPO"}, "No open organisation has the code TYPO."),
        ({"must_respond": "RH5"}, "The alert is for RH5 already."),
        ({"reason": ""}, "Enter the codes of organisations to add, or of those it was sent to in error"),
    ],
)
async def test_what_cannot_be_said_is_told_before_anybody_approves_it(
    desk: Desk, fields: dict[str, str], told: str
) -> None:
    draft = await asked(desk, **fields)

    assert told in Seen(await desk.author.get(draft)).words
    assert (await press(desk.author, draft, "/submit")).status_code == 409


async def test_a_request_can_be_edited_and_is_compared_with_what_was_submitted(desk: Desk) -> None:
    draft = await asked(desk, must_respond="RA4")
    await press(desk.author, draft, "/submit")
    await press(desk.approver, draft, "/return", note="Only for information.")
    await desk.rewritten(draft, must_respond="", for_information="RA4")
    await press(desk.author, draft, "/submit")

    words = Seen(await desk.approver.get(draft)).words
    assert "Added for information put in: RA4 (end)" in words


async def test_a_request_from_before_a_newer_version_or_the_end_says_nothing(desk: Desk) -> None:
    draft = await asked(desk, must_respond="RA4")
    end = around(await desk.author.get(f"/desk/alerts/{REFERENCE}/end")) | {"way": "close", "reason": "Done."}
    ending = await desk.author.post(f"/desk/alerts/{REFERENCE}/end", data=end)
    await desk.settled(ending.headers["location"])

    refused = Seen(await press(desk.author, draft, "/submit"))

    assert f"{REFERENCE} is at its end: it was closed" in refused.words
    assert (await desk.author.get(HERE)).status_code == 409


async def test_a_reason_holds_no_patient(desk: Desk) -> None:
    form = around(await desk.author.get(HERE)) | {"reason": "943 476 5919", "must_respond": "RA4"}

    assert "valid NHS number" in Seen(await desk.author.post(HERE, data=form)).errors()["reason"]
