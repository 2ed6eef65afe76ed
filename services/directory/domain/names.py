"""Names as people write them, from the capitals of ODS."""

import re

_KEEP = frozenset({"NHS", "ICB", "UK", "CIC", "II", "III"})
_SMALL = frozenset({"and", "of", "the", "on", "upon", "for", "in", "with", "to", "at", "by", "le"})
_WORD = re.compile(r"[A-Z][A-Z']*")


def readable(name: str) -> str:
    """`GUY'S AND ST THOMAS' NHS FOUNDATION TRUST` in mixed case; a name that has small letters stays."""
    if not name.isupper():
        return name
    return _WORD.sub(lambda found: _word(found[0], first=found.start() == 0), name)


def _word(word: str, *, first: bool) -> str:
    if word in _KEEP:
        return word
    if word.lower() in _SMALL and not first:
        return word.lower()
    return word.capitalize()
