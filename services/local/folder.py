"""A folder that one process works in at a time, held by a lock that everything started from there shares.

The lock is open in each part's own process too, so a free lock means that nothing of an earlier run is left
alive in the folder, even after a kill -9. That is what makes leftover pid files safe to remove.
"""

import errno
import fcntl
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from services.local.errors import ROOM_NEEDED, FolderInUseError, NoSpaceError

STOPPING_PATIENCE = 30.0


@dataclass(frozen=True)
class Folder:
    path: Path
    lock: TextIO

    def release(self) -> None:
        """What is still stopping here is waited for from now on, even by this very process."""
        if not self.lock.closed:
            self.lock.truncate(0)
            self.lock.close()


def claim(path: Path, *, patience: float = STOPPING_PATIENCE) -> Folder:
    """Take the folder for this process, or say who has it.

    If the holder itself is gone, what it started is just stopping: that is worth a wait.
    """
    path.mkdir(parents=True, exist_ok=True)
    _refuse_a_full_disk(path)
    lock = (path / "lock").open("a+")
    deadline = time.monotonic() + patience
    while not _taken(lock):
        holder = _holder(path)
        if _alive(holder) or time.monotonic() > deadline:
            lock.close()
            raise FolderInUseError(_refusal(path, holder))
        time.sleep(0.05)
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return Folder(path, lock)


def _taken(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True


def _holder(path: Path) -> int:
    text = (path / "lock").read_text().strip()
    return int(text) if text.isdigit() else 0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0


def _refusal(path: Path, holder: int) -> str:
    if _alive(holder):
        return f"{path} is in use by process {holder}. Stop that one first, or choose another folder."
    return (
        f"{path} is still in use by what an earlier run started, although that run has ended. "
        "Wait a moment and start again, or choose another folder."
    )


def _refuse_a_full_disk(path: Path) -> None:
    free = shutil.disk_usage(path).free
    if free < ROOM_NEEDED:
        raise NoSpaceError(
            f"The disk of {path} has {free // 1_000_000} MB left; {ROOM_NEEDED // 1_000_000} MB are needed. "
            "Free some space, or choose a folder on another disk."
        )
