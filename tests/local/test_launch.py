"""The two ways to cease to be root, each tried in a process of its own, since neither can be taken back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.local import launch

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux has to become somebody else"
)

CEASE = """
import os, pathlib, runpy, sys
launch = runpy.run_path(sys.argv[1])
def refused(folder):
    raise OSError("not here")
for name in sys.argv[4].split():
    launch["cease_to_be_root"].__globals__[name] = refused
launch["cease_to_be_root"](sys.argv[2], pathlib.Path(sys.argv[3]))
(pathlib.Path(sys.argv[3]) / "kept" / "written").touch()
print(os.geteuid(), flush=True)
os.execv(sys.argv[2], [sys.argv[2], sys.argv[5]])
"""


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder and a program where nobody but root can get, as in root's home."""
    inside = tmp_path / "closed"
    (inside / "data" / "kept").mkdir(parents=True)
    inside.chmod(0o700)
    (inside / "secret").write_text("read\n")
    (inside / "secret").chmod(0o600)
    program = shutil.which("cat")
    assert program
    shutil.copy(program, inside / "program")
    (inside / "program").chmod(0o700)
    return inside


def cease(closed: Path, refuse: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-c", CEASE, launch.__file__),
            *(closed / "program", closed / "data", refuse, closed / "secret"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def test_root_becomes_an_ordinary_user_who_owns_what_root_owned(closed: Path) -> None:
    done = cease(closed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{launch.INSIDE_UID}\nread\n"
    assert (closed / "data" / "kept" / "written").exists()


def test_where_namespaces_are_forbidden_nobody_reaches_closed_folders_too(closed: Path) -> None:
    done = cease(closed, refuse="enter_user_namespace")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{launch.NOBODY}\nread\n"
    written = closed / "data" / "kept" / "written"
    assert written.stat().st_uid == launch.NOBODY


def test_data_passes_from_one_way_to_the_other(closed: Path) -> None:
    for refuse in ("enter_user_namespace", "", "enter_user_namespace"):
        assert cease(closed, refuse).returncode == 0


def test_where_neither_way_is_open_the_refusal_says_what_to_do(closed: Path) -> None:
    done = cease(closed, refuse="enter_user_namespace become_nobody")
    assert done.returncode == 1
    assert "Start as an ordinary user" in done.stderr
    assert str(closed / "data") in done.stderr
