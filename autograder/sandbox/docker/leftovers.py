"""Files and containers that a killed process leaves behind, for whoever killed it to remove.

The process has its own folder for all temporary files. Each container is noted there before it starts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from autograder.sandbox.docker import image

PREFIX = "autograder-"
NOTES = "containers"
TRIES = 8  # to remove a container that the engine may just be making
PAUSE = 0.25  # seconds


def make_folder() -> Path:
    """A folder for the temporary files of a process, closed to other users."""
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def note(container: str, process: int | None = None) -> None:
    """Note that ``container`` will be started, and then by which process: the engine's client."""
    if path := _note(container):
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(process or ""), encoding="ascii")


def forget(container: str) -> None:
    """Delete the note of a container that has ended."""
    if path := _note(container):
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the folder of a process that has ended, or is about to, and the containers that it started."""
    if not folder.name.startswith(PREFIX):
        return
    for path in (folder / NOTES).glob("*"):
        _remove(path.name, path.read_text(encoding="ascii"))
    shutil.rmtree(folder, ignore_errors=True)


def _note(container: str) -> Path | None:
    """The file of a note; None if this process has no such folder: nobody would look there."""
    folder = Path(tempfile.gettempdir())
    return folder / NOTES / container if folder.name.startswith(PREFIX) else None


def _remove(container: str, process: str) -> None:
    if process and container.encode() in _command_line(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process), signal.SIGKILL)
    for _ in range(TRIES):
        removed = subprocess.run([image.CLIENT, "rm", "--force", container], capture_output=True, check=False)
        if removed.returncode == 0 and b"No such container" not in removed.stderr:
            return
        time.sleep(PAUSE)


def _command_line(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has ended
        return b""
