"""Kafka's jars: downloaded once per user, then found again without asking anybody."""

import fcntl
import json
from collections.abc import Callable
from pathlib import Path

from services.local.errors import DownloadError

VERSION = "4.3.0"
# The second one lets Kafka say what is wrong; without it, its log stays empty.
PARTS = f"org.apache.kafka:kafka_2.13:{VERSION}+org.slf4j:slf4j-simple:1.7.36@kafka.Kafka"


def class_path(cache: Path, progress: Callable[[str], None]) -> list[Path]:
    """The jars in the cache, brought in first if any is missing."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        # Two first starts at once would download everything twice.
        fcntl.flock(lock, fcntl.LOCK_EX)
        remembered = cache / f"kafka-{VERSION}.json"
        jars = _remembered(remembered)
        if not jars:
            progress("Downloading Apache Kafka (45 MB, once)")
            jars = _download(cache)
            remembered.write_text(json.dumps([str(jar.relative_to(cache)) for jar in jars]))
        return jars


def _remembered(file: Path) -> list[Path]:
    try:
        jars = [file.parent / name for name in json.loads(file.read_text())]
    except (OSError, ValueError):
        return []
    return jars if all(jar.exists() for jar in jars) else []


def _download(cache: Path) -> list[Path]:
    import jgo  # noqa: PLC0415 — takes a third of a second, and is needed once

    try:
        environment = jgo.build(PARTS, cache_dir=cache)
    except Exception as error:
        raise DownloadError(
            f"Apache Kafka {VERSION} could not be downloaded: {error}\n"
            "It is needed once. Check the network and start again; what arrived already is kept."
        ) from error
    return sorted(Path(environment.path).rglob("*.jar"))
