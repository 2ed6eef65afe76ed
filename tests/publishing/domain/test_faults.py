from typing import Any

import pytest

from contracts.events.alerts import AlertIssued
from services.publishing.domain.faults import Fault, event_key, read_document
from tests.builders import an_alert


def faults(**changes: Any) -> list[str]:
    read = read_document(an_alert().model_dump(mode="json") | changes)
    assert not isinstance(read, AlertIssued)
    return [str(fault) for fault in read]


def test_a_whole_document_has_no_faults() -> None:
    assert read_document(an_alert().model_dump(mode="json")) == an_alert()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": "  "}, "title: must not be empty"),
        ({"title": 7}, "title: must be text"),
        ({"short_title": "x" * 71}, "short_title: must be 70 characters or fewer: shorten it"),
        ({"title": "two\nlines"}, "title: must be one line"),
        ({"status": "real"}, "status: must be 'actual', 'exercise' or 'test'"),
        ({"issued_at": "2025-11-20T09:58:00"}, "issued_at: must be a day and time with its zone, such as "),
        ({"issued_at": "soon"}, "issued_at: must be a day and time with its zone, such as "),
        ({"deadlines": {"complete_by": "2025-02-30"}}, "deadlines.complete_by: must be a day that exists"),
        (
            {"deadlines": {"complete_by": "2025-01-01"}},
            "deadlines.complete_by: complete by 2025-01-01 is before",
        ),
        ({"actions": [{"number": 0, "text": "x"}]}, "actions.0.number: must be 1 or more"),
        ({"actions": [{"number": 1, "text": "x"}] * 2}, "actions: action numbers stand twice: 1"),
        ({"source_url": "england.nhs.uk"}, "source_url: must be a whole address that begins with https://"),
        ({"audience": {}}, "audience.must_respond: the audience is empty"),
        ({"version": 1, "change": {"reason": "x"}}, "change: must be left out: only a later version"),
        (
            {"actions": [{"number": n, "text": "x" * 19_000} for n in range(1, 60)]},
            "actions: make the document",
        ),
    ],
)
def test_a_fault_says_where_it_is_and_how_to_mend_it(changes: dict[str, Any], fault: str) -> None:
    (found,) = faults(**changes)
    assert found.startswith(fault)


def test_an_empty_audience_is_told_together_with_other_faults() -> None:
    assert [fault.partition(":")[0] for fault in faults(title="", audience={})] == [
        "title",
        "audience.must_respond",
    ]


@pytest.mark.parametrize("document", [None, 7, "alert", [], {}])
def test_what_is_no_document_has_faults(document: object) -> None:
    assert not isinstance(read_document(document), AlertIssued)


def test_the_values_that_were_sent_are_never_repeated() -> None:
    assert "secret" not in " ".join(faults(reference="secret", issued_at="secret", status="secret"))


def test_faults_in_an_event_are_named_from_its_top() -> None:
    event = {"specversion": "1.0", "type": AlertIssued.type_name(), "id": "1", "source": "/x"}
    read = read_document({**event, "time": "2025-11-20T09:58:00Z", "data": {}})
    assert Fault("data.title", "is missing", "missing") in (read if isinstance(read, tuple) else ())


def test_only_an_event_has_a_key_of_its_own() -> None:
    assert event_key({"specversion": "1.0", "type": "any", "id": "4711", "source": "/x"}) == "/x 4711"
    assert event_key({"reference": "NatPSA/2025/006/NHSPS"}) is None
