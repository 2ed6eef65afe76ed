from datetime import timedelta
from itertools import permutations
from typing import Any, get_args

import pytest
from pydantic import EmailStr

from contracts.envelope import EventData
from contracts.events.actions import OrganisationProgressed
from contracts.events.distribution import DeliveriesCounted
from contracts.events.responses import AlertAcknowledged
from contracts.topics import EVENTS
from services.oversight.domain.history import Heard, in_order, of_kind, parts, without_addresses
from tests.builders import NOW, REFERENCE, a_count
from tests.oversight.stage import acknowledged, audience, examples, progressed


def heard(data: EventData, sequence: int, minutes: int = 0) -> Heard:
    return Heard(
        source="/tests",
        event_id=f"{type(data).__name__} {sequence}",
        event_type=data.type_name(),
        sequence=sequence,
        reference=REFERENCE,
        version=data.version,  # type: ignore[attr-defined]
        ods_code="RH5",
        at=NOW + timedelta(minutes=minutes),
        document=without_addresses(data),
    )


def test_an_organisation_is_told_its_own_part_of_an_audience_only() -> None:
    told = dict(parts(audience("RA1", "RB1")))

    assert set(told) == {"RA1", "RB1"}
    assert [one["ods_code"] for one in told["RA1"]["organisations"]] == ["RA1"]


@pytest.mark.parametrize("event", examples(), ids=lambda event: event.data.event)
def test_all_but_addresses_is_kept(event: Any) -> None:
    everything = event.data.model_dump(mode="json")

    for ods_code, document in parts(event.data):
        assert ods_code in (
            None,
            *[one.get("ods_code") for one in (everything, *everything.get("organisations", ()))],
            *everything.get("must_respond", ()),
        )
        left_out = set(everything) - set(document)
        assert {type(event.data).model_fields[name].annotation for name in left_out} <= {EmailStr}


def test_no_event_about_an_alert_hides_an_address_deeper() -> None:
    """`without_addresses` looks at an event's own fields only."""
    kinds = [kind for kind in EVENTS if "reference" in kind.model_fields]
    own = {
        name
        for kind in kinds
        for name, field in kind.model_fields.items()
        if EmailStr in (field.annotation, *get_args(field.annotation))
    }

    assert own == {"owner_email", "executive_email"}
    assert [
        kind
        for kind in kinds
        if str(kind.model_json_schema()).count("'email'") > len(own & set(kind.model_fields))
    ] == []


def test_events_stand_as_they_happened_and_only_the_newest_snapshot_does() -> None:
    first, second = heard(acknowledged(), 1), heard(acknowledged(), 2, minutes=1)
    older, newer = heard(a_count(accepted=0), 1, minutes=2), heard(a_count(), 2, minutes=3)
    other_version = heard(a_count(version=2), 1, minutes=4)
    far = heard(progressed(), 3, minutes=5)

    for order in permutations([first, second, older, newer, other_version, far]):
        assert in_order(order) == (first, second, newer, other_version, far)
    assert of_kind(in_order([far, newer, first]), AlertAcknowledged, OrganisationProgressed) == (first, far)
    assert newer.is_a(DeliveriesCounted)
