import json

import pytest

from contracts.envelope import NotUnderstood, Written, event_of, read, to_json, written_to_json
from contracts.topics import ALERTS
from tests.builders import NOW, an_alert, said


@pytest.mark.parametrize("sequence", [[], {}, 1.5, "x", "", "-1", 0])
def test_a_sequence_that_is_no_number_is_not_understood(sequence: object) -> None:
    message = json.loads(to_json(said(an_alert()))) | {"sequence": sequence}

    with pytest.raises(NotUnderstood, match="sequence"):
        read(ALERTS, json.dumps(message).encode())


def test_what_is_in_json_already_is_framed_like_any_other() -> None:
    alert = an_alert()
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    whole = to_json(event_of(alert, source="/publishing", time=NOW, sequence=7, traceparent=trace))

    written = written_to_json(
        Written(alert.subject(), alert.model_dump_json()),
        type(alert),
        source="/publishing",
        time=NOW,
        sequence=7,
        traceparent=trace,
    )

    framed, other = json.loads(whole), json.loads(written)
    assert framed.pop("id") != other.pop("id")
    assert other == framed
    assert read(ALERTS, written).data == alert
