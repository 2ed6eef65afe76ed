"""The chart runs each of the six services exactly once, whether in one process or in six."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.all import NAMES

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "safety-cascade"
SPLIT = ("--values", str(CHART / "values-split.yaml"))
EVERYTHING = ("--set", "ingress.enabled=true,networkPolicy.enabled=true,ingress.tlsSecret=tls")


def _values(name: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((CHART / name).read_text())
    return values


def _rendered(*options: str) -> list[dict[str, Any]]:
    helm = shutil.which("helm")
    if helm is None:
        pytest.skip("helm is not on the PATH")
    command = [helm, "template", "trial", str(CHART), "--kube-version", "1.33.0", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def _containers(document: dict[str, Any]) -> list[dict[str, Any]]:
    containers: list[dict[str, Any]] = document["spec"]["template"]["spec"]["containers"]
    return containers


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


@pytest.mark.parametrize("options", [EVERYTHING, SPLIT], ids=["one process", "six processes"])
def test_every_pod_is_confined(options: tuple[str, ...]) -> None:
    for document in _rendered(*options):
        if document["kind"] in {"Deployment", "Job"}:
            assert document["spec"]["template"]["spec"]["securityContext"]["runAsNonRoot"]
            for container in _containers(document):
                assert container["securityContext"]["readOnlyRootFilesystem"]
                assert not container["securityContext"]["allowPrivilegeEscalation"]


@pytest.mark.parametrize("options", [EVERYTHING, SPLIT], ids=["one process", "six processes"])
def test_each_service_finds_the_pods_that_run_it(options: tuple[str, ...]) -> None:
    rendered = _rendered(*options)
    pods = [document["spec"]["template"] for document in rendered if document["kind"] == "Deployment"]
    for name in NAMES:
        service = next(
            d for d in rendered if d["kind"] == "Service" and d["metadata"]["name"] == f"trial-{name}"
        )
        selected = [p for p in pods if service["spec"]["selector"].items() <= p["metadata"]["labels"].items()]
        assert [name in pod["spec"]["containers"][0]["args"] for pod in selected] == [True]


def test_no_job_is_taken_for_a_pod_that_answers() -> None:
    rendered = _rendered(*EVERYTHING)
    jobs = [d["spec"]["template"]["metadata"]["labels"] for d in rendered if d["kind"] == "Job"]
    selectors = [d["spec"]["selector"] for d in rendered if d["kind"] == "Service"]

    assert len(jobs) == 2
    assert [s for s in selectors for labels in jobs if s.items() <= labels.items()] == []
