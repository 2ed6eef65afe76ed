import pytest

from services.kit.web import Refused
from services.publishing.domain.orders import Refusal
from services.publishing.handlers.propose import NOT_THERE
from services.publishing.pages.forms import refuse


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Refusal("x", "y"), 409), (Refusal("x", "y", of_people=True), 403), (NOT_THERE, 404)],
)
def test_a_refusal_says_what_is_wrong_and_how_to_mend_it(refusal: Refusal, status: int) -> None:
    with pytest.raises(Refused) as refused:
        refuse(refusal)
    told = refused.value
    assert (told.status, told.title, told.what_to_do) == (status, refusal.why, refusal.mend)
