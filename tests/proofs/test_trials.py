"""Gradings that are kept on disk."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assignment.errors import AuthoringError
from autograder.engine.events import Graded
from autograder.proofs.trials import CachedTrial, key, run
from autograder.results import GradingResult, Status
from autograder.submissions.submission import Submission


class Grader:
    """Grades notebooks by the number that is all their code; remembers whom."""

    def __init__(self, fails: str = "") -> None:
        self.graded: list[str] = []
        self._fails = fails

    def __call__(self, _: Any, __: Any, submissions: list[Submission]) -> Generator[Graded]:
        for one in submissions:
            self.graded.append(one.student.name)
            if one.student.name == self._fails:
                yield Graded(
                    GradingResult(student=one.student, assignment="a", status=Status.ERROR, message="why")
                )
                continue
            score = float(nbformat.reads(one.read().decode(), 4).cells[0].source)
            yield Graded(
                GradingResult(student=one.student, assignment="a", status=Status.GRADED, score=score)
            )


def trials(folder: Path, **scores: int) -> list[CachedTrial]:
    return [
        CachedTrial(
            title,
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(str(score))]),
            folder / f"{title}-{key([score])}.json",
        )
        for title, score in scores.items()
    ]


def scores(folder: Path, grader: Grader, **scores: int) -> dict[str, float]:
    done = run(trials(folder, **scores), None, None, grader)  # type: ignore[arg-type]
    return {title: event.result.score for title, event in done}


def test_only_what_is_new_or_has_changed_is_graded(tmp_path: Path) -> None:
    first, second = Grader(), Grader()
    assert scores(tmp_path, first, ada=1, ben=2) == {"ada": 1, "ben": 2}
    assert scores(tmp_path, second, ada=1, ben=3, cleo=4) == {"ada": 1, "ben": 3, "cleo": 4}
    assert (first.graded, second.graded) == (["ada", "ben"], ["ben", "cleo"])
    assert {path.suffix for path in tmp_path.iterdir()} == {".json"}


def test_what_was_done_before_a_failure_is_kept(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match="ben could not be graded: why"):
        scores(tmp_path, Grader(fails="ben"), ada=1, ben=2)
    again = Grader()
    assert scores(tmp_path, again, ada=1, ben=2) == {"ada": 1, "ben": 2}
    assert again.graded == ["ben"]


def test_the_key_tells_contents_apart_and_not_their_order_in_a_table() -> None:
    assert key([{"a": 1, "b": 2}]) == key([{"b": 2, "a": 1}])
    assert len({key([]), key([1]), key(["1"]), key([[1]])}) == 4
