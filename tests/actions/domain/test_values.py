"""What may stand in one field."""

from datetime import date

import pytest

from services.actions.domain import values
from services.actions.domain.values import Trouble


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        (" \r\n", None),
        (" Minute 7 ", "Minute 7"),
        ("one\r\ntwo", "one\ntwo"),
        ("a\u202eb", Trouble.NOT_PRINTABLE),
        ("a\x00b", Trouble.NOT_PRINTABLE),
        ("x" * 2_001, Trouble.TOO_LONG),
        ("seen by 9434765919", Trouble.NHS_NUMBER),
        ("seen by 943-476-5919", Trouble.NHS_NUMBER),
        ("ring 0113 496 0000", "ring 0113 496 0000"),
    ],
)
def test_prose_is_kept_as_it_may_be(typed: str, kept: str | None) -> None:
    assert values.prose(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        (" Chief pharmacist ", "Chief pharmacist"),
        ("a\nb", Trouble.NOT_PRINTABLE),
        ("x" * 151, Trouble.LINE_TOO_LONG),
        ("943 476 5919", Trouble.NHS_NUMBER),
    ],
)
def test_a_line_is_one_line(typed: str, kept: str | None) -> None:
    assert values.line(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "Minute 7 of the medicines committee",
        "Training data: 95 % of wards",
        "Ref:2025/7",
        "https://trust.example/minutes/7?page=2#x",
        "http://intranet/7",
        "HTTPS://TRUST.EXAMPLE/7",
        "Minute 7, https://trust.example/7",
        "https://trust.example/7 page 2",
    ],
)
def test_evidence_is_words_or_an_address(typed: str) -> None:
    assert values.evidence(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript :alert(1)",
        "see javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://trust.example/7",
        "https://",
        "https:",
        "https://somebody:secret@trust.example/7",
        "https://[broken",
    ],
)
def test_other_addresses_are_refused(typed: str) -> None:
    assert values.evidence(typed) is Trouble.NOT_AN_ADDRESS


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://trust.example/7", "https://trust.example/7"),
        ("http://trust.example", "http://trust.example"),
        ("javascript:alert(1)", None),
        ("//trust.example/7", None),
        ("https://a@trust.example", None),
        ("https://trust.example/7 and more", None),
        ("", None),
    ],
)
def test_a_link_leads_to_web_pages_only(text: str, address: str | None) -> None:
    assert values.address_in(text) == address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", Trouble.NO_EMAIL),
        ("test", Trouble.NOT_AN_EMAIL),
        ("a@b\r\nBcc: c@d.example", Trouble.NOT_AN_EMAIL),
        ("tomasz.nowak@somerset.example", "tomasz.nowak@somerset.example"),
        ("x" * 150 + "@somerset.example", Trouble.LINE_TOO_LONG),
        ("9434765919@somerset.example", Trouble.NHS_NUMBER),
    ],
)
def test_a_mail_address_is_whole(typed: str, kept: str) -> None:
    assert values.email(typed) == kept


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (("", " ", ""), None),
        (("20", "11", "2025"), date(2025, 11, 20)),
        (("", "11", "2025"), Trouble.NOT_A_DAY),
        (("x", "11", "2025"), Trouble.NOT_A_DAY),
        (("20", "11", "9" * 5_000), Trouble.NOT_A_DAY),
        (("20", "11", "1999"), Trouble.DAY_TOO_EARLY),
        (("20", "11", "25"), Trouble.DAY_TOO_EARLY),
        (("20", "11", "2100"), Trouble.DAY_TOO_LATE),
    ],
)
def test_a_day_is_a_day_of_this_century(parts: tuple[str, str, str], kept: date | None) -> None:
    assert values.day(parts) == kept
