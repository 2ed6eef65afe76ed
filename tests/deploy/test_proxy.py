"""Every address of every service is led to that service."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from services.all import BUILDERS, NAMES
from services.kit.clock import utc_now
from services.kit.config import KitSettings
from services.kit.signing import new_private_key, public_key_of

ROOT = Path(__file__).parents[2]
CADDYFILE = (ROOT / "deploy" / "helm" / "safety-cascade" / "files" / "Caddyfile").read_text()
REFERENCE = "NatPSA/2025/006/NHSPS"


def _led_to(path: str) -> str:
    """As Caddy does it: the first matcher that fits."""
    patterns = dict(re.findall(r"^\t@(\w+) path_regexp (\S+)$", CADDYFILE, re.MULTILINE))
    for matcher, service in re.findall(r"reverse_proxy (?:@(\w+) )?{\$PREFIX:}(\w+):8000", CADDYFILE):
        if not matcher or re.search(patterns[matcher], path):
            return str(service)
    return ""


def _paths_of(service: str) -> Iterator[str]:
    """As somebody would ask for them, with something in every place."""
    key = new_private_key()
    settings = KitSettings(link_private_key=key, link_public_keys=f"k:{public_key_of(key)}")
    for router in BUILDERS[service](settings, utc_now).routers:
        for route in iter_route_contexts(router.routes):
            with_reference = str(route.path).replace("{reference:reference}", REFERENCE)
            yield re.sub(r"{\w+(:\w+)?}", "x", with_reference)


@pytest.mark.parametrize("service", NAMES)
def test_every_path_of_a_service_leads_to_it(service: str) -> None:
    paths = set(_paths_of(service))

    assert paths
    assert {path: _led_to(path) for path in paths if _led_to(path) != service} == {}


def test_what_is_not_any_services_leads_to_the_start_page() -> None:
    assert [_led_to(path) for path in ("/", "/static/x.css", "/nationwide")] == ["directory"] * 3


def test_metrics_and_readiness_stay_inside() -> None:
    assert "@inside path /metrics /readyz\n" in CADDYFILE
    assert CADDYFILE.index("respond @inside 404") < CADDYFILE.index("reverse_proxy @")
