"""No page of any service is left out when it is looked at whether everybody can use it."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from services.all import NAMES
from tests.accessibility.looking import NOT_ALONE, SHOWN_AT
from tests.accessibility.places import PLACES
from tests.architecture.test_routes import ROUTES, Route

ROOT = Path(__file__).parents[2]
#: Where pages are: each service's own, and those that all of them have.
ROOMS = (*(f"services.{name}.pages" for name in NAMES), "services.access")
#: What tests call to look at a page; the template is among what they say.
LOOKS = {"look", "suits_everybody"}
#: How addresses end at which a file stands, or a part of a page.
NO_PAGE = (".csv", ".ics", ".json", ".jsonl", ".pdf", "/live", "/similar")


def _pages() -> list[Route]:
    return [route for route in ROUTES if route.endpoint.__module__.startswith(ROOMS)]


def _named_in_code() -> set[str]:
    files = (path for room in ROOMS for path in ROOT.joinpath(*room.split(".")).rglob("*.py"))
    return {name for path in files for name in re.findall(r'"([a-z]+/[\w-]+\.html)"', path.read_text())}


def _named_where(route: Route) -> str:
    """In the module of the page, or in one of the same room that shows pages for it."""
    own = inspect.getsource(sys.modules[route.endpoint.__module__])
    imported = re.findall(rf"^from ({'|'.join(map(re.escape, ROOMS))})\.(\w+) import", own, re.MULTILINE)
    return own + "".join(inspect.getsource(sys.modules[".".join(module)]) for module in imported)


def _looked_at() -> Iterator[str]:
    yield from (place.shows for place in PLACES if place.shows)
    for path in [*(ROOT / "tests/accessibility").glob("*.py"), *(ROOT / "tests/system").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in LOOKS:
                yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))


def test_every_page_is_looked_at_or_not_for_a_reason() -> None:
    assert set(SHOWN_AT) | set(NOT_ALONE) == _named_in_code()
    assert set(_looked_at()) == set(SHOWN_AT)


def test_each_is_shown_where_it_is_said_to_be() -> None:
    for template, addresses in SHOWN_AT.items():
        assert set(addresses) <= {route.path for route in _pages()}
        assert any(template in _named_where(route) for route in _pages() if route.path in addresses), template


def test_every_address_shows_one_of_them_or_leads_to_one() -> None:
    shown = {address for addresses in SHOWN_AT.values() for address in addresses}
    others = [route for route in _pages() if route.method == "GET" and route.path not in shown]
    leading = {route.path for route in others if "see_other(" in inspect.getsource(route.endpoint)}

    unshown = {path for path in {route.path for route in others} - leading if not path.endswith(NO_PAGE)}
    assert unshown == {"/sign-in/provider/back"}, "it signs in, and leads on from there"
