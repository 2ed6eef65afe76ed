"""What deploy/README.md says of topics and keys is so."""

import re
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from contracts.envelope import Topic
from contracts.topics import TOPICS
from services.all import NAMES
from services.kit.signing import Signer, Verifier

README = (Path(__file__).parents[2] / "deploy" / "README.md").read_text()


def _topics(rule: Callable[[Topic], bool]) -> list[str]:
    return sorted(topic.name for topic in TOPICS if rule(topic))


def test_the_table_of_rights_is_the_map_of_topics() -> None:
    table = README.partition("<!-- acl -->")[2].partition("<!-- /acl -->")[0]
    rows = [
        [sorted(re.findall(r"`([^`]+)`", cell)) for cell in line.strip("|").split("|")]
        for line in table.strip().splitlines()[2:]
    ]

    assert {row[0][0]: row[1:] for row in rows} == {
        name: [
            _topics(lambda topic: topic.speaker == name),  # noqa: B023 — used up before the next turn
            heard := _topics(lambda topic: name in topic.hearers),  # noqa: B023 — used up before the next turn
            sorted(f"{topic}.dead" for topic in heard),
        ]
        for name in NAMES
    }


def test_the_recipe_for_secrets_gives_a_pair_of_keys_that_fit() -> None:
    recipe = README.partition("<<'PYTHON'\n")[2].partition("\nPYTHON\n")[0]
    with redirect_stdout(StringIO()) as printed:
        exec(recipe, {})  # noqa: S102 — the README's own words
    made = dict(line.split("=", 1) for line in printed.getvalue().splitlines())

    token = Signer.of("k1", made["CASCADE_LINK_PRIVATE_KEY"]).sign(b"claims")
    assert Verifier.of(made["CASCADE_LINK_PUBLIC_KEYS"]).claims(token) == b"claims"
    assert [name for name, value in made.items() if len(value) < 40] == []
    assert re.fullmatch(r"[0-9a-f]{48}", made["CASCADE_DATABASE_PASSWORD"])


def test_links_within_the_readme_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= anchors


def test_files_the_readme_names_are_there() -> None:
    files = re.findall(r"\]\(([^)#:]+)\)", README)

    assert files
    assert [file for file in files if not (Path(__file__).parents[2] / "deploy" / file).exists()] == []
