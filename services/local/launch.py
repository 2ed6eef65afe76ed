"""Runs one program so that it never outlives the process that asked for it.

Started by its path with `python -I -S`, so it uses the standard library only and imports nothing of ours.
Its one argument is the order, in JSON; its standard input is a pipe whose other end the asking process holds.
When that pipe closes, because it was closed or because its holder died in any way, the program is stopped
properly, and with force after a deadline. If the launcher itself is killed, Linux kills the program at once.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CLONE_NEWUSER = 0x10000000
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
NOBODY = 65534
INSIDE_UID = 1000
LOOK_EVERY = 0.2

NOT_ROOT_REFUSED = """\
PostgreSQL refuses to run as root, and this machine lets root neither open a user namespace nor become
the user "nobody" with access to {binary} and {folder}.
Start as an ordinary user, or keep both where every user can reach them."""

_stop_asked: list[int] = []


def main() -> int:
    order = json.loads(sys.argv[1])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    if order["not_root_in"] and os.geteuid() == 0:
        cease_to_be_root(order["command"][0], Path(order["not_root_in"]))
    child = _start(order)
    while child.poll() is None and not _stop_asked and os.getppid() == order["parent"]:
        if select.select([sys.stdin], [], [], LOOK_EVERY)[0]:
            break
    return _end(child, order["stop_signal"], order["patience"])


def _ask_to_stop(number: int, _frame: FrameType | None) -> None:
    _stop_asked.append(number)


def _start(order: dict[str, Any]) -> subprocess.Popen[bytes]:
    launcher = os.getpid()
    libc = ctypes.CDLL(None)

    def die_with_the_launcher() -> None:
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, int(order["death_signal"]), 0, 0, 0)
        if os.getppid() != launcher:
            os._exit(1)

    # The launcher has one thread only, so running Python between fork and exec is safe here.
    return subprocess.Popen(  # noqa: S603 — what our own process ordered, and no shell
        order["command"],
        stdin=subprocess.DEVNULL,
        process_group=0,
        pass_fds=order["keep_open"],
        preexec_fn=die_with_the_launcher,  # noqa: PLW1509 — see above
    )


def _end(child: subprocess.Popen[bytes], stop_signal: int, patience: float) -> int:
    if child.poll() is None:
        child.send_signal(stop_signal)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


def cease_to_be_root(binary: str, folder: Path) -> None:
    """Become somebody PostgreSQL accepts, in the first way that reaches the program and its folder."""
    for change in (enter_user_namespace, become_nobody):
        if _succeeds_in_a_fork(change, binary, folder):
            change(folder)
            return
    raise SystemExit(NOT_ROOT_REFUSED.format(binary=binary, folder=folder))


def enter_user_namespace(folder: Path) -> None:
    """Stay the same user outside, and be an ordinary one inside."""
    _give(folder, os.geteuid(), os.getegid())
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    _demand(ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_UID} {outside_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_UID} {outside_gid} 1")


def become_nobody(folder: Path) -> None:
    """Give up being root, but keep the right to pass folders that are closed to others, if we have it."""
    _give(folder, NOBODY, NOBODY)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # Effective, permitted and inheritable, for the lower and the upper 32 capabilities.
    wanted = (ctypes.c_uint32 * 6)(*[1 << CAP_DAC_OVERRIDE] * 3, 0, 0, 0)
    if libc.capset(header, wanted) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _demand(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _give(folder: Path, uid: int, gid: int) -> None:
    """Hand over the folder, since PostgreSQL insists on owning its data."""
    if folder.stat().st_uid == uid:
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        os.chown(path, uid, gid, follow_symlinks=False)
    os.chown(folder, uid, gid)


def _succeeds_in_a_fork(change: Callable[[Path], None], binary: str, folder: Path) -> bool:
    """Neither way can be taken back, so try it in a process that may be thrown away."""
    pid = os.fork()
    if pid == 0:
        code = 1
        with contextlib.suppress(Exception):
            change(folder)
            probe = folder / "probe"
            probe.touch()
            probe.unlink()
            code = subprocess.call([binary, "--version"], stdout=subprocess.DEVNULL)  # noqa: S603 — as above
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


if __name__ == "__main__":
    sys.exit(main())
