"""Dashboard and alert rules ask for metrics that there are, and each alert is explained."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import Counter, Enum, Gauge

from services.kit import metrics

DEPLOY = Path(__file__).parents[2] / "deploy"


def _metrics() -> set[str]:
    kept = [made for made in vars(metrics).values() if isinstance(made, Counter | Enum | Gauge)]
    return {
        metric.name + ("_total" if metric.type == "counter" else "")
        for made in kept
        for metric in made.collect()
    }


def _rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _panels() -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = json.loads((DEPLOY / "grafana" / "cascade.json").read_text())["panels"]
    return panels


def _asked(expression: str) -> set[str]:
    return set(re.findall(r"\bcascade_[a-z_]+", expression))


def test_alerts_ask_for_metrics_there_are() -> None:
    assert {name for rule in _rules() for name in _asked(rule["expr"])} <= _metrics()


def test_the_dashboard_shows_every_metric_there_is() -> None:
    shown = {name for panel in _panels() for target in panel["targets"] for name in _asked(target["expr"])}

    assert shown == _metrics()


def test_every_alert_says_what_is_wrong_and_the_readme_what_to_do() -> None:
    table = (DEPLOY / "README.md").read_text().partition("## What each alert means")[2].partition("\n## ")[0]

    assert [rule["alert"] for rule in _rules()] == re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    assert [rule["alert"] for rule in _rules() if not rule["annotations"]["summary"]] == []
