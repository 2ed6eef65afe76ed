"""Whoever changes a module finds its tests where they look first: in the mirrored place."""

import ast
from collections.abc import Iterator
from pathlib import Path

from services.all import NAMES

ROOT = Path(__file__).parents[2]
PACKAGES = ("contracts", "services", "templates")
#: Rooms of a service that need no file of their own, because what they do is seen at its doors, which all
#: have one: `wiring` builds what every such test uses; test_settings.py reads `config`.
SEEN_AT_THE_DOORS = ("wiring", "config", "handlers", "storage")
#: Held by another test than the mirrored one, which says so by its name or is the only one that can.
HELD_ELSEWHERE = {
    "services/access/permissions.py": "tests/architecture/test_access.py",
    "services/directory/pages/code_mail.py": "tests/directory/pages/test_sign_in.py",
    "services/directory/pages/entering.py": "tests/directory/pages/test_sign_in.py",
    "services/distribution/domain/errors.py": "tests/distribution/handlers/test_freeze.py",
    "services/distribution/jobs/rest.py": "tests/distribution/jobs/test_planning.py",
    "services/kit/alembic/env.py": "tests/kit/test_migrations.py",
    "services/kit/service.py": "tests/kit/web/test_frame.py",
    "services/kit/web/refusals.py": "tests/kit/web/test_errors.py",
    "services/local/bench/post.py": "tests/local/bench/test_mail.py",
    "services/local/check.py": "tests/system/test_demo.py",
    "services/local/story.py": "tests/system/test_demo.py",
    "templates/__init__.py": "tests/templates/test_mail.py",
}


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"versions", "tables"} & set(path.with_suffix("").parts) and _does_something(path):
                yield path.relative_to(ROOT)


def _does_something(path: Path) -> bool:
    """An `__init__` that only explains or gathers has nothing to be tested."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return path.name != "__init__.py" or any(isinstance(n, defined) for n in ast.parse(path.read_text()).body)


def _is_seen_at_the_doors(module: Path) -> bool:
    room = module.parts[2].removesuffix(".py") if len(module.parts) > 2 else ""
    return module.parts[1] in NAMES and room in SEEN_AT_THE_DOORS


def _places(module: Path) -> Iterator[Path]:
    """Beside its like, or for a part of a folder in the one file of the folder."""
    mirrored = Path("tests", *module.parts[module.parts[0] == "services" :])
    yield mirrored.with_name(f"test_{module.stem.strip('_')}.py")
    yield mirrored.parent.with_name(f"test_{mirrored.parent.name}.py")


def _has_its_test(module: Path) -> bool:
    return any((ROOT / place).is_file() for place in _places(module))


def test_every_module_has_its_tests_in_the_mirrored_place() -> None:
    modules = {module for module in _modules() if not _is_seen_at_the_doors(module)}

    assert {str(module) for module in modules if not _has_its_test(module)} == set(HELD_ELSEWHERE)


def test_what_is_held_elsewhere_is_held() -> None:
    assert [held for held in HELD_ELSEWHERE.values() if not (ROOT / held).is_file()] == []
