import pytest

from services.kit.config import KitSettings
from services.kit.mail.limits import Limits, Step


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        (Step.RESET, 300),
        (Step.MAIL, 300),
        (Step.RCPT, 300),
        (Step.DATA, 120),
        (Step.DOT, 600),
        (Step.QUIT, 5),
    ],
)
def test_a_server_gets_the_time_that_rfc_5321_asks_for(step: Step, seconds: float) -> None:
    assert Limits().of(step) == seconds
    assert Limits.of_settings(KitSettings()).of(step) == seconds


def test_nobody_waits_long_for_a_greeting() -> None:
    assert Limits.of_settings(KitSettings()).connect == 30


def test_settings_shorten_it() -> None:
    settings = KitSettings(smtp_patience=0.1, smtp_connection_mails=7, smtp_connection_seconds=9)

    assert Limits.of_settings(settings) == Limits(command=30, data=12, dot=60, age=9, mails=7)
