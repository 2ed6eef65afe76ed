import re

import templates
from services.responses.domain.glossary import GLOSSARY


def test_every_word_is_explained_once_and_in_alphabetical_order() -> None:
    words = [entry.word.casefold() for entry in GLOSSARY]
    assert words == sorted(set(words))
    assert len({entry.key for entry in GLOSSARY}) == len(GLOSSARY)


def test_every_word_is_linked_from_the_page_and_every_link_leads_to_a_word() -> None:
    loader = templates.pages.loader
    assert loader
    source, _, _ = loader.get_source(templates.pages, "responses/partner.html")
    linked = set(re.findall(r'word\("([a-z-]+)"', source))
    assert linked == {entry.key for entry in GLOSSARY}


def test_the_explanations_are_short() -> None:
    assert [entry.word for entry in GLOSSARY if len(entry.meaning.split()) > 40] == []
