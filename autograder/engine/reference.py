"""The reference, graded before a class: what fails its own tests today must cost no student a point."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.course.course import Course
from autograder.engine.pool import EngineError
from autograder.examiner.versions import versions
from autograder.message import Message
from autograder.notebook import as_file
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.submission import Submission

REFERENCE = Student.named("the reference solution")
CLOSE = 1e-6  # points


class Reference:
    """The reference of ``assignment`` as a submission that comes first in its class.

    That it passed is kept below the course's workspace, under a hash of the tests and of all versions.

    Args:
        walls: the sandbox and the device that it is graded with.

    Attributes:
        passed: it passed with these tests and versions before.
    """

    def __init__(self, course: Course, assignment: Assignment, walls: str) -> None:
        self._course = course
        self._assignment = assignment
        inputs = msgspec.json.encode([assignment.hash, versions(), walls], order="deterministic")
        key = hashlib.sha256(inputs).hexdigest()[:16]
        self._kept = course.workspace / "reference" / f"{assignment.name}-{key}"
        self._notebook = Path(f"{self._kept}.ipynb")
        self.passed = self._kept.exists()

    def submission(self) -> Submission:
        """What to grade."""
        path = self._notebook
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_file(self._assignment.reference))
        return Submission(REFERENCE, str(path), path=path)

    def judge(self, result: GradingResult) -> None:
        """Keep that it passed.

        Raises:
            EngineError: it did not; the text names the first test case that it fails.
        """
        self._notebook.unlink(missing_ok=True)
        if complaint := self._complaint(result):
            name = self._assignment.name
            raise EngineError(
                f"Nobody of {name} was graded, since the reference does not pass its own tests: {complaint} "
                f"Mend the test or the solution, and see with `autograder verify {name}` that they agree."
            )
        self._kept.touch()
        self.passed = True

    def _complaint(self, result: GradingResult) -> str:
        if result.status is not Status.GRADED:
            message = located(self._course, result).message
            return str(_mistake(message) or message)
        for question in result.questions:
            for test in question.tests:
                if not test.passed:
                    failure = test.full or question.full or "It fails."
                    return f"{place(self._course, result.assignment, question.name, test.name)}: {failure}"
        if result.score < result.possible - CLOSE:
            return f"it gets {result.score:g} of {result.possible:g} points."
        return ""


def located(course: Course, result: GradingResult) -> GradingResult:
    """``result``; if it tells of a test's own mistake, with the place in the master."""
    message, mistake = result.message, _mistake(result.message)
    if isinstance(message, str) or mistake is None or not mistake.values.get("case"):
        return result
    question, case = (str(mistake.values[name]) for name in ("question", "case"))
    location = place(course, result.assignment, question, case)
    mistake = Message("It is {place}: {why}.", {"place": location, "why": mistake.values["why"]})
    message = msgspec.structs.replace(message, values={"mistake": mistake})
    return msgspec.structs.replace(result, message=message)


def _mistake(message: Message | str) -> Message | None:
    """A test's own mistake, in the message of a submission that was not graded because of it."""
    mistake = message.values.get("mistake") if isinstance(message, Message) else None
    return mistake if isinstance(mistake, Message) else None


def place(course: Course, assignment: str, question: str, case: str) -> str:
    """Where a test case is in the master, for people."""
    path = course.solutions(assignment) / "master.py"
    line = line_of(path, question, case)
    return f"{case} of {question} ({path.relative_to(course.root)}{f', line {line}' if line else ''})"


def line_of(master: Path, question: str, case: str) -> int:
    """The line of the master at which the function of a test case begins, or 0."""
    if not master.is_file():
        return 0
    current = ""
    for number, line in enumerate(master.read_text(encoding="utf-8").splitlines(), 1):
        if match := re.match(r"#\s*name:\s*(\S+)", line):
            current = match[1]
        elif current == question and re.match(rf"def\s+{re.escape(case)}\b", line):
            return number
    return 0
