"""`cascade demo` as a process of its own, as whoever tries the product starts it."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from tests.local_parts import fastest_folder

READY_SECONDS = 400
STOP_SECONDS = 60


@dataclass(frozen=True)
class Demonstration:
    """A running one; `ready` is what `--json` said."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]

    @property
    def site(self) -> str:
        return str(self.ready["site"])

    @property
    def api_key(self) -> str:
        return str(self.ready["api_key"])

    def account(self, role: str) -> str:
        """The address of somebody made up who has the role."""
        return next(str(a["email"]) for a in self.ready["accounts"] if a["role"] == role)

    def kill(self) -> None:
        """As if the machine had lost it: no warning, no cleaning up."""
        self.process.kill()
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS)
        self._close()
        return code

    def _close(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(data_dir: Path, *arguments: str) -> Demonstration:
    """Start and wait until it is ready; what it says on standard error goes to the test's own."""
    command = [sys.executable, "-m", "services", "demo", "--json", "--data-dir", str(data_dir), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    impatience = Timer(READY_SECONDS, process.kill)
    impatience.start()
    assert process.stdout is not None
    line = process.stdout.readline()
    impatience.cancel()
    if not line:
        raise RuntimeError(f"the demonstration ended with {process.wait()}")
    return Demonstration(process, json.loads(line))


@pytest.fixture(scope="session")
def loaded_folder() -> Iterator[Path]:
    """The data of a demonstration that was loaded and stopped; to be copied, not used."""
    with _folder() as folder:
        start(folder).stop()
        yield folder


@pytest.fixture
def data_dir(loaded_folder: Path) -> Iterator[Path]:
    """A loaded demonstration's data, for this test alone."""
    with _folder() as folder:
        shutil.copytree(loaded_folder, folder, dirs_exist_ok=True)
        yield folder


@pytest.fixture(scope="session")
def demonstration(loaded_folder: Path) -> Iterator[Demonstration]:
    """A running one, for tests that only look or answer for organisations of their own."""
    with _folder() as folder:
        shutil.copytree(loaded_folder, folder, dirs_exist_ok=True)
        running = start(folder)
        yield running
        running.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="cascade-", dir=fastest_folder(), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
