"""The catalogue of what wrong answers give, as ``autograder diagnose`` writes it and an examiner reads it."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.errors import ExaminerError
from autograder.examiner.alignment.align import align
from autograder.examiner.misconceptions.meaning import meaning, meaning_of_tests
from autograder.examiner.misconceptions.transcript import Seconds, Transcript
from autograder.notebook import sets_up
from autograder.runtimes import NUMBERS_FROM

FORMAT = 2  # of what is recorded; another number makes every catalogue out of date


class Wrong(msgspec.Struct, frozen=True):
    """A wrong answer in a question that it loses points in.

    Attributes:
        cells: question to the source of its cells: those of this question, else all that it changes.
    """

    misconception: str
    feedback: str
    cells: dict[str, str]
    cases: Transcript


class Known(msgspec.Struct, frozen=True):
    """What is known of one question.

    Attributes:
        made_of: hash of what the transcripts were made with; see ``made_of``.
        reference: what the reference gives.
        open_cases: test cases in which right answers do not all give the same, for example after training.
        wrong: by the name of the answer.
        seconds: that each test case takes with the reference.
    """

    made_of: str
    reference: Transcript
    open_cases: list[str]
    wrong: dict[str, Wrong]
    seconds: Seconds = {}


class Catalogue(msgspec.Struct, frozen=True):
    """``diagnosis.json``: the secret seed and what is known, by question.

    Attributes:
        seconds: that grading the reference takes.
    """

    seed: str
    questions: dict[str, Known] = {}
    seconds: float = 0.0


def read(path: str) -> Catalogue | None:
    """The catalogue in a file; None if there is no file.

    Raises:
        ExaminerError: it holds no catalogue.
    """
    if not path or not Path(path).exists():
        return None
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=Catalogue)
    except msgspec.MsgspecError as error:
        raise ExaminerError(f"{path} holds no diagnosis ({error})") from error


def made_of(assignment: Assignment) -> dict[str, str]:
    """By question, a hash of what decides what answers to it give: tests, reference, versions of packages.

    Layout, comments, names of test cases and the cell that sets the notebook up decide nothing.
    """
    tests = {question.name: question.test_source for question in assignment.questions if not question.manual}
    versions = [
        importlib.metadata.version(name).partition(".")[0] for name in NUMBERS_FROM[assignment.runtime]
    ]
    hashes, cells = {}, []
    for step in align(assignment.released, assignment.reference, assignment.questions).steps:
        if not sets_up(step.source):
            cells.append(meaning(step.source))
        for question in tests.keys() & set(step.ends):
            deciding = msgspec.json.encode([FORMAT, meaning_of_tests(tests[question]), cells, versions])
            hashes[question] = hashlib.sha256(deciding).hexdigest()[:32]
    return hashes


def usable(assignment: Assignment, path: str) -> Catalogue:
    """The catalogue without the questions that changed since it was made; empty if it cannot be read."""
    try:
        catalogue = read(path) or Catalogue("")
    except ExaminerError:
        return Catalogue("")
    if not catalogue.questions:
        return catalogue
    hashes = made_of(assignment)
    current = {
        name: known for name, known in catalogue.questions.items() if known.made_of == hashes.get(name)
    }
    return msgspec.structs.replace(catalogue, questions=current)


def complaint(assignment: Assignment, path: str) -> str:
    """What keeps students from being told their misconceptions, in a sentence; empty if nothing does."""
    renew = f"`autograder diagnose {assignment.name}` renews it."
    try:
        catalogue = read(path)
    except ExaminerError as error:
        return f"No misconception is named: {error}; {renew}"
    current = usable(assignment, path).questions
    old = [name for name in catalogue.questions if name not in current] if catalogue else []
    if not old:
        return ""
    return (
        f"No misconception is named in {', '.join(old)} of {assignment.name}, "
        f"which changed after the catalogue was made: {renew}"
    )
