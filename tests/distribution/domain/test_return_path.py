from hypothesis import given
from hypothesis import strategies as st

from services.distribution.domain.return_path import ReturnPath

OURS = ReturnPath.of("Bounce.example", "a secret")


def test_an_address_says_which_mail_it_was_whatever_the_case_of_its_letters() -> None:
    address = OURS.address(4_711)

    assert address.startswith("bounces+4711-")
    assert address.endswith("@bounce.example")
    for seen in (address, address.upper()):
        token = OURS.token_in(seen)
        assert token
        assert OURS.mail_of(token) == 4_711


def test_the_same_mail_has_the_same_return_path_in_every_process() -> None:
    assert ReturnPath.of("bounce.example", "a secret").address(1) == OURS.address(1)


def test_nobody_can_make_one_for_another_mail() -> None:
    seal = OURS.token(1).partition("-")[2]

    assert OURS.mail_of(f"2-{seal}") is None
    assert OURS.mail_of(f"01-{seal}") is None
    assert ReturnPath.of("bounce.example", "another secret").mail_of(OURS.token(1)) is None


def test_the_bare_address_is_ours_and_names_no_mail() -> None:
    assert OURS.token_in(OURS.bare) == ""
    assert OURS.mail_of("") is None


def test_other_addresses_are_not_ours() -> None:
    for address in ("bounces@elsewhere.example", "alerts@bounce.example", "bounces", "", "@bounce.example"):
        assert OURS.token_in(address) is None


@given(st.text(max_size=60))
def test_whatever_stands_there_is_no_token_of_ours(text: str) -> None:
    assert OURS.mail_of(text) is None
    assert OURS.token_in(text) is None
