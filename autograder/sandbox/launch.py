"""How a zygote's process starts, with a socket to it that survives neither of us."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Sequence
from typing import IO


class Launch:
    """A zygote's process, or the client that stands for it, and the socket to it.

    Attributes:
        control: a connected Unix socket, over which descriptors can be sent.
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
    """Start a zygote, which inherits its end of the socket.

    Args:
        command: the command line, given the number of the inherited descriptor.
        environment: the whole environment.
        log: receives standard error.
        descriptors: others that it inherits.
    """
    control, inherited = socket.socketpair()
    with inherited:
        try:
            process = start(command(inherited.fileno()), log, environment, [inherited.fileno(), *descriptors])
        except BaseException:
            control.close()
            raise
    return Launch(control, process, process.kill)


def start(
    command: list[str],
    log: IO[bytes],
    environment: dict[str, str] | None = None,
    descriptors: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """A process that shares no terminal with us, so that only we handle a Ctrl-C."""
    return subprocess.Popen(
        command,
        env=environment,
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
