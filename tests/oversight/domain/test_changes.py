from typing import Any

import pytest

from contracts.topics import EVENTS
from services.oversight.domain import changes
from services.oversight.domain.changes import fields_in_words, title_of, value_in_words, who_of
from services.oversight.domain.evidence import Somebody
from services.oversight.domain.history import Heard
from tests.builders import NOW, person_id
from tests.oversight.domain.test_history import heard
from tests.oversight.stage import acknowledged, answered

ASHA = Somebody(id=person_id("Specialist RH5"), name="Asha Verma", role="shared_mailbox")
PEOPLE = {ASHA.id: ASHA}


@pytest.mark.parametrize("kind", [kind for kind in EVENTS if "reference" in kind.model_fields])
def test_every_event_about_an_alert_has_its_words(kind: Any) -> None:
    """One that is new here is told by its own name until it has."""
    assert kind in changes._TOLD


def test_an_event_that_nobody_foresaw_is_told_by_its_own_name() -> None:
    new = Heard(
        source="/tests",
        event_id="1",
        event_type="org.safety-cascade.alert-forgotten.v1",
        reference="NatPSA/2025/006/NHSPS",
        version=1,
        at=NOW,
        document={"reason": "Why not"},
    )

    assert (title_of(new), who_of(new, {})) == ("Alert forgotten", None)


def test_who_did_it_is_named_where_the_name_is_known() -> None:
    said = heard(acknowledged(), 1)

    assert who_of(said, PEOPLE) == "Asha Verma"
    assert who_of(said, {}) == str(ASHA.id)
    assert who_of(heard(answered(), 1), PEOPLE) == "The national team"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Not stated"),
        (True, "Yes"),
        (0, "0"),
        ([], "None"),
        (["known_scanner", "hidden_field"], "known scanner\nhidden field"),
        ([{"number": 1, "text": "Stop."}], "Number: 1; Text: Stop."),
        ("2025-06-21T09:15:00Z", "Saturday 21 June 2025, 10:15:00"),
        ("not_applicable", "not applicable"),
        ("Say not_applicable to it", "Say not_applicable to it"),
        (str(ASHA.id), f"Asha Verma, shared mailbox ({ASHA.id})"),
        (str(person_id("nobody")), str(person_id("nobody"))),
    ],
)
def test_a_value_is_read_as_people_say_it(value: Any, words: str) -> None:
    assert value_in_words(value, PEOPLE) == words


def test_every_field_is_told_but_what_stands_elsewhere() -> None:
    said = {"late_because": None, "mails": [1], "note": "Ours"}

    assert dict(fields_in_words(said, {}, but={"mails"})) == {"Late because": "Not stated", "Note": "Ours"}
