"""What the preview counts is what freezing writes down."""

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from contracts.events.alerts import Audience, AudienceGroup
from contracts.events.register import OrganisationRecorded, PersonRecorded, Role
from services.distribution.handlers import preview
from services.distribution.handlers.preview import Shown
from tests.builders import REFERENCE, a_person, an_alert, an_organisation
from tests.distribution.stage import Stage

CODES = ("RA1", "RB2", "RC3", "RD4", "RE5")
REGIONS = ("Y58", "Y60", None)
TYPES = ("nhs_trust", "icb", "region")
OTHER = "NatPSA/2025/007/NHSPS"

organisations = st.builds(
    an_organisation,
    ods_code=st.sampled_from(CODES),
    organisation_type=st.sampled_from(TYPES),
    region_code=st.sampled_from(REGIONS),
    active=st.booleans(),
)
#: Few names, so that some people share an address and some organisations have nobody.
people = st.builds(
    lambda number, ods_code, shared, **more: a_person(
        f"Person {number}", ods_code=ods_code, email=f"{'shared' if shared else number}@x.example", **more
    ),
    number=st.integers(0, 12),
    ods_code=st.sampled_from(CODES),
    shared=st.booleans(),
    role=st.sampled_from(Role),
    active=st.booleans(),
)
groups = st.builds(
    AudienceGroup,
    organisation_types=st.lists(st.sampled_from(TYPES), max_size=2),
    regions=st.lists(st.sampled_from(REGIONS[:2]), max_size=1),
    organisations=st.lists(st.sampled_from((*CODES, "ZZ9")), max_size=2, unique=True),
)
audiences = st.builds(Audience, must_respond=groups, for_information=groups).filter(
    lambda one: not (one.must_respond.is_empty() and one.for_information.is_empty())
)


async def look(stage: Stage, **alert: Any) -> Shown:
    async with stage.service.database.reading() as tx:
        return await preview.shown(tx, an_alert(**alert))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(organisations, max_size=6), st.lists(people, max_size=12), audiences)
async def test_what_was_previewed_is_what_the_ledger_holds(
    stage: Stage,
    register: Sequence[OrganisationRecorded],
    staff: Sequence[PersonRecorded],
    audience: Audience,
) -> None:
    await forget_everything(stage)
    # The register is never empty for long: an alert waits for it.
    await stage.hear(an_organisation(ods_code="RX0", organisation_type="other"), *register, *staff)

    shown = (await look(stage, audience=audience)).preview
    await stage.hear(an_alert(audience=audience))

    mails = {(mail.ods_code, mail.person_id, mail.address, mail.must_respond) for mail in await stage.mails()}
    assert mails == {
        (one.organisation.ods_code, person.person_id, person.email, one.must_respond)
        for one, person in shown.people()
    }
    must, told = shown.classes
    assert must.people == sum(mail.must_respond for mail in await stage.mails())
    assert told.people == sum(not mail.must_respond for mail in await stage.mails())
    assert shown.total.gaps == len(shown.gaps) == await gaps_frozen(stage)


async def test_it_is_compared_with_the_version_before_and_else_with_the_last_alert(stage: Stage) -> None:
    assert (await look(stage)).difference is None
    await stage.issue("asha@x.example", reference=OTHER)
    await stage.hear(a_person("Ben Cole", email="ben@x.example"))

    first = (await look(stage)).difference
    await stage.issue("asha@x.example")
    second = (await look(stage, version=2)).difference

    assert first is not None
    assert (first.earlier.reference, first.people_joined, first.people_left) == (OTHER, 1, 0)
    assert second is not None
    assert (second.earlier.reference, second.is_none) == (REFERENCE, True)


async def test_an_organisation_that_closed_meanwhile_is_told(stage: Stage) -> None:
    await stage.hear(an_organisation(ods_code="RA4", name="Yeovil"))
    await stage.issue("asha@x.example")
    await stage.hear(an_organisation(ods_code="RA4", name="Yeovil", active=False))

    difference = (await look(stage)).difference

    assert difference is not None
    assert (difference.joined, difference.left) == ((), ("RA4",))


async def forget_everything(stage: Stage) -> None:
    async with stage.service.database.transaction() as tx:
        for table in ("organisations", "people", "alerts", "audience", "ledger"):
            await tx.execute(text(f"DELETE FROM distribution.{table}"))


async def gaps_frozen(stage: Stage) -> int:
    async with stage.service.database.reading() as tx:
        found = await tx.execute(text("SELECT count(*) FROM distribution.audience WHERE recipients = '[]'"))
        return int(found.scalar_one())
