"""What a student may read holds nothing of what student code says once it was called with hidden inputs.

In each assignment of this repository, everything that the reference's answers define is put behind a speaker.
It behaves until a hidden test begins; from then on it says a mark, and what it was called with, through every
channel there is. The mark stands for all that is hidden: whoever can say the mark can say the inputs.
"""

from __future__ import annotations

import contextlib
from typing import Any

import nbformat
import pytest
from places import ROOT
from target import visible

from autograder.assignment.build import Build, build
from autograder.assignment.master.master import question_of
from autograder.course.course import load
from autograder.examiner.alignment.source import bound
from autograder.examiner.examiner import Examiner
from autograder.examiner.misconceptions.draws import Draws
from autograder.examiner.session.session import Session, SessionError
from autograder.examiner.testing import Examined
from autograder.results import GradingResult, Status
from autograder.sandbox.choice import choose
from autograder.student import Student

NAMES = sorted(load(ROOT / "grading.yml").assignments)
MARK = "canarysays"
SPEAKER = """
import builtins, os, sys, warnings

_mark = "".join(map(chr, {codes}))


def _exposed():
    return getattr(builtins, "EXPOSED", False)


def _speak(*said):
    builtins.SPOKEN = getattr(builtins, "SPOKEN", 0) + 1
    said = f"{{_mark}} {{str(said)[:200]}}"
    print(said)
    print(said, file=sys.stderr)
    warnings.warn(said)
    kind = type(_mark, (Exception,), {{}})
    ways = [
        lambda: ValueError(said),
        lambda: kind(said),
        lambda: NameError(f"name '{{_mark}}' is not defined"),
        lambda: type(_mark, (), {{}})(),
        lambda: said,
        lambda: ModuleNotFoundError(f"No module named '{{_mark}}'"),
        lambda: {{_mark: [said]}},
        lambda: RuntimeError(f"Traceback (most recent call last):\\\\n{{said}}"),
        lambda: AttributeError(said),
    ]
    found = ways[builtins.SPOKEN % len(ways)]()
    if isinstance(found, Exception):
        raise found
    return found


class _Speaker:
    def __init__(self, target):
        self._target = target

    def __call__(self, *args, **kwargs):
        return _speak(args, kwargs) if _exposed() else self._target(*args, **kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _speak(name) if _exposed() else getattr(self._target, name)
"""
BEHIND = """
for _name in {names}:
    if callable(globals().get(_name)):
        globals()[_name] = _Speaker(globals()[_name])
"""
BEFORE = [
    "if _exposed():\n    raise ValueError(_mark)",
    "if _exposed():\n    raise type(_mark, (Exception,), {})(_mark)",
    "if _exposed():\n    get_ipython().tell(_mark)\n    !echo {_mark}; exit 3",
    "if _exposed():\n    print('Traceback (most recent call last)', _mark)",
    "if _exposed():\n    raise NameError(f'name {_mark!r} is not defined')",
    "if _exposed():\n    raise ModuleNotFoundError(f'No module named {_mark!r}')",
    "if _exposed():\n    os._exit(len(_mark))",
]


class Watched(Examiner):
    """Lets a candidate know that a hidden test begins, which no student's code is told."""

    def _examine(
        self, seed: str, runs: dict[str, Examined], question: str, session: Session, exposed: bool
    ) -> Any:
        file = self._test_files.get(question)
        hidden = {case.name for case in file.test_cases if case.hidden} if file else set()
        begin = Draws.begin

        def told(draws: Draws, case: str) -> int:
            if case in hidden:
                with contextlib.suppress(SessionError):
                    session.run("import builtins; builtins.EXPOSED = True", 0)
            return begin(draws, case)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Draws, "begin", told)
            return super()._examine(seed, runs, question, session, exposed)


def hostile(made: Build) -> bytes:
    """The reference, with a speaker before all that it answers and cells that speak before each answer."""
    notebook = made.notebook()
    cells: list[nbformat.NotebookNode] = [
        nbformat.v4.new_code_cell(SPEAKER.format(codes=[ord(letter) for letter in MARK]))
    ]
    ways = iter(BEFORE * len(notebook.cells))
    for cell in notebook.cells:
        answers = cell.cell_type == "code" and question_of(cell.id) and "grader.check" not in cell.source
        if answers:
            cells.append(nbformat.v4.new_code_cell(next(ways)))
        cells.append(cell)
        if answers:
            cells.append(nbformat.v4.new_code_cell(BEHIND.format(names=sorted(bound(cell.source)))))
    notebook.cells = cells
    return nbformat.writes(notebook).encode()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_is_hidden_reaches_what_a_student_may_read(name: str) -> None:
    course = load(ROOT / "grading.yml")
    made = build(course, name)
    with contextlib.closing(
        Watched(made.assignment, course.assignment(name), choose("namespaces"))
    ) as examiner:
        result = examiner.grade(hostile(made))
    assert result.status is Status.GRADED, result.message
    assert [text for text in visible(result) if MARK in text] == []
    spoken = [test.full for question in result.questions for test in question.tests if test.hidden]
    assert any(MARK in text for text in spoken), "the speaker was never heard"
    assert any(MARK in trouble.full for trouble in result.troubles) or len(result.questions) == 1


def test_how_long_and_when_is_not_told() -> None:
    """Student code decides it, so it could carry something hidden bit by bit."""
    result = GradingResult(student=Student.named("a"), assignment="b", status=Status.GRADED, seconds=31.4)
    assert not [text for text in visible(result) if "31.4" in text]
    assert {"execution_time", "graded_at"}.isdisjoint(visible(result))
