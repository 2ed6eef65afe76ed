import re
from importlib.metadata import version
from pathlib import Path

import pytest

import templates

SERVED = templates.static_dir()
TEXTS = [path for path in sorted(SERVED.rglob("*")) if path.suffix in {".css", ".js", ".svg"}]
#: nhsuk-frontend-jinja's version, and the frontend it was ported from.
PORTED_FROM = {"0.10.2": "10.6.1"}


def test_the_design_system_was_brought_in() -> None:
    names = {str(path.relative_to(SERVED)) for path in TEXTS}
    assert {"nhsuk/nhsuk-frontend.min.css", "nhsuk/nhsuk-frontend.min.js"} <= names
    assert {"cascade.css", "page.js", "live.js", "icon.svg"} <= names


def test_macros_and_css_are_of_the_same_design_system() -> None:
    css = (SERVED / "nhsuk" / "nhsuk-frontend.min.css").read_text()
    found = re.search(r'--nhsuk-frontend-version:"([^"]+)"', css)
    assert found is not None
    assert found[1] == PORTED_FROM[version("nhsuk-frontend-jinja")]


@pytest.mark.parametrize(
    "path", [path for path in TEXTS if path.suffix == ".css"], ids=lambda path: path.name
)
def test_css_brings_no_font_and_nothing_from_outside(path: Path) -> None:
    css = path.read_text()
    assert "@font-face" not in css
    assert "@import" not in css
    assert "frutiger" not in css.lower()
    for address in re.findall(r"url\(([^)]*)\)", css):
        assert (path.parent / address).is_file(), address


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_nothing_served_names_a_source_map_that_is_not_there(path: Path) -> None:
    assert "sourceMappingURL" not in path.read_text()


def test_the_scripts_of_ours_ask_nobody_else() -> None:
    for name in ("page.js", "live.js"):
        assert "://" not in (SERVED / name).read_text()


def test_there_is_no_logo_and_no_font_file() -> None:
    names = [path.name.lower() for path in SERVED.rglob("*")]
    assert not [
        name for name in names if "logo" in name or name.endswith((".woff", ".woff2", ".ttf", ".png"))
    ]
