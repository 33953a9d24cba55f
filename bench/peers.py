"""Otter and nbgrader as an instructor calls them on the mini course, behind walls that are ours.

Both run the student's code in the process of its tests. So each run has a fresh copy of its folder and a
bubblewrap of its own: no network, nothing of this machine but Python and its packages.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import nbformat

from autograder.assignment.build import Build
from autograder.cli.errors import BadNews
from bench.contestants import nbgrader_cell, notebook_of
from tests.redteam.attacks import Attack

LIMIT_SECONDS = 60
MEMORY_BYTES = 4 << 30
PROCESSES = 512
FILE_BYTES = 256 << 20
TRACE = "HOLE{6*7}"  # in an f-string; only a payload that ran this far says the number
SEARCHES = ("read-tests/files", "read-tests/own_memory")  # also find their own words: the canary is the proof

# The mini course's tests, in words that need nothing of this project.
TESTS = {
    "q1": (
        3.0,
        "double",
        "assert double(2) == 4",
        "x = np.random.default_rng().normal(size=(3, 4))\nnp.testing.assert_allclose(double(x), 2 * x)",
    ),
    "q2": (
        2.0,
        "shifted",
        "assert shifted(0) == 10",
        "x = np.random.default_rng().normal(size=(3, 4))\nnp.testing.assert_allclose(shifted(x), x + 10)",
    ),
}
NOT_FOUND: dict[str, str] = {"PORT": "9", "ABSTRACT": "none", "SOCKET": "/nowhere", "EXAMINER": "1"}


class Outcome(NamedTuple):
    """What one grader made of one notebook.

    Attributes:
        score: points of all questions; None where there is no grade.
        reached: a payload said that it saw or touched what it should not.
        changed: files of the grader's that are not as they were.
    """

    score: float | None
    reached: bool
    changed: list[str]


class Peer:
    """A grader that is prepared once, in ``folder``, and copied for each notebook."""

    def __init__(self, folder: Path, build: Build) -> None:
        self._prepared, self._build = folder, build
        self.canary = f"canary_{secrets.token_hex(12)}"
        (folder / "course").mkdir(parents=True)
        (folder / "host").mkdir()
        (folder / "host" / "keep.txt").write_text("as it was", encoding="utf-8")
        (folder / "course" / "canary.txt").write_text(self.canary, encoding="utf-8")
        (folder / "course" / "handed in").mkdir()
        (folder / "course" / "handed in" / "ben.ipynb").write_text(self.canary, encoding="utf-8")
        self.prepare(folder)

    def prepare(self, work: Path) -> None:
        """Make the course in ``work``, tests and all."""
        raise NotImplementedError

    def hand_in(self, attack: Attack, honest: bool, work: Path) -> None:
        """Put the notebook where the grader looks for it."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """What grades it, run in the folder of the course."""
        raise NotImplementedError

    def score(self, work: Path) -> float | None:
        """What the grader wrote down."""
        raise NotImplementedError

    def grade(self, attack: Attack, honest: bool) -> Outcome:
        """Grade the attack, or the honest wrong answer below it."""
        with tempfile.TemporaryDirectory(prefix="peer-", dir="/var/tmp") as parent:
            work = Path(parent) / "work"
            shutil.copytree(self._prepared, work)
            self.hand_in(attack, honest, work)
            before = _hashes(work)
            said = _walled(work, self.command())
            now = _hashes(work)
            changed = sorted(path for path in before if now.get(path) != before[path])
            changed += sorted(
                str(path.relative_to(work)) for path in (work / "host").rglob("*") if path.name != "keep.txt"
            )
            written = (
                path.read_bytes() for path in work.rglob("*") if path.is_file() and not path.is_symlink()
            )
            proof = self.canary[:20].encode() if attack.name in SEARCHES else b""
            reached = any(re.search(rb"HOLE42[^\n]*" + proof, text) for text in (said, *written))
            return Outcome(self.score(work), reached, [path for path in changed if self.is_precious(path)])

    def is_precious(self, path: str) -> bool:
        """Whether the grader itself leaves the file alone."""
        return "gradebook.db" not in path

    def known(self, work: Path) -> dict[str, str]:
        return {**NOT_FOUND, "COURSE": str(work / "course"), "HOST": str(work / "host")}

    def traced(self, text: str) -> str:
        """The same payload; where it says that it found a hole, that cannot be its mere source."""
        text = text.replace('RuntimeError("HOLE', 'RuntimeError(f"HOLE')
        return re.sub(r'RuntimeError\(f"HOLE', f'RuntimeError(f"{TRACE}', text)


class Otter(Peer):
    """`otter run` with the autograder zip of `otter generate`."""

    def prepare(self, work: Path) -> None:
        tests = work / "course" / "tests"
        tests.mkdir()
        for name, (points, function, public, hidden) in TESTS.items():
            secret = f"hidden = '{self.canary}'\nimport numpy as np\n{hidden}".replace("\n", "\n    ")
            (tests / f"{name}.py").write_text(
                f"from otter.test_files import test_case\n\nOK_FORMAT = False\n\nname = {name!r}\n"
                f"points = {points}\n\n\n@test_case(points=None, hidden=False)\n"
                f"def test_{function}_public({function}):\n    {public}\n\n\n"
                f"@test_case(points=None, hidden=True)\ndef test_{function}_of_anything({function}):\n"
                f"    {secret}\n",
                encoding="utf-8",
            )
        _walled(work, ["otter", "generate", "-t", "tests", "--no-requirements", "--no-environment"])
        if not (work / "course" / "autograder.zip").exists():
            raise BadNews("`otter generate` made no autograder.zip")

    def hand_in(self, attack: Attack, honest: bool, work: Path) -> None:
        data = attack.honest(self._build) if honest else attack.notebook(self._build, self.known(work))
        notebook = nbformat.reads(data.decode(), as_version=4)
        for cell in notebook.cells:
            cell.source = self.traced(re.sub(r"canary_[0-9a-f]{24}", "nothing", cell.source))
        nbformat.write(notebook, work / "course" / "submission.ipynb")

    def command(self) -> list[str]:
        return ["otter", "run", "submission.ipynb", "-a", "autograder.zip", "-o", ".", "--no-logo", "-p"]

    def score(self, work: Path) -> float | None:
        try:
            tests = json.loads((work / "course" / "results.json").read_text(encoding="utf-8"))["tests"]
            scores = [float(test["score"]) for test in tests if "score" in test]
        except (OSError, ValueError, KeyError, TypeError):  # a payload may have written it
            return None
        return sum(scores) if scores else None


class Nbgrader(Peer):
    """`nbgrader autograde` after `nbgrader generate_assignment`, one test in a cell."""

    def prepare(self, work: Path) -> None:
        course = work / "course"
        (course / "nbgrader_config.py").write_text(
            'c = get_config()\nc.CourseDirectory.course_id = "mini"\nc.CourseDirectory.root = "."\n',
            encoding="utf-8",
        )
        source = course / "source" / "mini" / "mini.ipynb"
        source.parent.mkdir(parents=True)
        nbformat.write(self._source(), source)
        said = _walled(work, ["nbgrader", "generate_assignment", "mini"])
        if not self._release(work).exists():
            raise BadNews(f"`nbgrader generate_assignment` failed: {said.decode(errors='replace')[-500:]}")

    def _release(self, work: Path) -> Path:
        return work / "course" / "release" / "mini" / "mini.ipynb"

    def _source(self) -> nbformat.NotebookNode:
        cells = [nbformat.v4.new_code_cell(source) for source in ("import numpy as np", "offset = 10.0")]
        for name, (points, function, public, hidden) in TESTS.items():
            answer = f"def {function}(x):\n    ### BEGIN SOLUTION\n    return None\n    ### END SOLUTION"
            secret = f"### BEGIN HIDDEN TESTS\nimport numpy as np\nhidden = '{self.canary}'\n{hidden}\n"
            cells.append(nbgrader_cell(answer, name, solution=True))
            cells.append(nbgrader_cell(public, f"{name}_public", points / 2))
            cells.append(nbgrader_cell(f"{secret}### END HIDDEN TESTS", f"{name}_hidden", points / 2))
        return notebook_of(cells)

    def hand_in(self, attack: Attack, honest: bool, work: Path) -> None:
        notebook = nbformat.read(self._release(work), as_version=4)
        reference = {"q1": ["def double(x):\n    return np.asarray(x) * 2"]}
        reference["q2"] = ["def shifted(x):\n    return np.asarray(x) + offset"]
        answers = reference | attack.wrong | ({} if honest else attack.instead)
        cells = []
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name not in TESTS:
                cells.append(cell)
                continue
            cell.source = "\n\n".join(answers[name])
            before, after = ([], []) if honest else (attack.before.get(name, []), attack.after.get(name, []))
            cells += [*map(nbformat.v4.new_code_cell, before), cell]
            cells += map(nbformat.v4.new_code_cell, after)
        notebook.cells = cells
        known = self.known(work)
        for cell in notebook.cells:
            cell.source = self.traced(re.sub("<<([A-Z]+)>>", lambda found: known[found[1]], cell.source))
        path = work / "course" / "submitted" / "mallory" / "mini" / "mini.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)

    def command(self) -> list[str]:
        return ["nbgrader", "autograde", "mini", "--student", "mallory"]

    def score(self, work: Path) -> float | None:
        """The automatic points in the gradebook; None where the submission was not graded to its end."""
        if not (work / "course" / "autograded" / "mallory" / "mini" / "mini.ipynb").exists():
            return None
        path = work / "course" / "gradebook.db"
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book:
                (score,) = book.execute(
                    "select sum(coalesce(manual_score, auto_score)) from grade"
                ).fetchone()
        except sqlite3.Error:  # a payload may have broken it
            return None
        return None if score is None else float(score)


def _hashes(work: Path) -> dict[str, str]:
    return {
        str(path.relative_to(work)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in work.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _walled(work: Path, command: list[str]) -> bytes:
    """Run ``command`` of this Python in the course below ``work`` and return what it printed."""
    python = Path(sys.prefix)
    walls = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for folder in ("/usr", "/etc", "/bin", "/lib", "/lib64", sys.base_prefix, str(python)):
        walls += ["--ro-bind-try", folder, folder]
    walls += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/tmp/home"]
    walls += ["--bind", str(work), str(work), "--chdir", str(work / "course"), "--clearenv"]
    environment = {"HOME": "/tmp/home", "PATH": f"{python}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    environment |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    for name, value in environment.items():
        walls += ["--setenv", name, value]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*walls, str(python / "bin" / command[0]), *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_limits,
        )
        try:
            process.wait(LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()  # its process namespace ends with it
            process.wait()
        output.seek(0)
        return output.read(1 << 24)
