"""A program started through the launcher: ready, stopped, or failed with the end of its log."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.local import launch
from services.local.errors import StartError, explain, tail
from services.local.folder import Folder

GRACE_OF_THE_LAUNCHER = 5.0


@dataclass(frozen=True)
class Program:
    """What to run, and how it wants to be stopped."""

    name: str
    command: tuple[str, ...]
    log: Path
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    patience: float = 30.0
    never_as_root: bool = False


@dataclass(frozen=True)
class Child:
    program: Program
    launcher: subprocess.Popen[bytes]

    @property
    def running(self) -> bool:
        return self.launcher.poll() is None

    def wait_until(self, ready: Callable[[], bool], deadline: float) -> None:
        """Return once it is ready; if it ends first or takes too long, raise what its log says."""
        until = time.monotonic() + deadline
        while not ready():
            if not self.running:
                self._let_go()
                raise explain(self.program.name, self.program.log)
            if time.monotonic() > until:
                self.stop()
                text = tail(self.program.log)
                raise StartError(f"{self.program.name} was not ready within {deadline:.0f} seconds.\n{text}")
            time.sleep(0.02)

    def wait_to_succeed(self) -> None:
        code = self.launcher.wait()
        self._let_go()
        if code != 0:
            raise explain(self.program.name, self.program.log)

    def stop(self) -> None:
        """Close the pipe, which the launcher takes as the order to stop its program."""
        self._let_go()
        try:
            self.launcher.wait(self.program.patience + GRACE_OF_THE_LAUNCHER)
        except subprocess.TimeoutExpired:
            self.launcher.kill()
            self.launcher.wait()

    def _let_go(self) -> None:
        if self.launcher.stdin:
            self.launcher.stdin.close()


def spawn(program: Program, folder: Folder) -> Child:
    order = {
        "command": program.command,
        "parent": os.getpid(),
        "stop_signal": int(program.stop_signal),
        "death_signal": int(program.death_signal),
        "patience": program.patience,
        "not_root_in": str(folder.path) if program.never_as_root else None,
        "keep_open": [folder.lock.fileno()],
    }
    with program.log.open("w") as log:
        # A session of its own: Ctrl-C at the terminal reaches us only, and we stop our parts in order.
        launcher = subprocess.Popen(  # noqa: S603 — our own launcher, and no shell
            [sys.executable, "-I", "-S", launch.__file__, json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(folder.lock.fileno(),),
        )
    return Child(program, launcher)
