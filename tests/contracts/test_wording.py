"""Text from outside can neither break a line nor hide another."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.wording import Code, Line, Prose, nhs_numbers_in

LINE, PROSE, CODE = (TypeAdapter[str](kind) for kind in (Line, Prose, Code))
KINDS = {"line": (LINE, 300), "prose": (PROSE, 20_000), "code": (CODE, 40)}


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_bounded_and_never_empty(kind: str) -> None:
    text, longest = KINDS[kind]

    assert text.validate_python(f"  {'x' * longest}  ") == "x" * longest
    for wrong in ("", "   ", "x" * (longest + 1)):
        with pytest.raises(ValidationError):
            text.validate_python(wrong)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_seen_is_refused(kind: str, character: str) -> None:
    with pytest.raises(ValidationError, match="control characters"):
        KINDS[kind][0].validate_python(f"a{character}b")


@pytest.mark.parametrize("kind", KINDS)
def test_none_of_what_cannot_be_seen_slips_through(kind: str) -> None:
    ascii_ones = (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)

    for code in (*ascii_ones, 0x85, *range(0x2028, 0x202F), *range(0x2066, 0x206A)):
        with pytest.raises(ValidationError, match="control characters"):
            KINDS[kind][0].validate_python(f"a{chr(code)}b")


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\nBcc: x@y.example", "\t"])
def test_a_line_is_one_and_prose_may_be_many(line_break: str) -> None:
    text = f"a{line_break}b"

    assert PROSE.validate_python(text) == text
    for one_line in (LINE, CODE):
        with pytest.raises(ValidationError, match="one line"):
            one_line.validate_python(text)


@pytest.mark.parametrize("text", ["Ynys Môn", "’–…", "Łódź", "病院", "👩‍⚕️"])
def test_names_of_any_language_may_stand(text: Any) -> None:
    assert LINE.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "9434765919",
        "Seen with 943 476 5919 in clinic",
        "943-476-5919.",
        "born 1975 943\u00a0476\u00a05919",
        "943.476.5919",
        "(NHS no 9434765919)",
        "٩٤٣٤٧٦٥٩١٩",
    ],
)
def test_an_nhs_number_is_found_however_it_is_written(text: str) -> None:
    assert len(nhs_numbers_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No numbers here",
        "9434765918",  # the check digit is another
        "94347659190",  # eleven digits
        "19434765919",
        "0000000000",
        "01632 960001",
        "020 7946 0958",
        "RH5/2025/000001",
        "2026-01-12 10:15",
        "1000000010",  # a check digit of ten, which no number has
    ],
)
def test_other_numbers_are_no_nhs_numbers(text: str) -> None:
    assert nhs_numbers_in(text) == []


def test_each_nhs_number_of_a_text_is_found() -> None:
    assert nhs_numbers_in("943 476 5919 and 401 023 2137") == ["943 476 5919", "401 023 2137"]
