"""Text as it may stand in an event: bounded, and without characters that could break a mail or a log line."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"[\r\n\t]")


def _printable(text: str) -> str:
    # Nearly all are: asked of each text that is said or heard, this takes a tenth of the searching.
    if text.isprintable():
        return text
    if _CONTROL.search(text):
        raise ValueError("must not hold control characters")
    return text


def _one_line(text: str) -> str:
    if text.isprintable():
        return text
    if _BREAK.search(text):
        raise ValueError("must be one line")
    return _printable(text)


#: Nothing that could break a line of a log or a header.
ONE_LINE = AfterValidator(_one_line)
#: One line: titles, names, labels. No line breaks, so it is safe in a mail header.
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_one_line)
]
#: Prose of any number of lines.
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), AfterValidator(_printable)
]
#: A code from outside: an ODS code, a sector, a class of organisation. Never matched by shape.
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_one_line)
]

_BETWEEN = r"[\s.\-\u2010-\u2013]{0,2}"
#: Ten digits as people write them: 943 476 5919, 943-476-5919, 9434765919; never part of a longer run.
_TEN_DIGITS = re.compile(rf"(?<!\d)\d{{3}}{_BETWEEN}\d{{3}}{_BETWEEN}\d{{4}}(?!\d)")
_WEIGHTS = range(10, 1, -1)


def nhs_numbers_in(text: str) -> list[str]:
    """What in a text is a valid NHS number, as it was written; a text that holds one is never kept.

    Valid by its check digit, modulus 11: https://www.datadictionary.nhs.uk/attributes/nhs_number.html
    One in eleven of other ten-digit numbers passes too.
    """
    return [found.group() for found in _TEN_DIGITS.finditer(text) if _is_nhs_number(found.group())]


def _is_nhs_number(written: str) -> bool:
    digits = [int(sign) for sign in written if sign.isdecimal()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return check % 11 == digits[9] and len(set(digits)) > 1
