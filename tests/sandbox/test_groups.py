"""Control groups are found where they can be made, and limit memory whether a process maps it or not."""

from __future__ import annotations

import mmap
import os
import signal
import subprocess
from pathlib import Path

import pytest

from autograder.sandbox import groups
from autograder.sandbox.groups import PREFIX, ROOM, Group, Place

MIB = 2**20


def delegated(system: Path, control: str = "") -> None:
    for name, text in {"controllers": "cpu memory pids", "subtree_control": control, "procs": ""}.items():
        path = system / "user" / "run.scope" / f"cgroup.{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_grader_divides_the_group_that_it_was_given(tmp_path: Path) -> None:
    delegated(tmp_path)
    own = "0::/user/run.scope\n"
    assert groups.find(tmp_path, own) is None  # it has processes in it
    assert groups.delegated(tmp_path, own) == tmp_path / "user" / "run.scope"
    groups.prepare(tmp_path, own)
    assert (tmp_path / "user/run.scope/autograder/cgroup.procs").read_text() == str(os.getpid())
    assert (tmp_path / "user/run.scope/cgroup.subtree_control").read_text() == "+memory"


def test_its_workers_find_where_to_make_groups(tmp_path: Path) -> None:
    delegated(tmp_path, control="memory")
    found = groups.find(tmp_path, "0::/user/run.scope/autograder\n")
    assert found == Place(tmp_path / "user" / "run.scope", "memory.max", "memory.events", "cgroup.procs")


def test_version_1_has_other_names(tmp_path: Path) -> None:
    (tmp_path / "memory" / "own").mkdir(parents=True)
    (tmp_path / "memory" / "own" / "cgroup.procs").write_text("")
    found = groups.find(tmp_path, "5:cpu,cpuacct:/\n4:memory:/own\n0::/\n")
    assert found == Place(tmp_path / "memory" / "own", "memory.limit_in_bytes", "memory.oom_control", "tasks")


@pytest.mark.parametrize("own", ["0::/\n", "0::/user/session.scope\n", "4:memory:/gone\n", "3:cpu:/\n"])
def test_where_nothing_was_given_there_are_no_groups_and_nothing_is_moved(own: str, tmp_path: Path) -> None:
    groups.prepare(tmp_path, own)
    assert groups.find(tmp_path, own) is None
    assert list(tmp_path.iterdir()) == []


def test_what_killed_graders_left_goes(tmp_path: Path) -> None:
    names = ["autograder-999999999-0", f"autograder-{os.getpid()}-0", "somebody"]
    for name in names:
        (tmp_path / name).mkdir()
    groups.sweep(Place(tmp_path, "", "", ""))
    assert sorted(path.name for path in tmp_path.iterdir()) == names[1:]


def test_memory_that_no_process_maps_is_limited_and_told() -> None:
    place = here()
    before = ours(place)
    own = Group(place, 16 * MIB)
    assert own.over_memory() == 0
    pid = os.fork()
    if pid == 0:
        os.write(own.entrance, b"0")
        kept = []
        while True:
            kept.append(mmap.mmap(-1, 16 * MIB))
            kept[-1].write(bytes(16 * MIB))
            kept[-1].madvise(mmap.MADV_DONTNEED)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    assert own.over_memory() == 16 * MIB + ROOM
    own.close()
    assert ours(place) == before


def test_a_group_whose_processes_end_late_goes_with_the_next() -> None:
    place = here()
    late = Group(place, 16 * MIB)
    child = subprocess.Popen(["sleep", "60"], preexec_fn=lambda: os.write(late.entrance, b"0") and None)
    late.close()
    assert late._folder.exists()
    child.kill()
    child.wait()
    Group(place, 16 * MIB).close()
    assert not late._folder.exists()


def ours(place: Place) -> set[Path]:
    """Other graders of this machine make groups in the same place."""
    return set(place.folder.glob(f"{PREFIX}{os.getpid()}-*"))


def here() -> Place:
    place = groups.find()
    if place is None:
        pytest.skip("this process may make no control group that counts memory")
    return place
