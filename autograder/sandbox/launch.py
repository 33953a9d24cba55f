"""How a zygote's process comes to be, with a socket to it that survives neither of us."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Sequence
from typing import IO


class Launch:
    """A zygote's process, or the one that stands for it, and the socket to it.

    Attributes:
        control: a connected Unix socket; over it descriptors can be sent.
    """

    def __init__(
        self, control: socket.socket, process: subprocess.Popen[bytes], kill: Callable[[], object]
    ) -> None:
        self.control = control
        self._process = process
        self._kill = kill

    def end(self) -> None:
        """End the zygote and everything behind its wall."""
        self.control.close()
        self._kill()
        self._process.wait()


def launch(
    command: Callable[[int], list[str]],
    environment: dict[str, str],
    log: IO[bytes],
    descriptors: Sequence[int] = (),
) -> Launch:
    """Start what ``command`` gives for the number of a descriptor that it inherits: its end of the socket.

    Args:
        environment: the whole environment.
        log: takes what is written on standard error.
        descriptors: others that it inherits.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            process = start(command(theirs.fileno()), log, environment, [theirs.fileno(), *descriptors])
        except BaseException:
            ours.close()
            raise
    return Launch(ours, process, process.kill)


def start(
    command: list[str],
    log: IO[bytes],
    environment: dict[str, str] | None = None,
    descriptors: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """A process that shares no terminal with us: a Ctrl-C there is ours to handle."""
    return subprocess.Popen(
        command,
        env=environment,
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
