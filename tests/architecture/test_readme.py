"""What the README points at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("link", LINKS)
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_five_reading_tests_are_answered() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    answers = readme.partition("## Find your way")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\d\. \*.+\?\* → \[", answers, re.MULTILINE)) == 5
