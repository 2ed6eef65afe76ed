"""What helm makes of the chart; only collected where there is a helm, see conftest."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.all import NAMES

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "safety-cascade"
SPLIT = ("--values", str(CHART / "values-split.yaml"))
EVERYTHING = ("--set", "ingress.enabled=true,networkPolicy.enabled=true,ingress.tlsSecret=tls")


def _rendered(*options: str) -> list[dict[str, Any]]:
    command = ["helm", "template", "trial", str(CHART), "--kube-version", "1.33.0", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def _containers(document: dict[str, Any]) -> list[dict[str, Any]]:
    containers: list[dict[str, Any]] = document["spec"]["template"]["spec"]["containers"]
    return containers


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


@pytest.mark.parametrize("options", [EVERYTHING, SPLIT], ids=["one process", "six processes"])
def test_mail_that_comes_back_reaches_distribution_alone(options: tuple[str, ...]) -> None:
    rendered = _rendered(*options, "--set", "bounces.port=2525")
    opened = {
        (document["kind"], document["metadata"]["name"])
        for document in rendered
        if document["kind"] in ("Deployment", "Service") and "2525" in json.dumps(document)
    }
    process = "all" if options is EVERYTHING else "distribution"

    assert opened == {("Deployment", f"trial-{process}"), ("Service", "trial-distribution")}
    assert "2525" not in json.dumps(_rendered(*options))


def test_no_job_is_taken_for_a_pod_that_answers() -> None:
    rendered = _rendered(*EVERYTHING)
    jobs = [d["spec"]["template"]["metadata"]["labels"] for d in rendered if d["kind"] == "Job"]
    selectors = [d["spec"]["selector"] for d in rendered if d["kind"] == "Service"]

    assert len(jobs) == 2
    assert [s for s in selectors for labels in jobs if s.items() <= labels.items()] == []
