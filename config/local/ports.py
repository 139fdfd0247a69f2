"""Ports of this machine's own address."""

import socket
from contextlib import closing

from config.local.processes import Failed

HERE = "127.0.0.1"


def free_port() -> int:
    """Give a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def require_free(port: int, setting: str) -> None:
    """Raise `Failed` when somebody listens on a port; `setting` is the name to choose another by."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, port))
        except (OSError, OverflowError) as error:
            raise Failed(
                f"Port {port} cannot be used ({error}): take another, as in '{setting}={port + 1} make run'."
            ) from error
