import pytest
from pydantic import ValidationError

from contracts.attachments import MOST, MOST_BYTES
from tests.builders import an_alert, an_attachment


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"media_type": "application/x-msdownload"}, "must be one of application/pdf"),
        ({"media_type": "text/html"}, "must be one of application/pdf"),
        ({"size": 0}, "greater than or equal to 1"),
        ({"size": MOST_BYTES + 1}, "less than or equal to 25000000"),
        ({"sha256": "abc"}, "pattern"),
        ({"sha256": "A" * 64}, "pattern"),
        ({"address": "http://www.example/a.pdf"}, "scheme"),
        ({"address": "ftp://www.example/a.pdf"}, "scheme"),
        ({"address": "https://nhs.example@evil.example/a.pdf"}, "leave out the user name"),
        ({"name": "a\nb"}, "one line"),
        ({"name": "a" * 121}, "at most 120"),
    ],
)
def test_what_could_harm_or_mislead_is_not_attached(changes: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        an_attachment(**changes)


def test_its_type_has_a_name_that_people_know() -> None:
    assert an_attachment().kind == "PDF"


def test_an_alert_has_a_few_and_none_are_called_alike() -> None:
    several = [an_attachment(name=f"Annex {number}") for number in range(MOST)]

    assert len(an_alert(attachments=several).attachments) == MOST
    with pytest.raises(ValidationError, match="at most 10"):
        an_alert(attachments=[*several, an_attachment()])
    with pytest.raises(ValidationError, match="attachments are called alike: Annex 1"):
        an_alert(attachments=[*several[:2], several[1]])
