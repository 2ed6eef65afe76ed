import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import permutations
from typing import Any

import jsonschema
import pytest

from contracts.envelope import Event
from services.oversight.domain import evidence
from services.oversight.domain.evidence import (
    Evidence,
    EvidenceFile,
    Somebody,
    Subject,
    evidence_of,
    file_of,
    last_said,
)
from services.oversight.domain.history import Heard, parts
from tests.builders import NOW, a_count, person_id
from tests.oversight.domain.test_history import heard
from tests.oversight.domain.test_work import handed, recorded, sign_off
from tests.oversight.stage import acknowledged, audience, examples_of_an_alert

SUBJECT = Subject(reference="NatPSA/2025/006/NHSPS", ods_code="RH5", organisation="Somerset")
ADDRESSES = {"owner_email", "executive_email"}


def kept(event: Event[Any]) -> Iterator[Heard]:
    """As history keeps it for one organisation."""
    for ods_code, document in parts(event.data):
        if ods_code in (None, "RH5"):
            yield Heard(
                source=event.source,
                event_id=event.id,
                event_type=event.type,
                sequence=event.sequence,
                reference=event.data.reference,
                version=event.data.version,
                ods_code=ods_code,
                at=event.time,
                document=document,
            )


EVERYTHING = tuple(one for event in examples_of_an_alert() for one in kept(event))


def made(*said: Heard, people: tuple[Somebody, ...] = ()) -> Evidence:
    return evidence_of(SUBJECT, said or EVERYTHING, people)


@pytest.mark.parametrize("event", examples_of_an_alert(), ids=lambda event: event.data.event)
def test_every_field_of_every_event_is_found_in_the_file(event: Event[Any]) -> None:
    """Whoever adds an event gets this for nothing, or sees here that it was forgotten."""
    file = file_of(made(), generated_at=NOW, generated_by="Robin Lead")
    found = {
        change["event_id"]: change for change in json.loads(file.model_dump_json())["evidence"]["changes"]
    }

    change = found[event.id]
    (document,) = [one.document for one in kept(event)]
    assert change["said"] == document
    assert set(event.data.model_dump()) - set(change["said"]) <= ADDRESSES
    assert (change["source"], change["type"]) == (event.source, event.type)
    assert "@" not in str(change["said"])


def test_everything_stands_once_and_in_the_order_in_which_it_happened() -> None:
    changes = made().changes

    assert [change.number for change in changes] == [*range(1, len(examples_of_an_alert()) + 1)]
    assert [change.at for change in changes] == sorted(change.at for change in changes)
    assert {change.event_id for change in changes} == {event.id for event in examples_of_an_alert()}


def test_the_same_facts_have_the_same_checksum_in_whatever_order_they_were_heard() -> None:
    story = [heard(acknowledged(), 1), heard(recorded(), 2, minutes=1), heard(sign_off(), 3, minutes=1)]
    sums = {
        file_of(made(*order), generated_at=NOW + timedelta(hours=n), generated_by=str(n)).sha256
        for n, order in enumerate(permutations(story))
    }

    assert len(sums) == 1


def test_the_checksum_can_be_made_again_from_the_file_alone() -> None:
    text = file_of(made(), generated_at=NOW, generated_by="Łukasz").model_dump_json(indent=2)
    file = json.loads(text)

    plain = json.dumps(file["evidence"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert file["sha256"] == sha256(plain.encode()).hexdigest()
    changed = {**file["evidence"], "title": "Something else"}
    assert sha256(evidence.canonical(changed)).hexdigest() != file["sha256"]


def test_the_file_says_what_it_is_and_fits_its_schema() -> None:
    file = json.loads(file_of(made(), generated_at=NOW, generated_by="Robin Lead").model_dump_json())

    assert (file["format"], file["version"]) == ("safety-cascade/evidence", 1)
    jsonschema.validate(file, EvidenceFile.model_json_schema(mode="serialization"))
    assert set(file["evidence"]) == {
        "reference",
        "title",
        "issuer",
        "source_url",
        "attribution",
        "ods_code",
        "organisation",
        "self_certified",
        "people",
        "recipients",
        "mails",
        "changes",
    }
    assert "self-certified" in file["evidence"]["self_certified"]


def test_people_are_named_by_the_register_and_others_by_the_events() -> None:
    asha = Somebody(id=person_id("Specialist RH5"), name="Asha Verma", role="specialist")
    mine = [heard(said, n) for n, said in enumerate((acknowledged(), handed(), sign_off()), start=1)]

    named = made(*mine, people=(asha,))

    assert [(one.name, one.role) for one in named.people] == [
        ("Asha Verma", "specialist"),
        ("Dr Hana Okafor", "asked to sign off"),
        ("Łukasz Żółć", "owner of action 1"),
    ]
    assert named.changes[0].who == "Asha Verma"


MAIL = {
    "person_id": person_id("Specialist RH5"),
    "kind": "alert-issued",
    "state": "accepted",
    "message_id": "<1@alerts.example>",
    "attempts": 2,
    "repeated": 1,
    "first_attempt_at": NOW,
    "accepted_at": NOW,
    "code": 250,
    "reply": "2.0.0 Ok: queued",
}


def test_recipients_and_mails_are_rows_of_their_own_and_named() -> None:
    asha = Somebody(id=person_id("Specialist RH5"), name="Asha Verma", role="specialist")
    first = heard(a_count(mails=[MAIL | {"state": "deferred"}]), 1)
    told = made(*EVERYTHING, first, heard(a_count(mails=[MAIL]), 99), people=(asha,))

    assert {one.role for one in told.recipients} == {"specialist", "deputy", "executive_lead"}
    (mail,) = (one for one in told.mails if one.message_id == MAIL["message_id"])
    assert mail.model_dump() == {"version": 1, "name": "Asha Verma", **MAIL}


def test_another_organisation_does_not_stand_in_an_audience() -> None:
    frozen = audience("RH5", "RA1")
    mine = [
        Heard(**{**vars(heard(acknowledged(), 1)), "event_type": frozen.type_name(), "document": document})
        for code, document in parts(frozen)
        if code == "RH5"
    ]

    assert "RA1" not in made(*mine).model_dump_json()


def test_ids_are_found_however_deep() -> None:
    who = person_id("Asha Verma")

    assert [*evidence.ids_in({"a": [{"b": str(who)}, "x" * 36, 7, None]})] == [who]


def test_of_each_matter_the_last_word_stands_first() -> None:
    again = heard(acknowledged(), 5, minutes=9)
    stands = dict(last_said(made(heard(acknowledged(), 1), heard(recorded(), 2), again)))

    assert stands["Acknowledgement"] is not None
    assert stands["Acknowledgement"].event_id == again.event_id
    assert stands["Last action recorded"] is not None
    assert [matter for matter, change in stands.items() if change is None] == [
        "Decision",
        "Sign-off",
        "Answer on CAS",
    ]
