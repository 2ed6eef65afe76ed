"""What is written down of CAS."""

import pytest

from services.actions.domain.cas import STATUSES, read_status
from services.actions.domain.fields import Fields


@pytest.mark.parametrize("chosen", ["", "Closed", "action completed"])
def test_a_status_that_cas_does_not_have_is_not_taken(chosen: str) -> None:
    fields = Fields()
    read_status(fields, chosen)
    assert fields.troubles == {"cas_status": "Choose the status that your organisation gave on CAS"}


@pytest.mark.parametrize("chosen", STATUSES)
def test_the_words_of_cas_are_kept_as_they_are(chosen: str) -> None:
    fields = Fields()
    assert read_status(fields, chosen) == chosen
    assert fields.troubles == {}
