"""An alert's end stops what has not left, and reaches everybody who got any version of the alert."""

import re

import pytest

from contracts.events.alerts import Audience, AudienceGroup
from contracts.events.register import Role
from contracts.links import LinkPurpose
from services.distribution.domain.sending import Kind
from tests.builders import a_person, an_alert, an_end, an_organisation
from tests.distribution.handlers.test_occasions import claims_of, text_of, way_in
from tests.distribution.occasions import a_comment, a_request, an_assignment
from tests.distribution.occasions import an_end as an_assignments_end
from tests.distribution.sink import Sink
from tests.distribution.stage import Stage

OTHERS = Audience(must_respond=AudienceGroup(organisations=("RA4",)))


async def kinds(stage: Stage) -> set[tuple[str, str, str]]:
    return {(mail.person_name, mail.kind, mail.state) for mail in await stage.mails()}


@pytest.mark.parametrize("outcome", ["withdrawn", "superseded", "closed"])
async def test_everybody_who_got_the_alert_is_told_of_its_end_once(
    stage: Stage, sink: Sink, outcome: str
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()
    await stage.hear(an_end(outcome), an_end(outcome))
    await stage.send()

    mail = sink.mails()[-1]
    assert mail["Subject"].startswith(f"[{outcome.upper()}]")
    assert "> It was sent in error." in text_of(mail)
    assert way_in(stage, mail) == ("answer", claims_of("Person 0"))
    first, last = await stage.mails()
    assert (last.kind, last.state, last.lane) == (f"alert-{outcome}", "accepted", first.lane)


async def test_what_has_not_left_never_leaves_and_who_got_nothing_is_not_told(stage: Stage) -> None:
    await stage.issue("asha@x.example", "later@x.example")
    await stage.hear(an_end())
    await stage.hear(an_assignment())
    await stage.send()

    mails = await stage.mails()
    assert [(mail.kind, mail.state) for mail in mails] == [
        ("alert-issued", "suppressed"),
        ("alert-issued", "suppressed"),
        ("action-assigned", "suppressed"),
    ]
    assert {mail.reply for mail in mails} == {"the alert was withdrawn"}


async def test_what_was_put_off_is_not_tried_again_once_the_alert_has_ended(stage: Stage) -> None:
    await stage.issue("asha@x.example", "later@x.example")
    await stage.send()
    await stage.hear(an_end())
    stage.clock.advance(hours=2)
    await stage.send()

    assert await kinds(stage) == {
        ("Person 0", "alert-issued", "accepted"),
        ("Person 1", "alert-issued", "suppressed"),
        ("Person 0", "alert-withdrawn", "accepted"),
    }


async def test_an_alert_that_comes_after_its_end_is_mailed_to_nobody(stage: Stage) -> None:
    await stage.hear(an_end())
    await stage.issue("asha@x.example")
    await stage.send()

    assert await stage.mails() == []
    assert len(await stage.said()) == 1, "whom it was for is said all the same"


async def test_owners_and_executives_who_are_still_asked_are_told_by_their_own_links(
    stage: Stage, sink: Sink
) -> None:
    await stage.issue("asha@x.example")
    await stage.hear(an_assignment(), a_request())
    await stage.send()
    await stage.hear(an_end())
    await stage.send()

    told = {
        mail["To"].addresses[0].username: way_in(stage, mail)
        for mail in sink.mails()
        if mail["Subject"].startswith("[WITHDRAWN]")
    }
    assert told == {
        "asha": ("answer", claims_of("Person 0")),
        "omar": ("owner", claims_of("an assignment", LinkPurpose.ACT)),
        "elena": ("sign-off", claims_of("a request", LinkPurpose.SIGN)),
    }


async def test_an_owner_who_is_asked_no_more_is_not_told(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await stage.hear(an_assignment())
    await stage.send()
    await stage.hear(an_assignments_end())
    await stage.send()
    await stage.hear(an_end())
    await stage.send()

    assert [mail.person_name for mail in await stage.mails() if mail.kind == Kind.ALERT_WITHDRAWN] == [
        "Person 0"
    ]


async def test_what_partners_say_of_an_ended_alert_is_not_mailed(stage: Stage) -> None:
    await stage.issue("asha@x.example")
    await stage.hear(a_person("Rose Hill", role=Role.PARTNER, email="rose@x.example"), an_end("closed"))
    await stage.hear(a_comment())
    await stage.send()

    assert {mail.state for mail in await stage.mails()} == {"suppressed"}
    assert {mail.reply for mail in await stage.mails()} == {"the alert was closed"}


async def test_other_alerts_go_on(stage: Stage) -> None:
    await stage.issue("asha@x.example", reference="NatPSA/2025/007/NHSPS")
    await stage.hear(an_end())
    await stage.send()

    assert await stage.states() == ["accepted"]


async def test_an_organisation_that_is_left_out_of_a_version_is_told_so_and_of_the_end(
    stage: Stage, sink: Sink
) -> None:
    await stage.issue("asha@x.example")
    await stage.send()
    yeovil = an_organisation(ods_code="RA4", name="Yeovil")
    await stage.hear(yeovil, a_person("Yara", ods_code="RA4", email="yara@y.example"))
    await stage.hear(an_alert(version=2, audience=OTHERS, change={"reason": "Only Yeovil has it."}))
    await stage.send()
    await stage.hear(an_alert(version=3, audience=OTHERS))
    await stage.send()
    await stage.hear(an_end(version=3))
    await stage.send()

    assert [re.split("[:\\]]", mail["Subject"])[0] for mail in sink.mails("asha")] == [
        "Acknowledge by Mon 24 Nov",
        "[UPDATE",
        "[WITHDRAWN",
    ]
    told = sink.mails("asha")[1]
    assert "> Only Yeovil has it." in text_of(told)
    assert way_in(stage, told) == ("answer", claims_of("Person 0")), "the version they got"


async def test_a_version_stops_what_has_not_left_of_those_before(stage: Stage) -> None:
    await stage.issue("later@x.example")
    await stage.send()
    await stage.hear(an_alert(version=2))
    stage.clock.advance(hours=1)
    await stage.send()

    old, new = await stage.mails()
    assert (old.state, old.reply) == ("suppressed", "version 2 was issued")
    assert (new.version, new.state) == (2, "deferred")


async def test_a_version_that_comes_late_is_mailed_to_nobody(stage: Stage) -> None:
    await stage.issue("asha@x.example", version=3)
    await stage.hear(an_alert(version=2), an_alert(version=1))
    await stage.send()

    assert [mail.version for mail in await stage.mails()] == [3]
    assert len(await stage.said()) == 4, "three audiences and a count"
