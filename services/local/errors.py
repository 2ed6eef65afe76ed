"""What can go wrong with a local part. The text of each is written for the person at the command line.

LocalError
├── FolderInUseError    another process works in the data folder
├── PortInUseError      an asked-for port is taken
├── DownloadError       Kafka could not be brought in
├── MissingPartError    no Java or no PostgreSQL for this machine
├── NoSpaceError        the disk is full
└── StartError          a part ended instead of starting
"""

from pathlib import Path

TAIL_LINES = 15
ROOM_NEEDED = 300_000_000


class LocalError(Exception):
    """A local part cannot be used, and the text says how to mend it."""


class FolderInUseError(LocalError):
    """Another process works in the data folder."""


class PortInUseError(LocalError):
    """An asked-for port is taken."""


class DownloadError(LocalError):
    """Kafka could not be brought in."""


class MissingPartError(LocalError):
    """The machine has no usable Java or PostgreSQL."""


class NoSpaceError(LocalError):
    """The disk is full."""


class StartError(LocalError):
    """A part ended instead of starting."""


def tail(log: Path) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])


def explain(name: str, log: Path) -> LocalError:
    """The error that the end of a part's log speaks of."""
    text = tail(log)
    if "No space left on device" in text:
        return NoSpaceError(
            f"{name} has no room left on the disk of {log.parent}. Free some space and start again."
        )
    if "Address already in use" in text:
        return PortInUseError(
            f"{name} found its port taken by another program. Start again, or choose a port."
        )
    return StartError(f"{name} did not start. The end of {log}:\n{text or '(the log is empty)'}")
