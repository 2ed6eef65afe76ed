from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.publishing.domain.differences import Mark, differences
from tests.builders import an_alert

DOCUMENT = an_alert().model_dump(mode="json")


def told(**changes: Any) -> dict[str, str]:
    """What was taken out in square, what was put in in round brackets."""
    marks = {Mark.SAME: "{}", Mark.TAKEN_OUT: "[{}]", Mark.PUT_IN: "({})"}
    return {
        found.label: "".join(marks[piece.mark].format(piece.text) for piece in found.pieces)
        for found in differences(DOCUMENT, DOCUMENT | changes)
    }


def test_equal_documents_do_not_differ() -> None:
    assert told() == {}


def test_a_word_is_the_least_that_changes() -> None:
    assert told(summary="Staff have entered a penicillin allergy as an intolerance to penicillamine.") == {
        "Summary": "Staff have entered a penicillin allergy as an [allergy ](intolerance )to penicillamine."
    }


def test_an_action_is_told_by_its_number_and_parts_of_a_field_by_their_names() -> None:
    first, second = DOCUMENT["actions"]
    changed = told(
        actions=[first, second | {"number": 3}],
        deadlines={"acknowledge_by": "2025-11-25", "complete_by": "2026-11-20"},
        audience={"must_respond": {"regions": ["Y58"]}},
    )
    assert list(changed) == [
        "Action 2",
        "Action 3",
        "Deadlines: acknowledge by",
        "Audience: must respond: organisation types",
        "Audience: must respond: regions",
        "Audience: for information: organisation types",
    ]
    assert changed["Deadlines: acknowledge by"] == "[2025-11-24](2025-11-25)"


def test_what_is_left_out_is_not_told() -> None:
    assert differences(DOCUMENT, DOCUMENT | {"version": 2}, without=("version",)) == []


WORDS = st.text("ab \n", max_size=30)


@given(old=WORDS, new=WORDS)
def test_both_texts_can_be_read_from_what_is_told(old: str, new: str) -> None:
    found = differences({"summary": old}, {"summary": new})
    pieces = found[0].pieces if found else ()
    if old != new:
        assert "".join(p.text for p in pieces if p.mark is not Mark.PUT_IN) == old
        assert "".join(p.text for p in pieces if p.mark is not Mark.TAKEN_OUT) == new


def test_an_attachment_that_changed_is_told_whole() -> None:
    before, after = ({"attachments": [{"name": "Annex", "sha256": sha}]} for sha in ("aa", "bb"))
    (changed,) = differences(before, after)
    assert changed.label == "Attachment 1"
    assert [piece.text for piece in changed.pieces if piece.mark is not Mark.SAME] == ["aa", "bb"]
