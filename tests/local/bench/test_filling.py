from collections import Counter

from contracts.events.alerts import AlertIssued
from contracts.events.distribution import AudienceFrozen
from contracts.events.register import OrganisationRecorded, PersonRecorded
from services.local.bench.filling import Size, facts, specialist
from tests.builders import NOW

SIZE = Size(organisations=3, alerts=2)


def test_every_alert_is_for_every_organisation_which_has_one_specialist() -> None:
    told = list(facts(SIZE, NOW))

    assert Counter(type(one) for one in told) == {
        OrganisationRecorded: 3,
        PersonRecorded: 3,
        AlertIssued: 2,
        AudienceFrozen: 2,
    }
    for audience in told:
        if isinstance(audience, AudienceFrozen):
            assert [one.ods_code for one in audience.organisations] == list(SIZE.codes)
            people = {one.recipients[0].person_id for one in audience.organisations}
            assert people == {specialist(code) for code in SIZE.codes}


def test_no_two_alerts_or_organisations_are_called_alike() -> None:
    full = Size(organisations=1000, alerts=900)

    assert len(set(full.codes)) == 1000
    assert len(set(full.references)) == 900
    assert full.claims("R0001", full.references[-1]).reference == full.references[-1]
