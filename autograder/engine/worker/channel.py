"""How a process that the main process started hears it: over a socket that came as standard input."""

from __future__ import annotations

import atexit
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.docker import leftovers


def take() -> socket.socket:
    """The socket that came as standard input, out of reach of child processes; /dev/null takes its place.

    From now on this process sweeps up after itself when it ends: whoever started it may be gone by then.
    """
    atexit.register(leftovers.sweep, Path(tempfile.gettempdir()))
    channel = socket.socket(fileno=os.dup(0))  # a duplicate made by os.dup is not inherited
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return channel


def listen(
    channel: socket.socket, hear: Callable[[bytes], object], end: Callable[[], object], grace: float
) -> None:
    """Hears each line in a thread, so that the end of the main process is noticed in the middle of work too.

    Args:
        end: asks this process to end. After ``grace`` seconds it is ended with its group, and what it would
            leave is removed.
    """

    def run() -> None:
        try:
            with channel.makefile("rb") as lines:
                for line in lines:
                    if line.endswith(b"\n"):
                        hear(line)
        finally:
            end()
            time.sleep(grace)
            leftovers.sweep(Path(tempfile.gettempdir()))
            if os.getpgrp() == os.getpid():
                os.killpg(0, signal.SIGKILL)
            os._exit(1)

    threading.Thread(target=run, daemon=True).start()
