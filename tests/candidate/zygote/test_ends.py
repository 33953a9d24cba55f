"""Candidates end in one way or another, and what they wrote goes with them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from autograder.candidate.zygote import ends


def fork(seconds: float) -> int:
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        os._exit(0)
    return pid


def test_who_ends_in_time_is_left_to_be_reaped() -> None:
    pid = fork(0.05)
    assert ends.ends_within(pid, 20)
    assert os.waitpid(pid, 0)[0] == pid


def test_who_does_not_end_in_time_is_ended_with_its_group() -> None:
    pid = fork(60)
    os.setpgid(pid, pid)
    assert not ends.ends_within(pid, 0.05)
    ends.send_signal(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    ends.send_signal(pid, signal.SIGKILL)  # dead already: nothing to do


def test_a_folder_goes_though_a_student_has_closed_parts_of_it(tmp_path: Path) -> None:
    closed = tmp_path / "candidate" / "closed"
    closed.mkdir(parents=True)
    (closed / "file").write_text("x")
    (tmp_path / "candidate" / "link").symlink_to(tmp_path)
    closed.chmod(0)
    ends.remove(str(tmp_path / "candidate"))
    assert list(tmp_path.iterdir()) == []
