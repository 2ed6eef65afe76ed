"""An audience is corrected after the issue: who is added gets the alert, others hear it was an error."""

import pytest

from contracts.envelope import EventData
from contracts.events.distribution import AudienceFrozen, AudienceWidened
from services.distribution.domain.sending import Kind, Lane
from services.distribution.handlers import preview
from tests.builders import a_correction, a_person, an_alert, an_end, an_organisation
from tests.distribution.chasing import chase, send
from tests.distribution.chasing import issued as chased
from tests.distribution.handlers.test_occasions import claims_of, text_of, way_in
from tests.distribution.occasions import an_assignment
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

YEOVIL = an_organisation(ods_code="RA4", name="Yeovil", organisation_type="other")
BEN = a_person("Ben Cole", ods_code="RA4", email="ben@yeovil.example")
ONLY_TRUSTS = {"must_respond": {"organisation_types": ["nhs_foundation_trust"]}}
IN_ERROR = a_correction(sent_in_error=("RH5",), reason="Somerset was named by mistake.")


@pytest.fixture
async def issued(stage: Stage) -> Stage:
    """To Somerset, and not to Yeovil."""
    await stage.hear(YEOVIL, BEN)
    await stage.issue("asha@x.example", audience=ONLY_TRUSTS)
    return stage


async def mails(stage: Stage, *, state: str | None = None) -> list[tuple[str, str, str]]:
    return [
        (mail.kind, mail.ods_code, mail.address)
        for mail in await stage.mails()
        if state in (None, mail.state)
    ]


async def said(stage: Stage, kind: type[EventData]) -> list[EventData]:
    return [data for data in await stage.said() if isinstance(data, kind)]


async def test_whoever_is_added_gets_the_alert_and_nobody_else_a_mail(issued: Stage) -> None:
    await issued.send()
    await issued.hear(a_correction())

    new = [mail for mail in await issued.mails() if mail.state == "planned"]
    assert [(mail.kind, mail.address, mail.must_respond, mail.lane) for mail in new] == [
        (Kind.ALERT_ISSUED, "ben@yeovil.example", True, Lane.MUST_RESPOND)
    ]
    (widened,) = await said(issued, AudienceWidened)
    (frozen,) = await said(issued, AudienceFrozen)
    assert isinstance(widened, AudienceWidened)
    assert isinstance(frozen, AudienceFrozen)
    assert [(one.ods_code, one.must_respond, len(one.recipients)) for one in widened.organisations] == [
        ("RA4", True, 1)
    ]
    assert widened.acknowledge_by == frozen.acknowledge_by


async def test_one_who_is_only_told_is_told_behind_those_who_must_respond(issued: Stage) -> None:
    await issued.hear(a_correction(for_information=("RA4",)))

    (new,) = [mail for mail in await issued.mails() if mail.ods_code == "RA4"]
    assert (new.must_respond, new.lane) == (False, Lane.FOR_INFORMATION)


async def test_a_correction_that_is_heard_twice_is_done_once(issued: Stage) -> None:
    for _ in range(2):
        await issued.hear(a_correction())

    assert [code for _, code, _ in await mails(issued)] == ["RH5", "RA4"]
    assert len(await said(issued, AudienceWidened)) == 1


async def test_to_whom_it_was_an_error_gets_one_mail_and_nothing_that_waits(issued: Stage) -> None:
    await issued.hear(a_person("Another", email="late@x.example"))
    await issued.send()
    await issued.hear(an_alert(version=2, audience=ONLY_TRUSTS))
    await issued.hear(IN_ERROR)

    assert await mails(issued, state="planned") == [
        (Kind.ALERT_SENT_IN_ERROR, "RH5", "asha@x.example"),
    ]
    assert (Kind.ALERT_ISSUED, "RH5", "late@x.example") in await mails(issued, state="suppressed")
    await issued.send()
    assert await mails(issued, state="planned") == []


async def test_the_mail_says_why_and_leads_where_the_alert_led(issued: Stage, sink: Sink) -> None:
    await issued.send()
    await issued.hear(IN_ERROR)
    await issued.send()

    mail = sink.mails()[-1]
    assert mail["Subject"].startswith("[SENT IN ERROR] Nothing to do:")
    assert "> Somerset was named by mistake." in text_of(mail)
    assert way_in(issued, mail) == ("answer", claims_of("Person 0"))


async def test_to_whom_it_was_an_error_is_asked_for_nothing_any_more(stage: Stage, sink: Sink) -> None:
    await chased(stage, sink)
    await chase(stage, 24)
    await stage.hear(IN_ERROR)
    await send(stage, 24)
    await chase(stage, 25)
    await send(stage, 25)

    asked = [mail for mail in await stage.mails() if mail.kind == Kind.CHASE and mail.state == "accepted"]
    assert [mail.ods_code for mail in asked] == []


async def test_an_owner_who_was_asked_for_something_is_told_too(issued: Stage) -> None:
    await issued.send()
    await issued.hear(an_assignment())
    await issued.send()
    await issued.hear(IN_ERROR)

    told = {address for kind, _, address in await mails(issued) if kind == Kind.ALERT_SENT_IN_ERROR}
    assert told == {"asha@x.example", an_assignment().owner_email}


async def test_whoever_got_nothing_yet_is_told_nothing(issued: Stage) -> None:
    await issued.hear(IN_ERROR)

    assert await mails(issued) == [(Kind.ALERT_ISSUED, "RH5", "asha@x.example")]
    assert await mails(issued, state="suppressed") == await mails(issued)


async def test_a_later_version_is_for_whoever_was_added_and_not_for_whom_it_was_an_error(
    issued: Stage,
) -> None:
    await issued.send()
    await issued.hear(a_correction(must_respond=("RA4",), sent_in_error=("RH5",)))
    await issued.send()
    before = len(await issued.mails())

    async with issued.service.database.reading() as tx:
        found = await preview.preview_of(tx, an_alert(version=2, audience=ONLY_TRUSTS))
    await issued.hear(an_alert(version=2, audience=ONLY_TRUSTS))

    assert [one.organisation.ods_code for one in found.addressed] == ["RA4"]
    assert (await mails(issued))[before:] == [(Kind.ALERT_ISSUED, "RA4", "ben@yeovil.example")]


async def test_the_end_of_the_alert_is_not_told_to_whom_it_was_an_error(issued: Stage) -> None:
    await issued.send()
    await issued.hear(IN_ERROR)
    await issued.send()
    await issued.hear(an_end())

    assert Kind.ALERT_WITHDRAWN not in {kind for kind, *_ in await mails(issued)}


async def test_an_error_that_was_one_itself_is_mended_by_adding_it_again(issued: Stage) -> None:
    await issued.send()
    await issued.hear(IN_ERROR)
    await issued.send()
    await issued.hear(a_correction(number=2, must_respond=("RH5",)))

    assert await mails(issued, state="planned") == [(Kind.ALERT_ISSUED, "RH5", "asha@x.example")]
    await issued.send()
    assert await mails(issued, state="suppressed") == []


async def test_of_two_corrections_the_later_holds_whichever_is_heard_first(issued: Stage) -> None:
    await issued.send()
    await issued.hear(a_correction(number=2, must_respond=("RH5", "RA4")))
    await issued.hear(a_correction(number=1, sent_in_error=("RH5",)))

    assert Kind.ALERT_SENT_IN_ERROR not in {kind for kind, *_ in await mails(issued)}


async def test_a_correction_heard_before_its_alert_is_in_the_audience_that_is_frozen(stage: Stage) -> None:
    await stage.hear(YEOVIL, BEN, a_correction(must_respond=("RA4",), sent_in_error=("RH5",)))
    await stage.issue("asha@x.example", audience=ONLY_TRUSTS)

    assert await mails(stage) == [(Kind.ALERT_ISSUED, "RA4", "ben@yeovil.example")]
    assert await said(stage, AudienceWidened) == []


async def test_to_an_alert_that_has_ended_nobody_is_added(issued: Stage) -> None:
    await issued.hear(an_end(), a_correction())

    assert "RA4" not in {code for _, code, _ in await mails(issued)}
    assert await said(issued, AudienceWidened) == []
