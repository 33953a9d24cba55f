"""The catalogued answers of an assignment: accepted ones, and wrong ones, each with its misconception."""

from __future__ import annotations

from pathlib import Path

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from autograder.authoring import AuthoringError, percent


class Answer(msgspec.Struct, frozen=True):
    """A catalogued answer.

    Attributes:
        name: the file's stem.
        accepted: it must get full marks; a wrong one must lose what ``loses`` says, and nothing else.
        cells: question to the cells that replace the reference's.
        about: what is special in an accepted answer, or the misconception of a wrong one.
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


class _Wrong(msgspec.Struct, forbid_unknown_fields=True):
    misconception: str
    loses: dict[str, float]
    feedback: str


class _Accepted(msgspec.Struct, forbid_unknown_fields=True):
    about: str


def answers(folder: Path) -> list[Answer]:
    """The answers below ``solutions/<name>/submissions``: accepted ones first, each kind by name.

    Raises:
        AuthoringError: a file is not as it must be.
    """
    accepted = sorted((folder / "submissions" / "accepted").glob("*.py"))
    wrong = sorted((folder / "submissions" / "wrong_answer").glob("*.py"))
    return [_read(path, True) for path in accepted] + [_read(path, False) for path in wrong]


def _read(path: Path, accepted: bool) -> Answer:
    notebook = percent.read(path)
    if not notebook.cells or notebook.cells[0].cell_type != "raw":
        raise AuthoringError(f"{path}: expected a YAML front matter between two lines `# ---` at the top")
    try:
        front = YAML(typ="safe").load(notebook.cells[0].source.strip().strip("-"))
        kind: type[_Accepted | _Wrong] = _Accepted if accepted else _Wrong
        head = msgspec.convert(front, kind)
    except (YAMLError, msgspec.ValidationError) as error:
        raise AuthoringError(f"{path}: its front matter is wrong: {error}") from error
    cells: dict[str, list[str]] = {}
    for cell in notebook.cells[1:]:
        question = cell.metadata.get("question")
        if cell.cell_type != "code" or not isinstance(question, str):
            raise AuthoringError(
                f'{path}: every cell must be code and name its question: `# %% question="q1"`'
            )
        cells.setdefault(question, []).append(cell.source)
    if isinstance(head, _Accepted):
        return Answer(path.stem, True, cells, head.about)
    if not head.loses:
        raise AuthoringError(f"{path}: a wrong answer must name the questions that it loses points in")
    return Answer(path.stem, False, cells, head.misconception, head.loses, head.feedback)
