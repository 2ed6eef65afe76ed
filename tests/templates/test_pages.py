import re
from datetime import UTC, datetime

import html5lib
import pytest

import templates

FULL = {
    "navigation": [("Alerts", "/alerts", True), ("Organisations", "/organisations", False)],
    "signed_in_as": "Amina Example",
    "csrf_token": "token-1",
    "banner": "exercise",
    "breadcrumbs": [("Home", "/"), ("Alerts", "/alerts")],
    "attribution": "Contains public sector information licensed under the Open Government Licence v3.0.",
}
ERROR = {
    "status": 410,
    "title": "This alert is closed",
    "what_happened": "It ended on Friday 20 November 2026.",
    "was_saved": "Nothing was saved.",
    "what_to_do": "Open your organisation's page.",
}
EVERY_PIECE = """
{{ f.form_start("/answer", "token-1", "Answer") }}{{ f.honeypot() }}{{ f.free_text_warning() }}</form>
{{ f.error_summary({"reason": "Say <why>"}) }}
{{ f.pagination("/next", "/previous") }}
{{ f.status_tag("overdue") }}
{{ f.empty_state("Questions will stand here.") }}
{{ f.not_stated(none) }}{{ f.not_stated("Somerset") }}
{{ f.when(now) }}
{{ f.count_link(3, "organisation", "/late") }}
{{ f.step_strip([
  {"name": "Acknowledged", "done": true, "detail": "Mon 24 Nov"}, {"name": "Decided", "current": true}
]) }}
{{ f.live_mark("funnel", now) }}{% call f.live("funnel", "/funnel", 2) %}<b>31 of 34</b>{% endcall %}
"""
NOW = datetime(2025, 11, 24, 17, tzinfo=UTC)


def layout(**context: object) -> str:
    return templates.pages.get_template("layout.html").render(context)


def with_pieces(source: str) -> str:
    page = (
        '{% extends "layout.html" %}{% import "forms.html" as f %}{% block content %}'
        + source
        + "{% endblock %}"
    )
    return templates.pages.from_string(page).render(FULL, now=NOW)


def piece(source: str) -> str:
    return templates.pages.from_string('{% import "forms.html" as f %}' + source).render(now=NOW)


def valid(html: str) -> str:
    html5lib.HTMLParser(strict=True).parse(html)
    return html


@pytest.mark.parametrize("context", [{}, FULL, {"back": ("Back to alerts", "/alerts")}])
def test_the_layout_is_valid_with_and_without_its_options(context: dict[str, object]) -> None:
    valid(layout(**context))


def test_every_shared_piece_is_valid_together() -> None:
    valid(with_pieces(EVERY_PIECE))


def test_the_first_thing_to_reach_is_the_link_past_the_header() -> None:
    html = layout(**FULL)
    first_link = re.search(r"<a\b[^>]*>", html[html.index("<body") :])
    assert first_link is not None
    assert 'href="#maincontent"' in first_link[0]
    assert '<main class="nhsuk-main-wrapper" id="maincontent">' in html


def test_pages_load_only_from_here_and_hold_no_inline_code() -> None:
    html = with_pieces(EVERY_PIECE)
    assert all(address.startswith("/") for address in re.findall(r'(?:src|action)="([^"]*)"', html))
    assert all(re.match(r"/|#", address) for address in re.findall(r'href="([^"]*)"', html))
    assert re.findall(r"<script\b[^>]*>(.*?)</script>", html, re.DOTALL) == ["", ""]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize("banner", ["exercise", "test", "demonstration"])
def test_a_banner_says_in_words_what_it_marks(banner: str) -> None:
    html = layout(banner=banner)
    assert re.search(rf"<strong>{banner}</strong> <span>\w", html, re.IGNORECASE)
    assert html.index("c-banner") < html.index("<main")
    assert "c-banner" not in layout()


def test_a_banner_in_the_sites_own_words_is_shown_as_it_is() -> None:
    assert "<strong>Closed for repair</strong>" in layout(banner="Closed for repair")


def test_every_page_says_it_does_not_replace_cas() -> None:
    assert "Not a replacement for CAS" in layout()


def test_the_attribution_is_shown_when_given() -> None:
    assert "Open Government Licence v3.0." in layout(**FULL)
    assert "Open Government Licence" not in layout()


def test_signing_out_is_a_form_that_posts() -> None:
    html = layout(**FULL)
    assert re.search(
        r'action="/sign-out" method="post">\s*<input type="hidden" name="csrf_token" value="token-1">', html
    )
    assert "Sign out" not in layout()


def test_the_current_page_is_marked_for_screen_readers() -> None:
    html = layout(**FULL)
    assert re.findall(r'href="([^"]*)" aria-current="page"', html) == ["/alerts"]


def test_a_page_with_errors_says_so_in_its_title() -> None:
    assert "<title>Error: " in layout(errors={"reason": "Say why"})
    assert "<title>Error: " not in layout()


def test_no_logo_stands_in_a_page() -> None:
    html = layout(**FULL)
    assert "nhsuk-header__logo" not in html
    assert "<img" not in html


def test_an_error_says_what_happened_what_was_saved_and_what_to_do() -> None:
    html = valid(templates.pages.get_template("errors/error.html").render(ERROR))
    said = ["This alert is closed", "It ended on", "Nothing was saved.", "What to do now", "error 410"]
    places = [html.index(words, html.index("<main")) for words in said]
    assert places == sorted(places)


def test_an_error_tells_only_what_is_known() -> None:
    html = templates.pages.get_template("errors/error.html").render(title="Gone", what_happened="It ended.")
    assert "What to do now" not in html
    assert "you saw error" not in html


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("not delivered", "Not delivered"),
        ("delivered", "Delivered"),
        ("acknowledged", "Acknowledged"),
        ("in_progress", "In progress"),
        ("complete", "Complete"),
        ("overdue", "Overdue"),
        ("not_applicable", "Not applicable"),
        ("done", "Done"),
        ("outstanding", "Outstanding"),
        ("bounced", "Bounced"),
        ("unknown", "Unknown"),
        ("never heard of", "Never heard of"),
    ],
)
def test_a_status_is_a_word_and_a_mark(status: str, word: str) -> None:
    html = piece(f'{{{{ f.status_tag("{status}") }}}}')
    assert re.search(rf'<span aria-hidden="true">\S</span> {word}\s*</strong>', html)


def test_a_form_posts_with_its_token() -> None:
    html = piece('{{ f.form_start("/answer", "token-1") }}')
    assert '<form action="/answer" method="post"' in html
    assert '<input type="hidden" name="csrf_token" value="token-1">' in html


def test_the_honeypot_is_out_of_everybodys_way() -> None:
    html = piece("{{ f.honeypot() }}")
    assert 'aria-hidden="true"' in html
    assert 'tabindex="-1" autocomplete="off"' in html


def test_an_error_links_to_its_field_and_is_escaped() -> None:
    html = piece('{{ f.error_summary({"reason": "Say <why>"}) }}')
    assert 'href="#reason"' in html
    assert "Say &lt;why&gt;" in html
    assert piece("{{ f.error_summary({}) }}").strip() == ""


def test_the_last_page_has_no_next_page() -> None:
    assert "Next page" in piece('{{ f.pagination("/next") }}')
    assert piece("{{ f.pagination(none) }}").strip() == ""


def test_a_missing_value_is_shown_as_not_stated() -> None:
    assert "Not stated" in piece("{{ f.not_stated(none) }}{{ f.not_stated(missing) }}")
    assert "Not stated" not in piece("{{ f.not_stated(0) }}")


def test_a_live_region_names_its_source_and_its_mark() -> None:
    html = piece('{{ f.live_mark("funnel", now) }}{% call f.live("funnel", "/funnel", 2) %}now{% endcall %}')
    assert '<div id="funnel" data-live="/funnel" data-live-seconds="2">' in html
    assert 'data-live-mark="funnel"' in html
    assert "True as of 5pm." in html
    assert 'role="status"' in html
