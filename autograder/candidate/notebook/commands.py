"""Shell commands in cells: `!command`. Commands that install packages are answered without running them."""

from __future__ import annotations

import importlib.metadata
import os
import re
import selectors
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, NamedTuple

INSTALLS = re.compile(
    r"^\s*(?:sudo\s+)?(?:\S*python[\d.]*\S*\s+-m\s+)?\S*?(?:uv\s+pip|pip[\d.]*|conda|mamba)\s+install\b([^|&;]*)$"
)
REDIRECTED = re.compile(r"(?:&>|\d?>&?)\s*(?:\d|/\S+|\S+\.\w+)\s*$|2>&1")
NAME = re.compile(r"[A-Za-z][\w.-]*")
WITH_VALUE = {
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-t",
    "--target",
}
WITH_VALUE |= {"-f", "--find-links", "-n", "--name", "--channel", "-p", "--prefix"}
LINE = 200  # characters of a command's output that a note quotes
CHUNK = 2**16
PAUSE = 0.05  # seconds between two looks at a command that prints nothing


class CommandResult(NamedTuple):
    """How a command ended.

    Attributes:
        note: what the student is told about it; may be empty.
    """

    status: int
    note: str = ""


def run(command: str, write: Callable[[str], object]) -> CommandResult:
    """Run a command in the user's shell; its output goes to ``write`` as it arrives.

    Waits only for the shell: processes that it leaves in the background continue, and cost no time.
    """
    if packages := INSTALLS.match(REDIRECTED.sub("", command)):
        return _installed(command, packages[1], write)
    process = subprocess.Popen(
        command,
        shell=True,
        executable=os.environ.get("SHELL"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    with process.stdout as output:
        last = _follow(process, output, write)
    status = process.returncode
    if status == 0:
        return CommandResult(0)
    quote = f": {last[:LINE]}" if last else ""
    return CommandResult(status, f"The command `{_title(command)}` failed with exit status {status}{quote}")


def _follow(process: subprocess.Popen[bytes], output: IO[bytes], write: Callable[[str], object]) -> str:
    """Pass on the command's output until its shell has ended; return the last line that is not blank."""
    os.set_blocking(output.fileno(), False)
    tail = b""
    with selectors.PollSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            ended = process.poll() is not None
            part = output.read(CHUNK) if ended or selector.select(PAUSE) else None
            if part:
                write(part.decode(errors="replace"))
                tail = (tail + part)[-CHUNK:]
            elif ended:
                break
            elif part == b"":  # it has closed its output, and may go on
                time.sleep(PAUSE)
    lines = [line.strip() for line in tail.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _installed(command: str, words: str, write: Callable[[str], object]) -> CommandResult:
    """Answer at once which of the packages are installed: nothing can be installed in grading."""
    installed, missing = [], []
    for name in _names(words):
        try:
            installed.append(f"{name} {importlib.metadata.version(name)}")
        except (importlib.metadata.PackageNotFoundError, ValueError):
            missing.append(name)
    for package in installed:
        write(f"Requirement already satisfied: {package}\n")
    if not missing:
        return CommandResult(0)
    note = f"`{_title(command)}`: nothing can be installed in grading, and {', '.join(missing)} is not there"
    note += f"; there is {', '.join(installed)}" if installed else ""
    write(f"ERROR: {note}.\n")
    return CommandResult(1, note)


def _names(words: str) -> list[str]:
    """The packages in the arguments of an install command."""
    try:
        parts = shlex.split(words)
    except ValueError:
        parts = words.split()
    names = []
    previous = ""
    for part in parts:
        if not part.startswith("-") and previous not in WITH_VALUE and (match := NAME.match(part)):
            names.append(match[0])
        previous = part
    return names


def _title(command: str) -> str:
    line = " ".join(command.replace(f"{sys.executable} -m ", "").split())
    return f"!{line[:60]}{'…' if len(line) > 60 else ''}"
