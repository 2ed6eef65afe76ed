"""What in a text still tells who asked a question: the organisation, its code, the person.

Whoever publishes is told which words, and rewords; a name that is also an everyday word is refused
too, which costs a moment. Not found: a nickname, a ward, a place that the organisation is not called after.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.responses.domain.questions import Question

#: Words in the names of so many organisations and mailboxes that they tell nobody apart.
_EVERYDAY = """
    acute ambulance and area board care central centre children childrens city combined community county
    district east eastern foundation general group health healthcare hospital hospitals integrated mailbox
    mental middle midlands national nhs north northern of partnership patient primary royal safety service
    services shared south southern specialist specialists team teaching the trust united university west
    western women womens
    dr miss mr mrs ms prof professor sir
"""
EVERYDAY = frozenset(_EVERYDAY.split())
SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


class _Name(NamedTuple):
    """`as_written` when it would be an everyday word in small letters: May, Mark, REF."""

    text: str
    as_written: bool = False

    def stands_in(self, text: str) -> bool:
        """As whole words, however they are spaced."""
        words = r"\s+".join(map(re.escape, self.text.split()))
        flags = re.NOFLAG if self.as_written else re.IGNORECASE
        return re.search(rf"(?<!\w){words}(?!\w)", text, flags) is not None


def tells_who_asked(text: str, question: Question) -> tuple[str, ...]:
    """Those names of the asker's that stand in the text, the longest first; none of them within another."""
    found: list[str] = []
    for name in sorted(_names(question), key=lambda name: (-len(name.text), name)):
        if name.stands_in(text) and not any(name.stands_in(longer) for longer in found):
            found.append(name.text)
    return tuple(found)


def _names(question: Question) -> set[_Name]:
    """Each whole, and what is left of it without everyday words."""
    code, person = question.ods_code, question.person_name
    names = {_Name(question.organisation_name), _Name(person), _Name(code, as_written=code.isalpha())}
    names.update(map(_Name, _own_parts(question.organisation_name)))
    names.update(_Name(word, as_written=True) for part in _runs(person) for word in part)
    return {name for name in names if len(name.text) >= SHORTEST_NAME}


def _own_parts(name: str) -> Iterator[str]:
    """`University Hospitals Plymouth NHS Trust` is known as Plymouth."""
    yield from (" ".join(words) for words in _runs(name))


def _runs(name: str) -> Iterator[list[str]]:
    """Words of its own that stand side by side in the name."""
    run: list[str] = []
    for word in (*_WORD.findall(name), "the"):
        if word.casefold() not in EVERYDAY:
            run.append(word)
        elif run:
            yield run
            run = []
