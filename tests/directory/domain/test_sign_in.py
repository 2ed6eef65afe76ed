from datetime import UTC, datetime, timedelta

import pytest

from services.directory.domain import sign_in
from services.directory.domain.sign_in import MailedCode

NOW = datetime(2025, 11, 21, 9, tzinfo=UTC)


def a_code(minutes_ago: float = 0, tries: int = 0, used_at: datetime | None = None) -> MailedCode:
    return MailedCode(1, "sealed", NOW - timedelta(minutes=minutes_ago), tries, used_at)


def test_a_code_lives_for_a_quarter_of_an_hour_and_five_tries() -> None:
    assert a_code(14.9, tries=4).is_live(NOW)
    assert not a_code(15).is_live(NOW)
    assert not a_code(tries=5).is_live(NOW)
    assert not a_code(used_at=NOW).is_live(NOW)


def test_an_address_is_mailed_five_codes_in_an_hour() -> None:
    asked = [NOW - timedelta(minutes=minutes) for minutes in (1, 2, 3, 4)]

    assert sign_in.may_be_mailed(asked, NOW)
    assert not sign_in.may_be_mailed([*asked, NOW - timedelta(minutes=59)], NOW)
    assert sign_in.may_be_mailed([*asked, NOW - timedelta(minutes=60)], NOW)


def test_a_seal_fits_one_code_of_one_address_under_one_key() -> None:
    seals = {
        sign_in.seal(*given)
        for given in [("1", "a", "k"), ("2", "a", "k"), ("1", "b", "k"), ("1", "a", "other")]
    }

    assert len(seals) == 4


def test_spaces_in_a_copied_code_do_no_harm() -> None:
    assert sign_in.digits_of(" 1234 5678\n") == "12345678"


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("/regions/Y58?show=late", True),
        ("/", True),
        ("", False),
        ("//evil.example", False),
        ("https://evil.example", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("/\n/evil.example", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_a_path_of_this_site_is_gone_to(address: str, *, is_safe: bool) -> None:
    assert sign_in.is_safe(address) is is_safe


@pytest.mark.parametrize(
    ("grants", "first"),
    [
        ([("national_author", None)], "/desk"),
        ([("regional_lead", "Y58")], "/regions/Y58"),
        ([("specialist", "RH5"), ("regional_lead", "Y58")], "/regions/Y58"),
        ([("auditor", None)], "/register"),
        ([("specialist", "RH5")], "/mine"),
        ([("partner", "RH5")], "/mine"),
        ([("regional_lead", None)], None),
        ([], None),
    ],
)
def test_everybody_begins_where_their_role_works(
    grants: list[tuple[str, str | None]], first: str | None
) -> None:
    assert sign_in.first_page(grants) == first
