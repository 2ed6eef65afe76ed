"""What is counted can be told from what others count, and is about nobody."""

from prometheus_client import Counter, Enum, Gauge

from services.kit import metrics

OURS = [one for one in vars(metrics).values() if isinstance(one, Counter | Enum | Gauge)]


def test_every_name_is_ours() -> None:
    assert OURS
    assert [one._name for one in OURS if not one._name.startswith("cascade_")] == []


def test_no_label_could_name_a_person_or_grow_without_end() -> None:
    labels = {label for one in OURS for label in one._labelnames}

    assert labels == {"service", "topic", "hearing", "outcome", "job", "route", "verdict"}
