"""`cascade demo` as a process of its own, as whoever tries the product starts it."""

import fcntl
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from services.local.ports import choose_port
from tests.local_parts import fastest_folder

READY_SECONDS = 400
STOP_SECONDS = 60
#: Where a process of the run finds the folder that all share.
SHARED = pytest.StashKey[str]()


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
def shared_folder(pytestconfig: pytest.Config) -> Path:
    """One for all processes of the run, which conftest.py makes and takes away."""
    return Path(pytestconfig.stash[SHARED])


@pytest.fixture(scope="session")
def loaded_folder(shared_folder: Path) -> Path:
    """The data of a demonstration that was loaded and stopped; to be copied, not used.

    That takes a minute of work, so whichever process comes first does it for all.
    """
    loaded, unfinished = shared_folder / "loaded", shared_folder / "unfinished"
    with (shared_folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not loaded.exists():
            unfinished.mkdir()
            start(unfinished).stop()
            unfinished.rename(loaded)
    return loaded


@pytest.fixture
def data_dir(loaded_folder: Path) -> Iterator[Path]:
    """A loaded demonstration's data, for this test alone, and a port that no other copy begins with."""
    with _folder() as folder:
        shutil.copytree(loaded_folder, folder, dirs_exist_ok=True)
        kept = folder / "demo.json"
        kept.write_text(json.dumps(json.loads(kept.read_text()) | {"port": choose_port("the site")}))
        yield folder


@pytest.fixture(scope="session")
def demonstration(loaded_folder: Path) -> Iterator[Demonstration]:
    """A running one, for tests that only look or answer for organisations of their own."""
    with _folder() as folder:
        shutil.copytree(loaded_folder, folder, dirs_exist_ok=True)
        running = start(folder)
        yield running
        running.stop()


def share_a_folder(config: pytest.Config) -> None:
    """Called in each process; only in the first is there no word of one yet."""
    if hasattr(config, "workerinput"):
        config.stash[SHARED] = config.workerinput["shared_folder"]
        return
    own = ExitStack()
    config.stash[SHARED] = str(own.enter_context(_folder()))
    config.add_cleanup(own.close)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="cascade-", dir=fastest_folder(), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
