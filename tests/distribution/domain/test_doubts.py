from contracts.events.responses import Doubt
from services.distribution.domain.doubts import SENTENCES, reasons


def test_every_doubt_has_a_sentence_for_the_person() -> None:
    assert set(SENTENCES) == set(Doubt)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_reasons_come_once_each_and_in_one_order() -> None:
    doubts = [Doubt.EVERY_LINK_OPENED, Doubt.SOON_AFTER_DELIVERY, Doubt.EVERY_LINK_OPENED]

    assert reasons(doubts) == [SENTENCES[Doubt.SOON_AFTER_DELIVERY], SENTENCES[Doubt.EVERY_LINK_OPENED]]
