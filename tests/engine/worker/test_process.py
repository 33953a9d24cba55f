"""A process that the main process talks to: heard and ended whatever a candidate has used up meanwhile."""

from __future__ import annotations

import errno
import os
import selectors
import sys
from pathlib import Path

import pytest

from autograder.engine.worker.process import ProcessOfOurs

ECHO = "import os\nwhile part := os.read(0, 999): os.write(0, part)"  # its input is a socket, both ways


class NoWatch:
    """What epoll is to a user whose watches are used up."""

    def __init__(self, *given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_no_watch_of_epoll_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(selectors.EpollSelector, "_selector_cls", NoWatch)
    process = ProcessOfOurs([sys.executable, "-c", ECHO], tmp_path / "log", bytes.decode)
    process._outbox += b"first\nsecond\n"
    heard = process.wait_for(20) or process.wait_for(20)
    assert heard == ["first", "second"]
    process.close()
    process.wait(20)
