import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.local.child import Child, Program, spawn
from services.local.errors import StartError
from services.local.folder import Folder, claim

# Writes its number once it is able to say how it ended.
PROGRAM = """
import os, pathlib, signal, sys, time
home = pathlib.Path(sys.argv[1])
def end(number, frame):
    (home / "ended").write_text(str(number))
    sys.exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in sys.argv else end)
(home / "pid.new").write_text(str(os.getpid()))
(home / "pid.new").rename(home / "pid")
time.sleep(600)
"""
PARENT = """
import pathlib, signal, sys, threading, time
# Whoever runs the tests in the background has SIGINT ignored, and we would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from services.local.child import Program, spawn
from services.local.folder import claim
home = pathlib.Path(sys.argv[1])
spawn(Program("test", tuple(sys.argv[2:]), home / "log"), claim(home))
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    claimed = claim(tmp_path)
    yield claimed
    claimed.release()


def program(folder: Folder, *words: str, patience: float = 10) -> Program:
    command = (sys.executable, "-c", PROGRAM, str(folder.path), *words)
    return Program("test", command, folder.path / "log", patience=patience)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def pid_in(home: Path) -> int:
    wait_for((home / "pid").exists)
    return int((home / "pid").read_text())


def is_gone(pid: int) -> bool:
    """A process nobody has waited for yet has ended all the same."""
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return True


def started(folder: Folder, *words: str, patience: float = 10) -> tuple[Child, int]:
    child = spawn(program(folder, *words, patience=patience), folder)
    return child, pid_in(folder.path)


def test_stopping_asks_the_program_to_end_and_waits_for_it(folder: Folder) -> None:
    child, pid = started(folder)
    child.stop()
    assert is_gone(pid)
    assert (folder.path / "ended").read_text() == str(int(signal.SIGTERM))


def test_a_program_that_does_not_listen_is_killed_after_its_time(folder: Folder) -> None:
    child, pid = started(folder, "deaf", patience=0.2)
    child.stop()
    assert is_gone(pid)
    assert not (folder.path / "ended").exists()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_program_ends_properly_however_its_parent_dies(tmp_path: Path, how: signal.Signals) -> None:
    command = (sys.executable, "-c", PROGRAM, str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), *command], stderr=subprocess.DEVNULL
    ) as parent:
        pid = pid_in(tmp_path)
        parent.send_signal(how)
    wait_for(lambda: is_gone(pid))
    assert (tmp_path / "ended").read_text() == str(int(signal.SIGTERM))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_program_dies_with_a_killed_launcher(folder: Folder) -> None:
    child, pid = started(folder)
    child.launcher.kill()
    wait_for(lambda: is_gone(pid))
    child.stop()


def test_a_program_outlives_the_thread_that_started_it(folder: Folder) -> None:
    children: list[Child] = []
    thread = threading.Thread(target=lambda: children.append(spawn(program(folder), folder)))
    thread.start()
    thread.join()
    pid = pid_in(folder.path)
    assert children[0].running
    assert not is_gone(pid)
    children[0].stop()


def test_the_folder_stays_claimed_while_the_program_lives(folder: Folder) -> None:
    child, _ = started(folder)
    folder.release()
    with pytest.raises(BlockingIOError):
        _lock_at_once(folder.path)
    child.stop()
    _lock_at_once(folder.path)


def test_a_program_without_its_launcher_still_holds_the_folder(folder: Folder) -> None:
    unkillable = replace(program(folder, "deaf"), death_signal=signal.SIGTERM)
    child = spawn(unkillable, folder)
    pid = pid_in(folder.path)
    folder.release()
    child.launcher.kill()
    child.stop()
    with pytest.raises(BlockingIOError):
        _lock_at_once(folder.path)
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: is_gone(pid))
    _lock_at_once(folder.path)


def test_a_program_that_ends_too_early_is_told_with_its_last_words(folder: Folder) -> None:
    words = (sys.executable, "-c", "import sys; sys.exit('no such luck')")
    child = spawn(Program("Luck", words, folder.path / "log"), folder)
    with pytest.raises(StartError, match=r"Luck did not start(?s:.*)no such luck"):
        child.wait_until(lambda: False, deadline=15)
    child.stop()


def _lock_at_once(path: Path) -> None:
    with (path / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
