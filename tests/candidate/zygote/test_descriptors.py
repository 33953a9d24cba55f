"""Descriptors arrive though others of the same user have used up what may be on its way."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from autograder.candidate.zygote import descriptors


class Busy:
    """The kernel's call, which refuses so many times."""

    def __init__(self, refusals: int, number: int = errno.ETOOMANYREFS) -> None:
        self.left = refusals
        self.number = number
        self.send = socket.send_fds

    def __call__(self, sock: socket.socket, data: Sequence[bytes], passed: list[int]) -> int:
        if self.left:
            self.left -= 1
            raise OSError(self.number, os.strerror(self.number))
        return self.send(sock, data, passed)


def test_a_descriptor_is_sent_once_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "send_fds", Busy(3))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        descriptors.send(ours, b"x", [ours.fileno()])
        data, received, _, _ = socket.recv_fds(theirs, 9, 1)
        assert data == b"x"
        assert os.path.sameopenfile(received[0], ours.fileno())
        os.close(received[0])


@pytest.mark.parametrize(("number", "patience"), [(errno.ETOOMANYREFS, 0.1), (errno.EPIPE, 60.0)])
def test_patience_ends_and_other_errors_are_told_at_once(
    monkeypatch: pytest.MonkeyPatch, number: int, patience: float
) -> None:
    monkeypatch.setattr(socket, "send_fds", Busy(10**9, number))
    began = time.monotonic()
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(OSError, match=os.strerror(number)):
        descriptors.send(ours, b"x", [0], patience)
    assert time.monotonic() - began < 10


def test_what_is_frugal_has_as_many_files_as_it_may_and_no_epoll() -> None:
    source = (
        "import asyncio, resource, selectors; from autograder.candidate.zygote.descriptors import be_frugal\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))\n"
        "be_frugal()\n"
        "soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)\n"
        "async def chosen(): return type(asyncio.get_running_loop()._selector).__name__\n"
        "print(soft == hard, asyncio.run(chosen()))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["True", "PollSelector"]
