"""What a candidate's processes have counts, with the tables of their pages and without the zygote's."""

from __future__ import annotations

import mmap
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.candidate.zygote.memory import Census, children

MIB = 2**20

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system has no /proc")


@contextmanager
def child(work: Callable[[], object]) -> Iterator[str]:
    """A fork that has done its work and waits; its name in /proc."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        kept = work()
        os.write(tell, b"x")
        signal.pause()
        os._exit(bool(kept))
    os.read(told, 1)
    try:
        yield str(pid)
    finally:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(told)
        os.close(tell)


def measured(work: Callable[[], object], shared: int = -1) -> int:
    census = Census()
    with child(work) as name:
        return census.memory([name], shared)


def test_pages_that_a_fork_shares_with_the_zygote_do_not_count() -> None:
    hoard = bytearray(b"x") * (64 * MIB)
    assert measured(lambda: None) < 16 * MIB
    assert measured(lambda: bytearray(b"x") * (64 * MIB)) > 56 * MIB
    assert len(hoard) == 64 * MIB


def test_the_children_of_a_process_count_too() -> None:
    def family() -> list[int]:
        told, tell = os.pipe()
        pids = []
        for _ in range(3):
            pids.append(os.fork())
            if pids[-1] == 0:
                hoard = bytearray(b"x") * (32 * MIB)
                os.write(tell, b"x")
                signal.pause()
                os._exit(len(hoard) > 0)
        for _ in pids:
            os.read(told, 1)
        return pids

    assert measured(family) > 88 * MIB


def test_tables_of_pages_count_though_the_pages_take_nothing() -> None:
    def far_apart() -> mmap.mmap:
        region = mmap.mmap(-1, 16 * 2**30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)
        region.madvise(mmap.MADV_NOHUGEPAGE)
        assert not any(region[place] for place in range(0, len(region), 2 * MIB))
        return region

    assert measured(far_apart) > 28 * MIB


def test_what_lies_in_a_file_system_counts_whether_it_is_mapped_or_not() -> None:
    folder = os.open("/dev/shm", os.O_PATH)
    before = measured(lambda: None, folder)
    with Path("/dev/shm/census").open("wb") as file:
        Path(file.name).unlink()
        file.write(bytes(32 * MIB))
        assert measured(lambda: None, folder) - before > 24 * MIB
    os.close(folder)


def test_a_process_that_has_ended_has_nothing() -> None:
    with child(lambda: None) as name:
        assert name in children("self")
    assert children(name) == []
    assert Census().memory([name]) == 0
