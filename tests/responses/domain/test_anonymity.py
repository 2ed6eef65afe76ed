import pytest

from services.responses.domain.anonymity import tells_who_asked
from tests.responses.domain.test_questions import a_question


def tells(text: str, **changes: object) -> tuple[str, ...]:
    return tells_who_asked(text, a_question(**changes))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Does this apply to community teams?", ()),
        ("At Somerset NHS Foundation Trust we ask.", ("Somerset NHS Foundation Trust",)),
        ("at somerset nhs\nfoundation  trust", ("Somerset NHS Foundation Trust",)),
        ("We in Somerset ask.", ("Somerset",)),
        ("Somersetshire is elsewhere.", ()),
        ("An NHS trust asks.", ()),
        ("RH5 asks.", ("RH5",)),
        ("rh5 asks; XRH55 does not.", ("RH5",)),
        ("Asha Verma wants to know.", ("Asha Verma",)),
        ("Verma's ward asks, and Asha too.", ("Verma", "Asha")),
        ("Somerset (RH5): Asha Verma", ("Asha Verma", "Somerset", "RH5")),
    ],
)
def test_who_asked_is_found_by_their_names(text: str, told: tuple[str, ...]) -> None:
    assert tells(text) == told


def test_a_name_that_is_an_everyday_word_counts_as_a_name_only_when_written_as_one() -> None:
    assert tells("May this wait?", person_name="Will May") == ("May",)
    assert tells("We will ask, if we may.", person_name="Will May") == ()
    assert tells("See the ref above.", ods_code="REF") == ()


def test_the_name_of_a_shared_mailbox_is_made_of_everyday_words() -> None:
    assert tells("Does the safety team tell patients?", person_name="Patient Safety Team") == ()
    assert tells("The patient safety team asks.", person_name="Patient Safety Team") != ()


@pytest.mark.parametrize(
    ("organisation", "text", "told"),
    [
        ("University Hospitals Plymouth NHS Trust", "In Plymouth", ("Plymouth",)),
        ("St George's University Hospitals", "At St George's", ("St George's",)),
        ("Leeds and York Partnership NHS Foundation Trust", "York is near", ("York",)),
        ("Central and North West London NHS Foundation Trust", "A central hospital", ()),
    ],
)
def test_an_organisation_is_also_known_by_what_is_its_own_in_the_name(
    organisation: str, text: str, told: tuple[str, ...]
) -> None:
    assert tells(text, organisation_name=organisation) == told


def test_signs_in_a_name_are_only_signs() -> None:
    assert tells("a+b", organisation_name="(a+b)*c", person_name="[x]") == ()
