"""Shared memory that Python makes without a name lies in a file, and is shared all the same."""

from __future__ import annotations

import errno
import mmap
import os
from pathlib import Path

import pytest

from autograder.candidate.walls import nameless


@pytest.fixture(autouse=True)
def in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path(nameless.FOLDER).is_dir():
        pytest.skip("there is no /dev/shm")
    monkeypatch.setattr(mmap, "mmap", mmap.mmap)  # to be put back
    nameless.lie_in_files()


def lying() -> int:
    status = os.statvfs(nameless.FOLDER)
    return (status.f_blocks - status.f_bfree) * status.f_frsize


@pytest.mark.parametrize(
    ("more", "options"),
    [
        ((), {}),
        ((mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE), {}),
        ((), {"flags": mmap.MAP_SHARED | mmap.MAP_ANONYMOUS}),
        ((), {"access": mmap.ACCESS_WRITE}),
    ],
)
def test_a_child_writes_and_its_parent_reads(more: tuple[int, ...], options: dict[str, int]) -> None:
    before = lying()
    with mmap.mmap(-1, 2**22, *more, **options) as shared:
        assert lying() - before >= 2**22
        if os.fork() == 0:
            shared[5] = 7
            os._exit(0)
        os.wait()
        assert (len(shared), shared[5]) == (2**22, 7)
    assert lying() - before < 2**22


@pytest.mark.parametrize("options", [{"flags": mmap.MAP_PRIVATE}, {"access": mmap.ACCESS_COPY}])
def test_private_memory_is_what_it_was(options: dict[str, int]) -> None:
    before = lying()
    with mmap.mmap(-1, 2**22, **options) as private:
        private[0] = 1
        assert lying() - before < 2**22


def test_files_are_mapped_as_ever(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    with (tmp_path / "file").open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[0:1] = b"x"
    assert (tmp_path / "file").read_bytes() == b"xbc"


def test_more_than_there_is_room_for_is_refused_as_memory_is() -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOMEM)):
        mmap.mmap(-1, 2**50)


def test_it_looks_like_the_module_s_own() -> None:
    with mmap.mmap(-1, 1) as one:
        assert isinstance(one, mmap.mmap)
        assert repr(type(one)) == "<class 'mmap.mmap'>"
