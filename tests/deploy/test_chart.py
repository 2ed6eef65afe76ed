"""The chart runs each of the six services exactly once, whether in one process or in six."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.all import NAMES

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "safety-cascade"


def _values(name: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((CHART / name).read_text())
    return values


@pytest.mark.parametrize("name", ["values.yaml", "values-split.yaml"])
def test_each_service_is_in_exactly_one_process(name: str) -> None:
    run = [service for process in _values(name)["processes"] for service in process["services"]]

    assert sorted(run) == sorted(NAMES)


def test_the_chart_knows_the_services_by_the_names_of_the_code() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    process = schema["properties"]["processes"]["items"]["properties"]
    listed = " ".join(f'"{name}"' for name in process["services"]["items"]["enum"])

    assert sorted(process["services"]["items"]["enum"]) == sorted(NAMES)
    assert f"range $service := list {listed} }}}}" in (CHART / "templates" / "services.yaml").read_text()


def test_the_chart_has_a_name_and_a_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())

    assert (chart["apiVersion"], chart["name"], chart["type"]) == ("v2", "safety-cascade", "application")


def test_no_secret_is_a_value() -> None:
    secret = ("PASSWORD", "SESSION_KEY", "API_KEY", "PRIVATE_KEY", "CASCADE_DATABASE")

    assert [name for name in _values("values.yaml")["settings"] if name.endswith(secret)] == []
