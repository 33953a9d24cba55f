"""Who kills a process removes what it leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox.docker import leftovers

STARTS_A_CONTAINER = """
import tempfile, time
from autograder.candidate.zygote.equipment import Equipment
from autograder.sandbox.docker.docker import Docker
with tempfile.TemporaryFile() as log:
    launch = Docker().start(Equipment("numpy"), log)
    print("started", flush=True)
    time.sleep(600)
"""


def containers() -> set[str]:
    listed = ["docker", "ps", "--all", "--format", "{{.Names}}"]
    return set(subprocess.run(listed, capture_output=True, encoding="utf-8", check=True).stdout.split())


def kill_and_sweep(seconds: float | None) -> set[str]:
    """Kill a process with its group, as its examiner starts a container or, without ``seconds``, has.

    Gives the container's name.
    """
    folder = leftovers.make_folder()
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS_A_CONTAINER],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        if seconds is None:
            assert process.stdout.readline() == b"started\n"
        else:
            while not any(folder.glob("containers/*")):
                time.sleep(0.01)
            time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
    started = {path.name for path in folder.glob("containers/*")}
    leftovers.sweep(folder)
    assert not folder.exists()
    return started


def test_the_containers_of_a_killed_process_go(requires: Callable[[str], str]) -> None:
    requires("docker")
    started: set[str] = set()
    for seconds in (0.0, 0.3, None):
        started |= kill_and_sweep(seconds)
        assert not containers() & started
    time.sleep(2)  # nor do any come later
    assert len(started) == 3
    assert not containers() & started


def test_a_folder_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("", encoding="utf-8")
    leftovers.sweep(tmp_path)
    assert (tmp_path / "theirs").exists()


def test_a_folder_goes_with_all_that_is_in_it() -> None:
    folder = leftovers.make_folder()
    assert folder.stat().st_mode & 0o077 == 0
    (folder / "a").mkdir()
    (folder / "a" / "b").write_text("", encoding="utf-8")
    leftovers.sweep(folder)
    assert not folder.exists()
