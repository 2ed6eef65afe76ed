"""Every file on an alert's way is short enough to read without scrolling back."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
PACKAGES = ("contracts", "services", "templates")


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


def _functions() -> Iterator[tuple[str, int]]:
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): n for path in _files() if (n := len(path.read_text().splitlines())) > 300
    }

    assert long == {}


def test_files_have_a_median_of_at_most_100_lines() -> None:
    assert median(len(path.read_text().splitlines()) for path in _files()) <= 100


def test_functions_are_short() -> None:
    lengths = [length for _, length in _functions()]

    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_no_function_is_longer_than_40_lines() -> None:
    assert {name: length for name, length in _functions() if length > 40} == {}
