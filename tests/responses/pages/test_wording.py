from contracts.events.responses import Doubt
from services.responses.domain.answering import DONE, AnswerOutcome
from services.responses.domain.experience import ModerationOutcome
from services.responses.domain.forms import SAVED, Outcome
from services.responses.domain.links import LinkTrouble
from services.responses.pages.wording import ANSWERS, DOUBTS, FORMS, LINKS, MODERATIONS


def test_every_outcome_that_saves_nothing_is_explained() -> None:
    assert set(FORMS) == set(Outcome) - SAVED - {Outcome.DOUBTED}
    assert set(DOUBTS) == set(Doubt)
    assert set(LINKS) == set(LinkTrouble)
    assert set(ANSWERS) == set(AnswerOutcome) - DONE - {AnswerOutcome.UNKNOWN_QUESTION}
    saved = {ModerationOutcome.MODERATED, ModerationOutcome.REPEATED}
    assert set(MODERATIONS) == set(ModerationOutcome) - saved
