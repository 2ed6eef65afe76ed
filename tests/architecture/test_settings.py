"""The table of settings in deploy/README.md is what the services really read."""

import re
from importlib import import_module
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.all import NAMES
from services.kit.config import KitSettings, Reach

ROOT = Path(__file__).parents[2]
README = (ROOT / "deploy" / "README.md").read_text()
#: Read by Compose itself, which makes settings of them.
COMPOSE_ONLY = {"CASCADE_POSTGRES_PASSWORD", "CASCADE_DATABASE_PASSWORD", "CASCADE_PORT"}


def _fields() -> dict[str, FieldInfo]:
    """Every setting by its name in the environment."""
    fields = {f"CASCADE_{name.upper()}": field for name, field in KitSettings.model_fields.items()}
    for service in NAMES:
        settings = import_module(f"services.{service}.config").Settings
        own = {n: f for n, f in settings.model_fields.items() if n not in KitSettings.model_fields}
        fields |= {f"{settings.model_config['env_prefix']}{n.upper()}": f for n, f in own.items()}
    return fields


def _documented() -> dict[str, tuple[str, str, str]]:
    """Meaning, default and who needs it, by name."""
    table = README.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]
    return {name.strip("`"): (meaning, default, needed_by) for name, meaning, default, needed_by in rows}


def _default_in_words(field: FieldInfo) -> str:
    if field.default_factory:
        return "made at each start"
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else "empty"


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert sorted(_documented()) == sorted(_fields())


def test_the_documented_defaults_are_the_real_ones() -> None:
    defaults = {name: default for name, (_, default, _) in _documented().items()}

    assert defaults == {name: _default_in_words(field) for name, field in _fields().items()}


def test_every_setting_says_what_it_means_and_who_needs_it() -> None:
    assert [name for name, (meaning, _, needed) in _documented().items() if not (meaning and needed)] == []


def test_the_commands_read_no_setting_of_their_own() -> None:
    assert set(Reach.model_fields) <= set(KitSettings.model_fields)


def test_no_file_names_a_setting_that_there_is_not() -> None:
    files = [ROOT / "README.md", ROOT / "docker-compose.yml"]
    files += [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    named = {
        (str(path.relative_to(ROOT)), name)
        for path in files
        for name in re.findall(r"CASCADE_[A-Z_]*[A-Z]", path.read_text())
    }

    assert {(path, name) for path, name in named if name not in {*_fields(), *COMPOSE_ONLY}} == set()
