"""The folder for everything that grading and proving write: grades, hidden tests, solutions."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

NAME = ".autograder"


def make(root: Path) -> Path:
    """The folder of the course at ``root``, created if it is missing, closed to other users.

    A folder that was open to others is closed. A folder that a group may write stays open to that group.
    """
    folder = root / NAME
    with suppress(OSError):  # whoever writes there next reports why it cannot be created
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            _close(folder)
    return folder


def _close(folder: Path) -> None:
    status = folder.stat()
    mode = stat.S_IMODE(status.st_mode)
    closed = mode & ~(stat.S_IRWXO if mode & stat.S_IWGRP else stat.S_IRWXG | stat.S_IRWXO)
    if closed != mode and os.geteuid() in (0, status.st_uid):
        folder.chmod(closed)
