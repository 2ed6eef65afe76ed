"""Ports on the loopback: a free one, or the one that was asked for if nobody has it."""

import socket

from services.local.errors import PortInUseError

LOOPBACK = "127.0.0.1"


def choose_port(part: str, asked: int | None = None) -> int:
    """Find a free port, or refuse the asked-for one in words."""
    with socket.socket() as probe:
        # What closed a moment ago may linger in TIME_WAIT; that is no reason to refuse its port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, asked or 0))
        except OSError as error:
            raise PortInUseError(
                f"Port {asked}, asked for {part}, cannot be used: {error.strerror}. "
                f"Choose another one for {part}, or give none and a free one is found."
            ) from error
        port: int = probe.getsockname()[1]
    return port


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
