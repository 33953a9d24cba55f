"""How a zygote ends its candidates, and what they leave."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path


def remove(folder: str) -> None:
    """Remove what a candidate wrote; a student may have closed parts of it."""
    for path, folders, _ in os.walk(folder):
        for name in folders:
            if not (inside := Path(path, name)).is_symlink():
                inside.chmod(0o700)  # before the walk goes into it
    shutil.rmtree(folder, ignore_errors=True)


def ends_within(pid: int, seconds: float) -> bool:
    """Whether the child ``pid`` ends within ``seconds``; it is left to be reaped."""
    if not hasattr(os, "waitid"):  # macOS, before Python 3.13
        time.sleep(seconds)
        return False
    deadline = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.002)
    return True


def send_signal(pid: int, number: int) -> None:
    """Send a signal to a candidate; a deadly one also to its children."""
    if number == signal.SIGKILL:
        try_kill(os.killpg, pid, number)  # without a process namespace, its children would live on
    try_kill(os.kill, pid, number)


def try_kill(kill: Callable[[int, int], None], pid: int, number: int) -> None:
    """``kill(pid, number)``, unless it is dead already."""
    with contextlib.suppress(ProcessLookupError):
        kill(pid, number)
