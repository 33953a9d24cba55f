"""What is attacked: a course full of markers, its examiner, and all that must stay as it is."""

from __future__ import annotations

import builtins
import gc
import hashlib
import os
import secrets
import shutil
import socket
import sqlite3
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import numpy as np

import autograder
from autograder.assignment.build import Build, build
from autograder.course.course import load
from autograder.examiner.examiner import Examiner
from autograder.languages.catalogues import languages, translations
from autograder.report.results_json import gradescope
from autograder.results import GradingResult
from autograder.sandbox.choice import choose

HERE = Path(__file__).parent
MARKS = ("hidden_test", "solution", "heldout", "wrong_answer", "other_student", "gradebook", "environment")
DAEMON = b"canary-daemon"  # what attacks call processes that should outlive them
SETTINGS = """\
course: A course for the red team
defaults:
  runtime: {runtime}
  budget: {{time: 2.5, memory: 768}}
assignments:
  mini: {{title: Three small questions, weight: 25}}
  tricks: {{title: Questions that invite tricks, weight: 25}}
  lists: {{title: Questions whose tests make lists, weight: 25}}
  tiny: {{title: Five questions that build on others, weight: 25}}
"""


class Target:
    """A course that is attacked, behind ``sandbox``.

    Attributes:
        known: what the attacker is told, by the word that a payload writes in double angle brackets.
        markers: random texts that no result may ever hold, by where they are hidden.
    """

    def __init__(self, folder: Path, assignment: str, runtime: str, sandbox: str) -> None:
        self._open = ExitStack()
        gc.collect()  # closes what the last target left open
        gc.freeze()  # so that looking at what an attack left does not look at all that a long test run holds
        self._open.callback(gc.unfreeze)
        self.root = folder / "course"
        self.host = folder / "host"
        self._daemon = DAEMON + secrets.token_hex(4).encode()  # others may attack on this machine too
        self.markers = {mark: f"canary_{secrets.token_hex(12)}" for mark in MARKS}
        self._plant(runtime)
        self._listeners = [
            self._listener(socket.AF_INET, ("127.0.0.1", 0)),
            self._listener(socket.AF_UNIX, f"\0canary-{secrets.token_hex(8)}"),
            self._listener(socket.AF_UNIX, str(folder / "socket")),
        ]
        self.known = {
            "COURSE": str(self.root),
            "HOST": str(self.host),
            "PORT": str(self._listeners[0].getsockname()[1]),
            "ABSTRACT": self._listeners[1].getsockname()[1:].decode(),
            "SOCKET": str(folder / "socket"),
            "EXAMINER": str(os.getpid()),
        }
        course = load(self.root / "grading.yml")
        self.build: Build = build(course, assignment)
        os.environ["CANARY"] = self.markers["environment"]
        self.examiner = Examiner(self.build.assignment, course.assignment(assignment), choose(sandbox))
        self._open.callback(self.examiner.close)
        self._roots = {os.getpid(), _other_end(self.examiner._zygote._control)}
        self._known_results: dict[bytes, GradingResult] = {}
        assert self.honest().score > 0  # also wakes the reference, which is one of our processes
        self.examiner._zygote.await_forks()  # the next candidate was ordered, and may not be there yet
        self._children = _below(self._roots)

    def _plant(self, runtime: str) -> None:
        shutil.copytree(HERE.parent / "mini", self.root)
        shutil.copytree(HERE / "course", self.root, dirs_exist_ok=True)
        for master in self.root.glob("solutions/*/master.py"):
            text = master.read_text().replace("    from autograder import checks\n", self._in_test())
            text = text.replace("NO PROMPT\n", f"NO PROMPT\n    secret = '{self.markers['solution']}'\n")
            assert all(text.count(self.markers[mark]) for mark in ("hidden_test", "solution"))
            master.write_text(text)
            heldout = master.parent / "heldout"
            np.savez(heldout / "secret.npz", marker=np.array([self.markers["heldout"].encode()]))
        wrong = self.root / "solutions" / "mini" / "submissions" / "wrong_answer" / "squares.py"
        wrong.write_text(wrong.read_text() + f"# {self.markers['wrong_answer']}\n")
        (self.root / "handed in").mkdir()
        (self.root / "handed in" / "ben.ipynb").write_text(self.markers["other_student"])
        (self.root / ".autograder").mkdir()
        with sqlite3.connect(self.root / ".autograder" / "gradebook.db") as gradebook:
            gradebook.execute(f"create table {self.markers['gradebook']} (grade)")
        (self.root / "grading.yml").write_text(SETTINGS.format(runtime=runtime))
        self.host.mkdir()
        (self.host / "keep.txt").write_text("as it was")

    def _in_test(self) -> str:
        return f"    from autograder import checks\n    hidden = '{self.markers['hidden_test']}'\n"

    def _listener(self, family: socket.AddressFamily, address: Any) -> socket.socket:
        """A server of the grader's machine that nobody may talk to."""
        server = self._open.enter_context(socket.socket(family))
        server.bind(address)
        server.listen()
        server.setblocking(False)
        return server

    def close(self) -> None:
        self._open.close()
        os.environ.pop("CANARY", None)

    def grade(self, notebook: bytes) -> GradingResult:
        """Grade a notebook made from the reference, without the reference's mark, which no student has."""
        notebook = notebook.replace(self.markers["solution"].encode(), b"nothing")
        return self.examiner.grade(notebook.replace(DAEMON, self._daemon))

    def honest(self) -> GradingResult:
        """What a student gets who did all right."""
        return self.grade(nbformat.writes(self.build.notebook()).encode())

    def worth(self, notebook: bytes) -> dict[str, float]:
        """The points of an honest notebook by question; graded once."""
        if notebook not in self._known_results:
            self._known_results[notebook] = self.grade(notebook)
        return {question.name: question.score for question in self._known_results[notebook].questions}

    def state(self) -> dict[str, Any]:
        """All that an attack must not change."""
        gc.collect()  # closes what nobody holds any more
        return {
            "files": {
                str(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for folder in (self.root, self.host)
                for path in folder.rglob("*")
                if path.is_file()
            },
            "folders": sorted(str(path) for path in self.root.parent.rglob("*")),
            "here": (os.getpid(), os.getppid(), str(Path.cwd()), dict(os.environ)),
            "builtins": {name: id(value) for name, value in vars(builtins).items() if name != "_"},
            "path": list(sys.path),
            "threads": threading.active_count(),
            "descriptors": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
        }

    def called(self) -> list[str]:
        """Who of the grader's servers was talked to."""
        found = []
        for server in self._listeners:
            try:
                server.accept()[0].close()
            except BlockingIOError:
                continue
            found.append(str(server.getsockname()))
        return found

    def leftovers(self, patience: float = 20.0) -> set[int]:
        """Processes that should be dead by now: below ours, or this attack's anywhere on the machine."""
        deadline = time.monotonic() + patience
        while left := (_below(self._roots) - self._children_now()) | _named(self._daemon):
            if time.monotonic() > deadline:
                return left
            time.sleep(0.01)
        return set()

    def _children_now(self) -> set[int]:
        """The zygote and what belongs to it; the reference may have been started anew."""
        living = _below(self._roots)
        return living if len(living) <= len(self._children) else self._children

    def leaked(self, result: GradingResult) -> list[str]:
        """Markers that the result holds: something hidden was read."""
        said = msgspec.json.encode(result).decode()
        return [mark for mark, text in self.markers.items() if text in said]


def said_of(result: GradingResult) -> str:
    """All that the result tells a person, but for what the student wrote."""
    texts = [*map(str, [result.message, *result.changes])]
    for question in result.questions:
        texts += [question.full, f"{question.name}: {question.verdict}"]
        texts += [test.full for test in question.tests]
    return "\n".join(texts)


def visible(result: GradingResult) -> Iterator[str]:
    """Every text that a student may read, now or when grades are published, in whatever language."""
    waiting: list[Any] = [gradescope(result, translations(language)) for language in languages()]
    for content in waiting:
        content["tests"] = [test for test in content["tests"] if test["visibility"] != "hidden"]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            waiting += value
        else:
            yield str(value)


def strange_modules() -> list[str]:
    """Modules of this process that come from neither Python, nor its packages, nor this project."""
    homes = (sys.prefix, sys.base_prefix, str(Path(autograder.__file__).parent), str(HERE.parent))
    return [
        name
        for name, module in list(sys.modules.items())
        if "canary" in name.replace("test_canary", "")
        or (
            (file := getattr(module, "__file__", None))
            and Path(file).is_absolute()  # torch.ops and torch.classes have made-up ones
            and not str(file).startswith(homes)
        )
    ]


def _other_end(control: socket.socket) -> int:
    """The process at the other end of a zygote's socket: one in a container is not below this one."""
    size = struct.calcsize("3i")
    return struct.unpack("3i", control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[0]


def _below(roots: set[int]) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended
                continue
            if stat[0] != "Z":
                parents[int(entry.name)] = int(stat[1])
    found: set[int] = set()
    while more := {pid for pid, parent in parents.items() if parent in found | roots} - found:
        found |= more
    return found


def _named(word: bytes) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if word in (entry / "cmdline").read_bytes():
                    found.add(int(entry.name))
            except OSError:
                continue
    return found
