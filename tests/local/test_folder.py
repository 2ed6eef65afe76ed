import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.local import folder
from services.local.errors import FolderInUseError, NoSpaceError

HOLD = """
import sys, pathlib
from services.local.folder import claim
held = claim(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_folder_is_claimed_by_one_process_and_the_refusal_names_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(FolderInUseError, match=f"in use by process {holder.pid}. Stop that one first"):
            folder.claim(tmp_path)
        holder.kill()
    folder.claim(tmp_path).release()


def test_what_a_dead_process_left_running_is_waited_for_and_then_named(tmp_path: Path) -> None:
    held = folder.claim(tmp_path)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "lock").write_text(f"{gone.pid}\n")
    with pytest.raises(FolderInUseError, match="what an earlier run started"):
        folder.claim(tmp_path, patience=0.1)
    held.release()
    claimed = folder.claim(tmp_path, patience=0.1)
    assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    claimed.release()


def test_a_full_disk_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=12_000_000))
    with pytest.raises(NoSpaceError, match="has 12 MB left; 300 MB are needed"):
        folder.claim(tmp_path)
