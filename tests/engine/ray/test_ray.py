"""The engine on Ray clusters of this machine: real supervisors, a node that is really lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from places import MINI

from autograder.assignment.build import Build, build
from autograder.candidate.zygote.memory import children
from autograder.course.course import Course, load
from autograder.engine import local
from autograder.engine.events import results
from autograder.engine.pool import EngineError
from autograder.engine.ray import ray
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.submission import Submission

CLASS = 100
CORES = 1  # that each node pretends to have


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(MINI, root)
    return load(root / "grading.yml")


@pytest.fixture(scope="module")
def mini(course: Course) -> Build:
    return build(course, "mini")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two nodes; tasks run on one of them."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    cluster.add_node(num_cpus=CORES)
    yield cluster
    cluster.shutdown()


def handed_in(mini: Build, folder: Path, count: int) -> list[Submission]:
    """Every third is wrong, and each is another one."""
    submissions = []
    for number in range(count):
        source = (
            f"def double(x):\n    return x + {number}"
            if number % 3 == 0
            else "def double(x):\n    return x + x"
        )
        path = folder / f"s{number}.ipynb"
        nbformat.write(mini.notebook({"q1": [source]}), path)
        submissions.append(Submission(Student.named(path.stem), str(path), path=path))
    return submissions


def verdicts(results: list[GradingResult]) -> dict[str, object]:
    return {
        one.student.name: (one.status, one.score, [(q.name, q.verdict, q.score) for q in one.questions])
        for one in results
    }


def test_a_lost_node_loses_no_submission(course: Course, mini: Build, cluster: Any, tmp_path: Path) -> None:
    """Each of a hundred has one result, the one that it has without a cluster."""
    lost = cluster.add_node(num_cpus=CORES)
    submissions = handed_in(mini, tmp_path, CLASS)
    arguments = (mini.assignment, course.assignment("mini"), submissions, "off")
    done = []
    for result in results(ray.grade(*arguments, None, address=cluster.address)):
        done.append(result)
        if len(done) == CLASS // 3:
            cluster.remove_node(lost, allow_graceful=False)
    assert Counter(one.student.name for one in done) == {one.student.name: 1 for one in submissions}
    alone = list(results(local.grade(*arguments, 2, log=tmp_path / "error.log")))
    assert verdicts(done) == verdicts(alone)
    assert {one.status for one in done} == {Status.GRADED}


def test_a_supervisor_that_cannot_start_is_told(
    course: Course, mini: Build, cluster: Any, tmp_path: Path
) -> None:
    submissions = handed_in(mini, tmp_path, 2)
    with pytest.raises(EngineError, match=r"No grading process can start \(There is no sandbox"):
        list(
            ray.grade(
                mini.assignment,
                course.assignment("mini"),
                submissions,
                "chroot",
                1,
                address=cluster.address,
            )
        )


def test_no_cluster_at_the_address_is_told(course: Course, mini: Build, tmp_path: Path) -> None:
    submissions = handed_in(mini, tmp_path, 1)
    with pytest.raises(EngineError, match=r"no Ray cluster at 127\.0\.0\.1:9: .*refused"):
        list(
            ray.grade(
                mini.assignment,
                course.assignment("mini"),
                submissions,
                "off",
                1,
                address="127.0.0.1:9",
            )
        )


def test_a_class_is_graded_without_a_cluster_and_nothing_stays(
    course: Course, mini: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tmp"  # of this run alone
    folder.mkdir()
    monkeypatch.setenv("RAY_TMPDIR", tempfile.gettempdir())  # names of sockets must be short
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    submissions = [
        *handed_in(mini, tmp_path, 4),
        Submission(Student.named("gone"), "gone", path=tmp_path / "gone.ipynb"),
    ]
    config = course.assignment("mini")
    events: list[str] = []
    graded = ray.grade(mini.assignment, config, submissions, "off", 2)
    found = {
        one.student.name: one.status
        for one in results(
            graded, lambda working: events.append(working.student.name if working.student else "")
        )
    }
    assert found == {**{f"s{n}": Status.GRADED for n in range(4)}, "gone": Status.UNREADABLE}
    assert {*events} == {"s0", "s1", "s2", "s3", ""}
    assert list(folder.glob("autograder-*")) == []
    assert _running(b"ray::Supervisor") == []


def test_the_loss_of_rays_own_processes_loses_no_submission(
    course: Course, mini: Build, tmp_path: Path
) -> None:
    """Ray's daemon ends with its agent, and Ray ends the process that its client runs in."""
    submissions = []
    for number in range(4):
        path = tmp_path / f"s{number}.ipynb"
        source = f"import time\ntime.sleep(1)\ndef double(x):\n    return x + x + 0 * {number}"
        nbformat.write(mini.notebook({"q1": [source]}), path)
        submissions.append(Submission(Student.named(path.stem), str(path), path=path))
    started: list[int] = []
    done: list[GradingResult] = []
    others = {*_below(b"ray")}  # those of the other tests' cluster
    config, log = course.assignment("mini"), tmp_path / "error.log"
    with contextlib.closing(
        results(ray.grade(mini.assignment, config, submissions, "off", 2, log=log))
    ) as coming:
        for result in coming:
            done.append(result)
            [client] = _below(b"autograder.engine.ray.client")
            if client not in started:
                started.append(client)
            if len(done) == 1:
                [agent] = _below(b"ray::DashboardAgent", str(client))
                os.kill(agent, signal.SIGKILL)
    assert len(started) == 2  # another client took the place of the first
    assert {one.student.name: (one.status, one.score) for one in done} == {
        f"s{number}": (Status.GRADED, 5.0) for number in range(4)
    }
    assert {*_below(b"ray")} <= others


def _below(name: bytes, process: str = "self") -> list[int]:
    """The processes that this one started, and they, with such a command line."""
    found = []
    for child in children(process):
        with contextlib.suppress(OSError):  # it has just ended
            if name in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
        found += _below(name, child)
    return found


def _running(name: bytes) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended
            if name in (process / "cmdline").read_bytes():
                found.append(process.name)
    return found
