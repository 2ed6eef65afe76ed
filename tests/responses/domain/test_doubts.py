from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from contracts.events.responses import Doubt
from services.responses.config import SCANNERS
from services.responses.domain.doubts import (
    Caution,
    MailedPage,
    Trail,
    doubts_about,
    is_asked_again,
    is_known_scanner,
)
from tests.builders import NOW
from tests.responses.domain.test_forms import a_form

CAUTION = Caution(
    soon=timedelta(seconds=10),
    together=timedelta(seconds=60),
    scanners=tuple(part.strip().lower() for part in SCANNERS.split(",")),
    pause=timedelta(minutes=60),
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LONG_AGO = Trail(mailed_at=(NOW - timedelta(hours=3),), opened_at={MailedPage.ALERT: NOW})


def mailed(seconds_before: float) -> Trail:
    return replace(LONG_AGO, mailed_at=(*LONG_AGO.mailed_at, NOW - timedelta(seconds=seconds_before)))


def opened(**seconds_before: float) -> Trail:
    when = {MailedPage(name): NOW - timedelta(seconds=seconds) for name, seconds in seconds_before.items()}
    return replace(LONG_AGO, opened_at=when)


@pytest.mark.parametrize(
    ("trail", "doubts"),
    [
        (LONG_AGO, ()),
        (mailed(3), (Doubt.SOON_AFTER_DELIVERY,)),
        (mailed(9.9), (Doubt.SOON_AFTER_DELIVERY,)),
        (mailed(10), ()),
        # A scanner that looks into a mail before its server has taken it.
        (Trail((NOW + timedelta(seconds=4),), {}), (Doubt.SOON_AFTER_DELIVERY,)),
        # A mail that comes while the person reads the page.
        (mailed(2), ()),
        # A mail that was sent again long after the answer.
        (mailed(-3600), ()),
        (Trail((), {}), ()),
        (opened(alert=5, not_me=4), (Doubt.EVERY_LINK_OPENED,)),
        (opened(alert=5, not_me=59.9), (Doubt.EVERY_LINK_OPENED,)),
        (opened(alert=5, not_me=60), ()),
        (opened(alert=5), ()),
        (opened(not_me=5), ()),
    ],
)
def test_an_acknowledgement_is_doubted_by_when_it_came(trail: Trail, doubts: tuple[Doubt, ...]) -> None:
    form = a_form(shown_at=NOW - timedelta(seconds=3), sent_at=NOW, user_agent=FIREFOX)
    assert doubts_about(form, trail, CAUTION) == doubts


def test_the_hidden_field_and_a_known_scanner_are_doubted_whenever_they_come() -> None:
    form = a_form(sent_at=NOW, honeypot="x", user_agent="Mozilla/5.0 HeadlessChrome/140.0")
    assert doubts_about(form, LONG_AGO, CAUTION) == (Doubt.KNOWN_SCANNER, Doubt.HIDDEN_FIELD)


def test_all_that_speaks_against_a_person_is_kept() -> None:
    form = a_form(shown_at=NOW, sent_at=NOW, honeypot="x", user_agent="curl/8.5")
    trail = replace(mailed(3), opened_at=opened(alert=2, not_me=2).opened_at)
    assert doubts_about(form, trail, CAUTION) == tuple(Doubt)


@pytest.mark.parametrize(
    ("user_agent", "is_scanner"),
    [
        (FIREFOX, False),
        ("", False),
        (
            "Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/140.0 Mobile Safari/537.36",
            False,
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Edg/140.0", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (Windows NT 10.0) SkypeUriPreview Preview/0.5", True),
        ("PYTHON-REQUESTS/2.32", True),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0.0.0 Safari/537.36", True),
    ],
)
def test_programs_that_open_links_are_known_by_name(user_agent: str, is_scanner: bool) -> None:
    assert is_known_scanner(user_agent, CAUTION) is is_scanner


def test_without_names_no_program_is_known() -> None:
    assert not is_known_scanner("curl/8.5", replace(CAUTION, scanners=()))


@pytest.mark.parametrize(
    ("asked_at", "is_asked"),
    [
        (None, True),
        (NOW, False),
        (NOW - timedelta(minutes=59), False),
        (NOW - timedelta(minutes=60), True),
    ],
)
def test_nobody_is_asked_twice_within_an_hour(asked_at: datetime | None, is_asked: bool) -> None:
    assert is_asked_again(asked_at, NOW, CAUTION) is is_asked
