"""The known answers of an assignment: accepted ones, and wrong ones, each with its misconception."""

from __future__ import annotations

from pathlib import Path

import msgspec
from pydantic import Field

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master import percent
from autograder.assignment.master.question_settings import Points
from autograder.course.fields import Text
from autograder.course.plain_yaml import PlainYamlError
from autograder.course.yaml_tables import Table, read


class Answer(msgspec.Struct, frozen=True):
    """A known answer.

    Attributes:
        name: the file's stem.
        accepted: it must get full marks; a wrong one must lose what ``loses`` says, and nothing else.
        cells: question to the cells that replace the reference's.
        about: what is special about an accepted answer, or the misconception of a wrong one.
        loses: question to points lost.
        feedback: what to tell a student who answered like this.
    """

    name: str
    accepted: bool
    cells: dict[str, list[str]]
    about: str
    loses: dict[str, float] = {}
    feedback: str = ""


REFERENCE_ANSWER = Answer("reference", True, {}, "")


class _Wrong(Table):
    misconception: Text = Field(description="why the answer is wrong, in a sentence")
    loses: dict[str, Points] = Field(description="the points that it loses by question, such as {q1: 1}")
    feedback: Text = Field(description="what to tell a student who answered like this")


class _Accepted(Table):
    about: Text = Field(description="what is special in the answer, in a sentence")


def answers(folder: Path) -> list[Answer]:
    """The answers in ``submissions`` of the folder: accepted ones first, each kind by name.

    Args:
        folder: ``solutions/<name>``.

    Raises:
        AuthoringError: there is a mistake in a file, or nothing reads it.
    """
    submissions = folder / "submissions"
    accepted, wrong_answers = (
        sorted((submissions / kind).glob("*.py")) for kind in ("accepted", "wrong_answer")
    )
    paths = [*accepted, *wrong_answers]
    for path in sorted(submissions.rglob("*")):
        hidden = path.name.startswith(".") or "__pycache__" in path.parts
        if path.is_file() and path not in paths and not hidden:
            raise AuthoringError(
                f"{path}: nothing reads this file: known answers are .py files in submissions/accepted/ and "
                "submissions/wrong_answer/"
            )
    names = {"reference", "untouched notebook"}
    for path in paths:
        if path.stem in names:
            raise AuthoringError(f"{path}: another known answer is called {path.stem}: rename one")
        names.add(path.stem)
    return [_read(path, True) for path in accepted] + [_read(path, False) for path in wrong_answers]


def _read(path: Path, accepted: bool) -> Answer:
    notebook = percent.read(path)
    if not notebook.cells or notebook.cells[0].cell_type != "raw":
        raise AuthoringError(f"{path}: expected a YAML front matter between two lines `# ---` at the top")
    front = notebook.cells[0].source.strip().strip("-").removeprefix("\n")
    kind: type[_Accepted | _Wrong] = _Accepted if accepted else _Wrong
    try:
        head = read(kind, front, str(path), 2)
    except PlainYamlError as error:
        raise AuthoringError(str(error)) from None
    cells: dict[str, list[str]] = {}
    for cell in notebook.cells[1:]:
        question = cell.metadata.get("question")
        if cell.cell_type != "code" or not isinstance(question, str):
            raise AuthoringError(
                f'{path}: every cell must be code and name its question: `# %% question="q1"`'
            )
        cells.setdefault(question, []).append(cell.source)
    if not cells:
        raise AuthoringError(f'{path}: it answers nothing: add a cell `# %% question="q1"`')
    if isinstance(head, _Accepted):
        return Answer(path.stem, True, cells, head.about)
    if not any(head.loses.values()):
        raise AuthoringError(f"{path}: a wrong answer must name in `loses` the points that it loses")
    return Answer(path.stem, False, cells, head.misconception, dict(head.loses), head.feedback)
