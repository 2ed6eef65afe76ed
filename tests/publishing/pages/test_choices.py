from contracts.events.alerts import AudienceGroup
from services.publishing.pages.choices import in_words, offered


def test_codes_are_said_in_words() -> None:
    group = AudienceGroup(
        organisation_types=("nhs_trust",), sectors=("acute", "odd"), regions=("Y58",), organisations=("QSL",)
    )
    assert in_words(group) == [
        "NHS trusts of the sectors: Acute, odd in the regions: South West",
        "Also by name: QSL",
    ]


def test_a_group_without_types_is_all_organisations_that_fit() -> None:
    assert in_words(AudienceGroup(icbs=("QSL",))) == ["All organisations in the integrated care boards: QSL"]


def test_nobody_is_no_words() -> None:
    assert in_words(AudienceGroup()) == []


def test_single_organisations_stand_alone() -> None:
    assert in_words(AudienceGroup(organisations=("RH5", "RA7"))) == ["By name: RH5, RA7"]


def test_a_ticked_code_we_do_not_know_stays() -> None:
    assert offered("sectors", ["acute", "hospice"])[-1] == ("hospice", "hospice")
