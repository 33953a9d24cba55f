"""Descriptors sent to another process, and kernel limits that a user's processes share for them.

The kernel counts the descriptors that all of a user's processes have sent and nobody has received; where
there are more than the sender may have open, it refuses. Candidates of a grader that is not root are the same
user.
"""

from __future__ import annotations

import errno
import resource
import selectors
import socket
import time
from collections.abc import Sequence
from typing import Any

PATIENCE = 20.0  # seconds: whoever has used them up has almost exceeded its budget of time by then
PAUSE = 0.05


def send(sock: socket.socket, data: bytes, descriptors: Sequence[int], patience: float = PATIENCE) -> None:
    """Send ``data`` with ``descriptors``, later if too many are in transit.

    Raises:
        OSError: the other side is gone, or there are too many after ``patience`` seconds still.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            socket.send_fds(sock, [data], descriptors)
            return
        except OSError as error:
            if error.errno != errno.ETOOMANYREFS or time.monotonic() >= deadline:
                raise
        time.sleep(PAUSE)


def be_frugal() -> None:
    """Need little of what a user's processes share, for this process and what it starts.

    As many open files as it may have, since a candidate can have no more on their way than its own few; and
    no epoll, whose watches are counted for the user.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    module: Any = selectors
    module.DefaultSelector = selectors.PollSelector
