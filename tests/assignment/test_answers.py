"""Catalogued answers are read as they are meant, and a mistake in one is told with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assignment.answers import Answer, answers
from autograder.assignment.errors import AuthoringError

RIGHT = "# ---\n# about: one loop\n# ---\n"
WRONG = "# ---\n# misconception: Too many.\n# loses: {q1: 1.5, q2: 2}\n# feedback: Count again.\n# ---\n"
CELL = '# %% question="q1"\nx = 1\n'


def write(folder: Path, kind: str, name: str, text: str) -> None:
    path = folder / "submissions" / kind / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_answers_are_read_accepted_ones_first(tmp_path: Path) -> None:
    more = '\n# %% question="q1"\ny = 2\n\n# %% question="q2"\nz = 3\n'
    write(tmp_path, "wrong_answer", "a", WRONG + CELL + more)
    write(tmp_path, "accepted", "z", RIGHT + CELL)
    write(tmp_path, "accepted", "b", RIGHT + CELL)
    assert answers(tmp_path) == [
        Answer("b", True, {"q1": ["x = 1"]}, "one loop"),
        Answer("z", True, {"q1": ["x = 1"]}, "one loop"),
        Answer(
            "a",
            False,
            {"q1": ["x = 1", "y = 2"], "q2": ["z = 3"]},
            "Too many.",
            {"q1": 1.5, "q2": 2},
            "Count again.",
        ),
    ]


def test_no_answers_are_fine(tmp_path: Path) -> None:
    assert answers(tmp_path) == []


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("accepted", CELL, "expected a YAML front matter between two lines `# ---` at the top"),
        ("accepted", "", "expected a YAML front matter"),
        (
            "accepted",
            WRONG + CELL,
            'line 2, key "misconception": unknown key (expected one of: about)',
        ),
        (
            "wrong_answer",
            RIGHT + CELL,
            'line 2, key "about": unknown key (expected one of: misconception, loses, feedback)',
        ),
        (
            "wrong_answer",
            WRONG.replace("feedback", "feedbak") + CELL,
            'line 4, key "feedbak": unknown key, did you mean "feedback"?',
        ),
        (
            "wrong_answer",
            WRONG.replace("{q1: 1.5, q2: 2}", "{q1: much}") + CELL,
            'line 3, key "loses.q1": expected a number of points, 0 or more, got "much"',
        ),
        ("wrong_answer", WRONG.replace("{q1: 1.5, q2: 2}", "{q1: [") + CELL, "this is not YAML"),
        (
            "wrong_answer",
            WRONG.replace("{q1: 1.5, q2: 2}", "{}") + CELL,
            "must name in `loses` the points that it loses",
        ),
        (
            "wrong_answer",
            WRONG.replace("# loses: {q1: 1.5, q2: 2}\n", "") + CELL,
            'key "loses": expected this key (the points that it loses by question',
        ),
        ("wrong_answer", WRONG.replace("1.5, q2: 2", "0") + CELL, "must name in `loses` the points that it"),
        ("accepted", RIGHT, 'it answers nothing: add a cell `# %% question="q1"`'),
        ("accepted", RIGHT + "# %%\nx = 1\n", "every cell must be code and name its question"),
        ("accepted", RIGHT + "# %% [markdown]\n# text\n", "every cell must be code and name its question"),
    ],
)
def test_a_mistake_is_told_with_its_file(tmp_path: Path, kind: str, text: str, said: str) -> None:
    write(tmp_path, kind, "odd", text)
    with pytest.raises(AuthoringError) as raised:
        answers(tmp_path)
    assert said in str(raised.value)
    assert str(raised.value).startswith(str(tmp_path / "submissions" / kind / "odd.py"))


def test_files_that_nothing_reads_and_names_that_are_taken_are_told(tmp_path: Path) -> None:
    write(tmp_path, "wrong_answers", "odd", WRONG + CELL)
    with pytest.raises(AuthoringError, match=r"wrong_answers/odd.py: nothing reads this file"):
        answers(tmp_path)
    (tmp_path / "submissions" / "wrong_answers" / "odd.py").unlink()
    for kind, text in (("accepted", RIGHT), ("wrong_answer", WRONG)):
        write(tmp_path, kind, "same", text + CELL)
    with pytest.raises(AuthoringError, match="another known answer is called same: rename one"):
        answers(tmp_path)
    (tmp_path / "submissions" / "accepted" / "same.py").unlink()
    write(tmp_path, "accepted", "reference", RIGHT + CELL)
    with pytest.raises(AuthoringError, match="another known answer is called reference"):
        answers(tmp_path)
