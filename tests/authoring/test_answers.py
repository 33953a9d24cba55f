"""Catalogued answers are read as they are meant, and a mistake in one is told with its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import AuthoringError
from autograder.authoring.answers import Answer, answers

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
            "its front matter is wrong: Object contains unknown field `misconception`",
        ),
        (
            "wrong_answer",
            RIGHT + CELL,
            "its front matter is wrong: Object contains unknown field `about`",
        ),
        ("wrong_answer", WRONG.replace("feedback", "feedbak") + CELL, "unknown field `feedbak`"),
        (
            "wrong_answer",
            WRONG.replace("{q1: 1.5, q2: 2}", "{q1: much}") + CELL,
            "Expected `float`, got `str`",
        ),
        ("wrong_answer", WRONG.replace("{q1: 1.5, q2: 2}", "{q1: [") + CELL, "its front matter is wrong"),
        (
            "wrong_answer",
            WRONG.replace("{q1: 1.5, q2: 2}", "{}") + CELL,
            "must name the questions that it loses",
        ),
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
