from contracts.events.responses import Doubt
from services.responses.domain.forms import SAVED, Outcome
from services.responses.domain.links import LinkTrouble
from services.responses.domain.questions import AnswerOutcome
from services.responses.pages.wording import ANSWERS, DOUBTS, FORMS, LINKS


def test_every_outcome_that_saves_nothing_is_explained() -> None:
    assert set(FORMS) == set(Outcome) - SAVED - {Outcome.DOUBTED}
    assert set(DOUBTS) == set(Doubt)
    assert set(LINKS) == set(LinkTrouble)
    assert set(ANSWERS) == set(AnswerOutcome) - {AnswerOutcome.ANSWERED, AnswerOutcome.UNKNOWN_QUESTION}
