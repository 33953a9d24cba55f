"""Nothing that the grader hides can be found from a notebook: a hunter is graded, and looks everywhere.

Markers are planted in all that is hidden. One more, the control, is planted where student code may look; a
hunter that did not find it would prove nothing.
"""

from __future__ import annotations

import json
import secrets
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.assignment.build import Build, build
from autograder.course.course import Course, load
from autograder.examiner.examiner import Examiner
from autograder.results import GradingResult
from autograder.sandbox.choice import choose
from autograder.sandbox.folders import SYSTEM_FOLDERS, python_folders
from autograder.sandbox.namespaces import SYSTEM_FILES

HERE = Path(__file__).parent
CHANNELS = (
    *("files", "environment", "processes", "memory", "descriptors", "objects"),
    *("modules", "network", "kernel", "deeper"),
)
PLACES = (
    *("hidden_test", "solution", "heldout_json", "heldout_npz", "calibration", "other_student"),
    *("wrong_answer", "gradebook", "environment", "earlier_student", "examiner"),
)
HUNT = "    import json\n    raise AssertionError(json.dumps(hunter.hunt()))\n"


@pytest.fixture(scope="module")
def markers() -> dict[str, str]:
    return {place: f"{place}_{secrets.token_hex(16)}" for place in (*PLACES, "CONTROL")}


@pytest.fixture(scope="module")
def course(markers: dict[str, str]) -> Iterator[Course]:
    """The mini course full of markers; not below /tmp, which the sandbox covers anyway."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="canary-") as folder:
        Path(folder).chmod(0o755)  # no help from the rights of a temporary folder
        root = Path(folder) / "course"
        shutil.copytree(HERE.parent / "mini", root)
        _plant(root, markers)
        yield load(root / "grading.yml")


def _plant(root: Path, markers: dict[str, str]) -> None:
    solutions, data = root / "solutions" / "mini", root / "assignments" / "mini" / "data"
    master = (solutions / "master.py").read_text()
    for old, new in {
        "twice_as_much": markers["solution"],
        "def test_double_of_two(double):\n": f"def test_double_of_two(hunter):\n{HUNT}",
        "    x = rng.normal(size=(3, 4))\n": f"    x = rng.normal(size=3)  # {markers['hidden_test']}\n",
        "def test_shifted_like_the_reference(shifted,": "def test_hunt_again(shifted, hunter,",
        '    points = heldout["points"]["x"]\n': (
            "    reference.shifted(0)  # now the reference runs beside the student's code\n"
            "    assert heldout and thresholds\n" + HUNT + '    points = heldout["points"]["x"]\n'
        ),
    }.items():
        assert old in master
        master = master.replace(old, new)
    (solutions / "master.py").write_text(master)
    settings = (root / "grading.yml").read_text()
    (root / "grading.yml").write_text(settings.replace("time: 2", "time: 120"))
    calibration = {"thresholds": {"shift": 1e-6}, "evidence": {"why": markers["calibration"]}}
    (solutions / "calibration.json").write_text(json.dumps(calibration))
    (solutions / "heldout" / "labels.json").write_text(json.dumps([markers["heldout_json"]]))
    np.savez(solutions / "heldout" / "answers.npz", marker=np.array([markers["heldout_npz"].encode()]))
    wrong = solutions / "submissions" / "wrong_answer" / "squares.py"
    wrong.write_text(wrong.read_text() + f"# {markers['wrong_answer']}\n")
    (root / "handed in").mkdir()
    (root / "handed in" / f"{markers['other_student']}.ipynb").write_text(markers["other_student"])
    (root / ".autograder").mkdir()
    with sqlite3.connect(root / ".autograder" / "gradebook.db") as gradebook:
        gradebook.execute(f"create table {markers['gradebook']} (grade)")
    data.mkdir(parents=True)
    (data / "control.txt").write_text(markers["CONTROL"])


@pytest.fixture(scope="module")
def listeners(course: Course) -> Iterator[list[tuple[str, str, object]]]:
    """Servers of the grader's machine, which can be reached from outside the sandbox."""
    path = str(course.root / "socket")
    addresses: list[tuple[str, str, object]] = [
        ("AF_INET", "SOCK_STREAM", ("127.0.0.1", 0)),
        ("AF_UNIX", "SOCK_STREAM", f"\0canary{secrets.token_hex(8)}"),
        ("AF_UNIX", "SOCK_STREAM", path),
    ]
    if socket.has_dualstack_ipv6():
        addresses.append(("AF_INET6", "SOCK_STREAM", ("::1", 0)))
    with ExitStack() as stack:
        bound: list[tuple[str, str, object]] = []
        for family, kind, address in addresses:
            server = stack.enter_context(socket.socket(getattr(socket, family), getattr(socket, kind)))
            server.bind(address)
            server.listen()
            where = server.getsockname()
            where = where[:2] if isinstance(where, tuple) else where
            where = where.decode() if isinstance(where, bytes) else where
            with socket.socket(getattr(socket, family), getattr(socket, kind)) as client:
                client.connect(where)  # it does answer
            bound.append((family, kind, where))
        # Without a route, a datagram's socket cannot even be given an address.
        yield [
            *bound,
            ("AF_INET", "SOCK_DGRAM", ("192.0.2.1", 53)),
            ("AF_INET6", "SOCK_DGRAM", ("2001:db8::1", 53)),
        ]


@pytest.fixture(scope="module")
def hunted(
    course: Course,
    markers: dict[str, str],
    listeners: list[tuple[str, str, object]],
    requires: Callable[[str], str],
) -> tuple[GradingResult, GradingResult]:
    """The grades of a student who plants and, after that, of one who hunts."""
    requires("bubblewrap")
    made = build(course, "mini")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANARY", markers["environment"])
        examiner = Examiner(made.assignment, course.assignment("mini"), choose("namespaces"))
        try:
            secret = markers["examiner"].encode() * 100  # in the memory of the process that examines
            plant = f"{(HERE / 'planter.py').read_text()}\nhunter = Planter({markers['earlier_student']!r})"
            planted = examiner.grade(_notebook(made, plant))
            hunts = examiner.grade(_notebook(made, _hunter(markers, listeners)))
            assert secret
        finally:
            examiner.close()
    return planted, hunts


def _notebook(made: Build, source: str) -> bytes:
    notebook = made.notebook(
        {"q1": ["def double(x): return 2 * x"], "q2": ["def shifted(x): return x + offset"]}
    )
    notebook.cells.insert(2, nbformat.v4.new_code_cell(source))
    return nbformat.writes(notebook).encode()


def _hunter(markers: dict[str, str], listeners: list[tuple[str, str, object]]) -> str:
    halves = {
        place: (marker[: len(place) + 9], marker[len(place) + 9 :]) for place, marker in markers.items()
    }
    skipped = ["/proc", "/sys", *SYSTEM_FOLDERS, *SYSTEM_FILES, *python_folders()]
    source = (HERE / "hunter.py").read_text()
    return f"{source}\nhunter = Hunter({halves!r}, {skipped!r}, {listeners!r})\n"


def _findings(result: GradingResult, question: str) -> Any:
    """What ``hunter.hunt()`` gave; no result's message but this starts like JSON."""
    tests = next(found for found in result.questions if found.name == question).tests
    said = [test.full for test in tests if test.full.startswith(("{", "["))]
    assert len(said) == 1, [test.full for test in tests]
    return json.loads(said[0])


@pytest.mark.parametrize("question", ["q1", "q2"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_hidden_is_found(
    hunted: tuple[GradingResult, GradingResult], question: str, channel: str
) -> None:
    found = _findings(hunted[1], question)
    assert set(found) == set(CHANNELS)
    assert [finding for finding in found[channel] if not finding.startswith("CONTROL: ")] == []


@pytest.mark.parametrize(
    ("channel", "places"),
    [
        ("files", ["/given/data/control.txt", "/tmp/work/data/control.txt"]),
        ("processes", ["environ"]),
        ("memory", ["memory"]),
        ("descriptors", ["descriptor of /tmp/work/data/control.txt"]),
        ("objects", ["an object"]),
    ],
)
def test_the_hunter_finds_what_may_be_found(
    hunted: tuple[GradingResult, GradingResult], channel: str, places: list[str]
) -> None:
    assert _findings(hunted[1], "q1")[channel] == [f"CONTROL: {place}" for place in places]


def test_the_earlier_student_did_plant(hunted: tuple[GradingResult, GradingResult]) -> None:
    planted = _findings(hunted[0], "q1")
    assert {"/tmp", "/dev/shm"} <= {*planted}
    assert not {"/", "/dev", "/opt/autograder"} & {*planted}


def test_folders_that_the_hunter_skips_do_not_hold_the_course(
    course: Course, requires: Callable[[str], str]
) -> None:
    """They are bound from the machine; of the package's own folder only the candidate's part is."""
    requires("bubblewrap")
    bound = [Path(folder).resolve() for folder in (*SYSTEM_FOLDERS, *python_folders())]
    repository = HERE.parent.parent
    for place in (course.root, repository / "solutions", repository / "tests", repository / ".autograder"):
        assert not any(place.resolve().is_relative_to(folder) for folder in bound)


def test_what_was_planted_is_there(course: Course, markers: dict[str, str]) -> None:
    """A marker that the course does not hold could not be found either."""
    everything = b"".join(
        path.read_bytes() + path.name.encode() for path in course.root.rglob("*") if path.is_file()
    )
    with np.load(course.root / "solutions" / "mini" / "heldout" / "answers.npz") as arrays:
        everything += arrays["marker"].tobytes()
    outside = {"environment", "earlier_student", "examiner"}
    assert [
        place for place in PLACES if place not in outside and markers[place].encode() not in everything
    ] == []
