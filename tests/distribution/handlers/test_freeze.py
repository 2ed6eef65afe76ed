"""Whom an alert is for is written once, whatever is heard again."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from contracts.events.alerts import AlertStatus, Audience, AudienceGroup, Deadlines
from contracts.events.distribution import AudienceFrozen, Recipient
from contracts.events.register import Role
from services.distribution.domain.errors import AlertSaidDifferently, DistributionError
from services.distribution.storage import ledger
from services.distribution.tables import audience
from services.kit.database import may_pass
from tests.builders import NOW, REFERENCE, a_person, an_alert, an_organisation, person_id
from tests.distribution.stage import Stage


async def test_the_audience_is_said_as_it_was_frozen(stage: Stage) -> None:
    await stage.hear(
        an_organisation(), an_organisation(ods_code="RA4", name="Yeovil"), a_person(), an_alert()
    )

    (frozen,) = await stage.said()
    assert isinstance(frozen, AudienceFrozen)
    assert (frozen.reference, frozen.version, frozen.frozen_at) == (REFERENCE, 1, NOW)
    assert frozen.acknowledge_by == datetime(2025, 11, 24, 23, 59, 59, tzinfo=UTC)
    yeovil, somerset = frozen.organisations
    assert (yeovil.ods_code, yeovil.recipients) == ("RA4", ())
    assert somerset.must_respond
    assert somerset.recipients == (Recipient(person_id=person_id("Asha Verma"), role=Role.SPECIALIST),)


async def test_mails_are_planned_in_one_order_however_many_are_planned_together(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "COPIED_TOGETHER", 2)
    people = ["Asha Verma", "Ben Cole", "Cara Dunn", "Dev Evans", "Eve Frost"]
    codes = ["RA4", "RA5", "RA6", "RA7", "RA8"]
    for name, code in zip(people, codes, strict=True):
        await stage.hear(
            an_organisation(ods_code=code), a_person(name, ods_code=code, email=f"{code}@trust.example")
        )
    await stage.hear(an_alert())

    assert [mail.ods_code for mail in await stage.mails()] == codes


async def test_an_alert_heard_twice_is_frozen_once(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(a_person("Late Comer"), an_alert())

    assert len(await stage.mails()) == 1
    assert len(await stage.said()) == 1


async def test_other_content_under_the_same_version_is_refused_for_good(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")

    with pytest.raises(AlertSaidDifferently) as refused:
        await stage.hear(an_alert(summary="Something else."))

    assert isinstance(refused.value, DistributionError)
    assert not may_pass(refused.value)
    assert len(await stage.mails()) == 1


async def test_a_new_version_is_frozen_and_mailed_anew(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(an_alert(version=2, summary="Something else."))

    first, second = await stage.mails()
    assert (first.version, second.version) == (1, 2)
    assert first.message_id != second.message_id


async def test_an_alert_before_the_register_waits_for_it(stage: Stage) -> None:
    await stage.hear(an_alert(), a_person())
    stage.clock.advance(hours=10)
    await stage.freeze()
    assert await stage.said() == []

    await stage.hear(an_organisation())
    await stage.freeze()

    assert len(await stage.mails()) == 1
    assert [type(event) for event in await stage.said()] == [AudienceFrozen]


async def test_a_waiting_alert_too_is_refused_with_other_content(stage: Stage) -> None:
    await stage.hear(an_alert(), an_alert())

    with pytest.raises(AlertSaidDifferently):
        await stage.hear(an_alert(summary="Something else."))


async def test_hearing_an_alert_freezes_nothing(stage: Stage) -> None:
    await stage.hear(an_organisation(), a_person())
    await stage.keep(an_alert())
    assert await stage.said() == []

    await stage.hear(a_person("Late Comer"))

    assert len(await stage.mails()) == 2


async def test_an_alert_with_mailing_none_can_be_answered_and_mails_nobody(stage: Stage) -> None:
    await stage.issue("asha@somerset.example", mailing="none")

    (frozen,) = await stage.said()
    assert len(frozen.organisations[0].recipients) == 1
    assert await stage.mails() == []


async def test_a_mail_is_planned_as_people_were_registered_then(stage: Stage) -> None:
    await stage.issue("asha@somerset.example")
    await stage.hear(a_person("Person 0", email="new@somerset.example", name="New Name"))

    (mail,) = await stage.mails()
    assert (mail.address, mail.person_name) == ("asha@somerset.example", "Person 0")


async def test_who_must_answer_is_planned_first(stage: Stage) -> None:
    await stage.hear(
        an_organisation(ods_code="AAA", organisation_type="icb"),
        an_organisation(),
        a_person("Informed", ods_code="AAA"),
        a_person("Answering"),
        an_alert(),
    )

    assert [(mail.ods_code, mail.must_respond) for mail in await stage.mails()] == [
        ("RH5", True),
        ("AAA", False),
    ]


async def test_who_shares_an_address_is_named_with_the_reason(stage: Stage) -> None:
    await stage.issue("team@somerset.example", "TEAM@somerset.example")

    async with stage.service.database.reading() as tx:
        row = (await tx.execute(select(audience))).one()
    assert [skipped["reason"] for skipped in row.skipped] == ["same address"]
    assert len(row.recipients) == 1
    assert len(await stage.mails()) == 1


async def test_without_a_stated_day_two_working_days_are_given(stage: Stage) -> None:
    await stage.issue(deadlines=Deadlines(), issued_at=datetime(2025, 12, 24, 9, tzinfo=UTC))

    assert (await stage.said())[0].acknowledge_by.date() == date(2025, 12, 30)


async def test_a_named_code_nobody_has_is_a_gap_and_is_logged(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    named = Audience(must_respond=AudienceGroup(organisations=("RH5", "TYPO", "SHUT")))
    await stage.hear(an_organisation(ods_code="SHUT", active=False))
    await stage.issue("asha@somerset.example", audience=named)

    (frozen,) = await stage.said()
    assert [(one.ods_code, one.must_respond, len(one.recipients)) for one in frozen.organisations] == [
        ("RH5", True, 1),
        ("SHUT", True, 0),
        ("TYPO", True, 0),
    ]
    assert "['SHUT', 'TYPO']" in capsys.readouterr().out


async def test_an_exercise_for_nobody_we_know_is_said_all_the_same(stage: Stage) -> None:
    nobody = Audience(must_respond=AudienceGroup(organisations=("NOBODY",)))
    await stage.issue(audience=nobody, status=AlertStatus.EXERCISE)

    (frozen,) = await stage.said()
    assert [(one.ods_code, one.recipients) for one in frozen.organisations] == [("NOBODY", ())]
    assert await stage.mails() == []
