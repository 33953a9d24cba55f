"""Rubrics and sheets from end to end: answers are exported with their plots, marked and imported."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import nbformat
import pytest
from commands import OFF, command, is_one_sentence
from PIL import Image
from places import MINI

from autograder.assignment.build import Build, build
from autograder.course.course import load
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook

SQUARE = "from PIL import Image\ndisplay(Image.new('L', (side, side)))"
GRADED = {
    "anna": ["side = 3\n" + SQUARE, "import matplotlib.pyplot as plt\nplt.plot([1, 2])"],
    "ben": [],
    "chen": ["1 / 0"],
}


def hand_in(mini: Build, folder: Path, student: str, cells: list[str], answer: str = "Because.") -> None:
    notebook = mini.notebook()
    notebook.cells[-2].source = answer
    notebook.cells[-1:-1] = map(nbformat.v4.new_code_cell, cells)
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{student}.ipynb")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, workers_in_process: None) -> Path:
    """A course whose class is graded once."""
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(MINI, root)
    mini = build(load(root / "grading.yml"), "mini")
    for student, cells in GRADED.items():
        hand_in(mini, root / "in", student, cells, f"={student} says so")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        result = command("grade", "mini", "in", *OFF)
        assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def course(graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers_in_process: None) -> Path:
    """A copy of it as the current folder."""
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    monkeypatch.chdir(root)
    return root


def export(*options: str) -> list[dict[str, str]]:
    result = command("gradebook", "marks", "export", "mini", "q3", "--out", "sheets", *options)
    assert result.exit_code == 0, result.output
    with Path("sheets/mini-q3.csv").open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def size(plot: str) -> tuple[int, int]:
    with Image.open(Path("sheets", plot)) as picture:
        return picture.size


def bring(rows: list[dict[str, str]], *options: str) -> tuple[int, str, str]:
    with Path("filled.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = command("gradebook", "marks", "import", "filled.csv", *options)
    return result.exit_code, result.stdout, result.stderr


def test_answers_and_plots_are_exported_marked_and_imported(course: Path) -> None:
    assert command("gradebook", "rubric", "add", "mini", "q3", "3", "It says why").exit_code == 0
    assert (
        command("gradebook", "rubric", "add", "mini", "q3", "-0.5", "No sum", "--note", "mildly").exit_code
        == 0
    )
    rows = export(*OFF)
    assert [row["student"] for row in rows] == ["anna", "ben", "chen"]
    assert rows[0]["answer"].startswith("'=anna says so\n\nside = 3\n")
    assert rows[1]["answer"] == "'=ben says so"
    number = rows[0]["submission"]
    plots = rows[0]["plots"].split("\n")
    assert plots == [f"plots/q3-{number}-1.png", f"plots/q3-{number}-2.png"]
    square, figure = map(size, plots)
    assert square == (3, 3)
    assert min(figure) > 200
    assert rows[1]["plots"] == rows[2]["plots"] == ""
    rows[0]["items"], rows[1]["points"], rows[1]["comment"] = "#1 #2", "4", "Fine"
    code, out, _ = bring(rows, "--by", "ana")
    assert (code, out) == (0, "Marks given: 2. Rows that change nothing: 0.\n")
    assert [row["present"] for row in export("--no-plots", "--force")] == ["2.5", "4", ""]


def test_a_submission_that_cannot_run_again_says_so_and_the_rest_goes_on(course: Path) -> None:
    with Gradebook(f"sqlite:///{course}/.autograder/gradebook.db") as book, book.writing():
        models.Submission.objects.filter(student__name="ben").update(files={})
        kept = models.Submission.objects.get(student__name="chen").files[""]
    (course / ".autograder/gradebook-files" / kept[:2] / kept[2:]).write_bytes(b"damaged")
    anna, ben, chen = export(*OFF)
    assert len(anna["plots"].split("\n")) == 2
    assert ben["plots"] == "It cannot run again: Its file was not kept."
    assert chen["plots"].startswith("It cannot run again: The kept file")
    assert chen["answer"]


def test_conflicts_are_named_and_nothing_is_imported_unless_they_are_skipped(course: Path) -> None:
    anna, ben, chen = export("--no-plots")
    anna["points"], ben["points"], chen["points"] = "5", "6", "x"
    said = [
        f"filled.csv, line 2, submission {ben['submission']}: 6 points are more than q3 has, 5.",
        f"filled.csv, line 3, submission {chen['submission']}: "
        'the points "x" are no number: write one such as 2 or 0.5.',
    ]
    rows = [ben, chen, anna]
    code, out, errors = bring(rows)
    assert (code, out) == (2, "")
    assert errors.splitlines() == [
        *said,
        "Nothing of filled.csv was imported, since 2 rows have conflicts: mend that, or leave such rows out "
        "with --skip-conflicts.",
    ]
    code, out, errors = bring(rows, "--skip-conflicts")
    assert (code, out) == (0, "Marks given: 1. Rows that change nothing: 0.\n")
    assert errors.splitlines() == [f"Left out: {sentence}" for sentence in said]


def test_a_rubric_is_shown_and_retired(course: Path) -> None:
    assert "rubric of q3 is empty" in command("gradebook", "rubric", "list", "mini", "q3").output
    assert command("gradebook", "rubric", "add", "mini", "q3", "-1", "[red]No[/red] reason").output == (
        "Rubric item #1 was added to q3 of mini.\n"
    )
    assert (
        command("gradebook", "rubric", "add", "mini", "q3", "0", "A style", "--note", "see 4.2").exit_code
        == 0
    )
    listed = command("gradebook", "rubric", "list", "mini", "q3").output
    assert "-1" in listed
    assert "[red]No[/red] reason" in listed
    assert "see 4.2" in listed
    assert command("gradebook", "rubric", "retire", "#1").output == "Rubric item #1 is retired.\n"
    assert "reason" not in command("gradebook", "rubric", "list", "mini", "q3").output
    assert "(retired)" in command("gradebook", "rubric", "list", "mini", "q3", "--all").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("rubric add mini q1 1 x", "Tests grade q1 of mini: people mark q3."),
        ("rubric add mini q9 1 x", "mini has no question q9: people mark q3."),
        ("rubric add mini q3 nan x", "Give the points as a number"),
        ("rubric retire 7", "There is no rubric item #7"),
        ("rubric retire x", '"x" is no number of a rubric item'),
        ("marks export mini q2 --out o --no-plots", "Tests grade q2 of mini: people mark q3."),
        ("marks export maxi q3 --out o --no-plots", "there is no assignment"),
        ("marks export mini q3 --out grading.yml --no-plots", "grading.yml cannot be written"),
        ("marks import nothing.csv", "there is no file"),
        ("marks import grading.yml", "grading.yml, line 1: expected the columns submission, question"),
        ("mark mini q1", "Tests grade q1 of mini: people mark q3."),
    ],
)
def test_one_sentence_says_what_is_wrong(course: Path, arguments: str, said: str) -> None:
    result = command("gradebook", *arguments.split())
    assert result.exit_code == 2
    assert is_one_sentence(result.stderr)
    assert said in result.stderr


def test_a_sheet_that_is_there_already_is_not_replaced(course: Path) -> None:
    export("--no-plots")
    result = command("gradebook", "marks", "export", "mini", "q3", "--out", "sheets", "--no-plots")
    assert result.exit_code == 2
    assert "is there already: import it if it was filled in" in result.stderr
