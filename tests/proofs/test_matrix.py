"""The matrix of a real verify run says what its test cases are good for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from autograder.cli.tables import matrix_table, surprises
from autograder.course.course import Course
from autograder.proofs.matrix import Matrix
from autograder.proofs.verify import verify

Change = Callable[[str, str, str], None]


def matrix(course: Course, repeat: int = 1) -> Matrix:
    return Matrix(list(verify(course, "mini", "off", jobs=1, repeat=repeat)))


def test_each_answer_meets_each_test_case(course: Course) -> None:
    found = matrix(course)
    rows = {proof.answer: passed for proof, passed in found.rows}
    assert [str(case) for case in found.cases] == [
        "q1: test_double_of_two",
        "q1: test_double_of_anything",
        "q2: test_shifted_zero",
        "q2: test_shifted_like_the_reference",
    ]
    assert [case.hidden for case in found.cases] == [False, True, False, True]
    assert {answer: [*passed.values()] for answer, passed in rows.items()} == {
        "reference": [True] * 4,
        "untouched notebook": [False] * 4,
        "sum": [True] * 4,
        "squares": [True, False, True, True],  # two is doubled by squaring it
    }
    squares = next(proof for proof, _ in found.rows if proof.answer == "squares")
    assert [case.question in squares.loses for case in found.cases] == [True, True, False, False]


def test_test_cases_that_nobody_fails_are_findings(course: Course) -> None:
    found = matrix(course)
    assert found.findings(complete=True) == [
        f"{case} is failed by no wrong answer: what does it check that another does not?"
        for case in ("q1: test_double_of_two", "q2: test_shifted_zero", "q2: test_shifted_like_the_reference")
    ]
    assert found.findings(complete=False) == []


def test_a_wrong_answer_that_nothing_catches_is_a_hole(course: Course, change: Change) -> None:
    change("submissions/wrong_answer/squares.py", "** 2", "* 2")
    found = matrix(course)
    assert found.findings(complete=True)[0] == "squares is caught by no test case."
    assert surprises(found.proofs) == [
        "squares passes q1: test_double_of_two.",
        "squares passes q1: test_double_of_anything.",
    ]


def test_a_test_case_that_changes_its_mind_is_found(course: Course, change: Change) -> None:
    change(
        "master.py", 'checks.close(double(x), 2 * x, "double(x)")', "assert rng.random() < 0.5, 'bad luck'"
    )
    found = matrix(course, repeat=12)
    said = [sentence for sentence in found.findings(complete=False) if " passes " in sentence]
    assert any(sentence.startswith("q1: test_double_of_anything passes reference in ") for sentence in said)
    assert (
        "reference fails q1: test_double_of_anything: double must work for any numbers. bad luck"
        in surprises(found.proofs)
    )


def test_the_table_shows_signs_and_points(course: Course) -> None:
    for repeat, name in ((1, "squares"), (3, "squares, 3 times")):
        console = Console(width=60)
        with console.capture() as captured:
            console.print(matrix_table(matrix(course, repeat)))
        (squares,) = (line for line in captured.get().splitlines() if "squares" in line)
        assert [cell.strip() for cell in squares.split("│")[1:-1]] == [name, "3.5", "✓✗", "✓✓"]


def test_the_page_shows_the_same(course: Course, tmp_path: Path) -> None:
    found = matrix(course)
    found.write(tmp_path / "matrix.html", complete=True)
    page = (tmp_path / "matrix.html").read_text()
    assert "squares" in page
    assert all(sentence in page for sentence in found.findings(complete=True))
