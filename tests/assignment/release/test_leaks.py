"""What students get shows nothing of solutions and hidden tests, wherever a line of them may stand."""

from __future__ import annotations

import base64
import copy
import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from places import ROOT

from autograder.assignment.build import Build, build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.master import is_blank
from autograder.assignment.release.leaks import leaks, says_something
from autograder.course.course import Course, load

NAMES = sorted(load(ROOT / "grading.yml").assignments)
Change = Callable[[str, str, str], None]
Plant = Callable[[Any, str], None]  # puts a line into a notebook


@pytest.fixture(scope="module")
def assignments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Build]:
    """The masters of this repository, built in a folder of their own."""
    root = tmp_path_factory.mktemp("masters")
    shutil.copy(ROOT / "grading.yml", root)
    for name in NAMES:
        shutil.copytree(ROOT / "solutions" / name, root / "solutions" / name)
    course = load(root / "grading.yml")
    return {name: build(course, name) for name in NAMES}


def cells(notebook: Any, kind: str, blank: bool = False) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == kind and is_blank(cell) == blank]


def in_code(notebook: Any, line: str) -> None:
    cells(notebook, "code")[-1].source += f"\n{line}"


def in_a_function(notebook: Any, line: str) -> None:
    cells(notebook, "code")[0].source += f"\nif True:\n        {line}"


def in_prompt(notebook: Any, line: str) -> None:
    cells(notebook, "code", blank=True)[0].source += f"\n    {line}"


def in_text_before(notebook: Any, line: str) -> None:
    cells(notebook, "markdown")[0].source += f"\n\n    {line}"


def in_a_sentence(notebook: Any, line: str) -> None:
    cells(notebook, "markdown")[-1].source += f" As a hint, `{line}` does it."


def in_raw(notebook: Any, line: str) -> None:
    notebook.cells.append(nbformat.v4.new_raw_cell(line))


def in_comment(notebook: Any, line: str) -> None:
    cells(notebook, "code")[1].source += f"\n# {line}"


def in_string(notebook: Any, line: str) -> None:
    cells(notebook, "code")[1].source += f"\nhint = {line!r}"


def in_output(notebook: Any, line: str) -> None:
    cells(notebook, "code")[0].outputs = [nbformat.v4.new_output("stream", text=f"1\n{line}\n2")]


def in_html_output(notebook: Any, line: str) -> None:
    shown = line.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    cells(notebook, "code")[0].outputs = [
        nbformat.v4.new_output("display_data", data={"text/html": f"<pre>{shown}</pre>"})
    ]


def in_metadata(notebook: Any, line: str) -> None:
    notebook.metadata["notes"] = {"for me": [line]}


def in_cell_metadata(notebook: Any, line: str) -> None:
    notebook.cells[0].metadata["note"] = line


def in_attachment(notebook: Any, line: str) -> None:
    encoded = base64.b64encode(line.encode()).decode()
    cells(notebook, "markdown")[0].attachments = {"answer.txt": {"text/plain": encoded}}


def in_public_test(notebook: Any, line: str) -> None:
    tests = notebook.metadata["otter"]["tests"]
    tests["q_more"] = tests.get("q_more", "def test_more(x):") + f"\n    {line}\n"


def without_spaces(notebook: Any, line: str) -> None:
    squeezed = line.replace(" = ", "=").replace(", ", ",").replace('"', "'")
    cells(notebook, "code")[0].source += f"\n{squeezed}"


PLACES = [
    in_code, in_a_function, in_prompt, in_text_before, in_a_sentence, in_raw, in_comment, in_string,
    in_output, in_html_output, in_metadata, in_cell_metadata, in_attachment, in_public_test, without_spaces,
]  # fmt: skip

ONCE = [
    in_output,
    in_html_output,
    in_metadata,
    in_cell_metadata,
    in_attachment,
]  # they replace what was there


@pytest.mark.parametrize("name", NAMES)
def test_a_master_of_this_repository_shows_nothing(assignments: dict[str, Build], name: str) -> None:
    assert leaks(assignments[name]) == []


@pytest.mark.parametrize("plant", PLACES, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_a_line_of_any_solution_is_found_in_every_place(
    assignments: dict[str, Build], name: str, plant: Plant
) -> None:
    """Each line of code that says something, of each question; all are planted at once, to be quick."""
    made = assignments[name]
    given = {line for lines in made.given.values() for line in lines}
    lines = [line.strip() for marked in made.marked.values() for line in marked]
    lines = [line for line in lines if says_something(line) and line not in given]
    assert len(lines) >= 15
    notebook = copy.deepcopy(made.released)
    for line in ["\n".join(lines)] if plant in ONCE else lines:
        plant(notebook, line)
    planted = dataclasses.replace(made, text=nbformat.writes(notebook))
    found = {leak.line for leak in leaks(planted)}
    assert [line for line in lines if line not in found] == []


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("import numpy as np", False),
        ("from torch import nn", False),
        ("return x", False),
        ("return ids, mask", False),
        (")", False),
        ("else:", False),
        ("losses = []", False),
        ("total = 0", False),
        ("plt.show()", False),
        ("optimizer.zero_grad()", False),
        ("with torch.no_grad():", False),
        ("if mask is not None:", False),
        ("def call(self, inputs, mask):", False),
        ("for name, model in models.items():", False),
        ("torch.manual_seed(0)", False),
        ("rng = np.random.default_rng(0)", False),
        ("Yes, it does.", False),
        ("return table[ids]", True),
        ("return x @ w", True),
        ("powers = np.exp(scores)", True),
        ("answer = 42", True),
        ("q1 = 'B'", True),
        ("# subtract the largest score of each row", True),
        ("attention weights are zero where the mask is false", True),
        ("for t in range(x.shape[1]):", True),
        ("axis=1, keepdims=True, where=mask", True),
    ],
)
def test_what_says_something(line: str, tells: bool) -> None:
    assert says_something(line) == tells


def test_what_a_hidden_test_shares_with_given_code_is_harmless(course: Course, change: Change) -> None:
    """An import, an input that a given cell has too; not what the test decides on."""
    change(
        "master.py",
        "    x = rng.normal(size=(3, 4))",
        "    import numpy as np\n    x = np.linspace(0, 1, 12)",
    )
    change("master.py", "offset = 10.0", "offset = 10.0\nx = np.linspace(0, 1, 12)")
    assert leaks(build(course, "mini")) == []
    change("master.py", "offset = 10.0", 'offset = 10.0\n# checks.close(double(x), 2 * x, "double(x)")')
    (leak,) = leaks(build(course, "mini"))
    assert (leak.question, leak.line) == ("q1", 'checks.close(double(x), 2 * x, "double(x)")')


def test_an_author_may_give_a_line_of_a_solution(course: Course, change: Change) -> None:
    line = "twice_as_much = np.asarray(x) * 2"
    change("master.py", "# Write `double`.", f"# Write `double`, as in `{line}`.")
    (leak,) = leaks(build(course, "mini"))
    assert leak.line == line
    assert "markdown cell" in leak.place
    assert str(leak).endswith("list it under `given:` in the raw cell that begins q1 in the master.")
    change("master.py", "# name: q1\n", f"# name: q1\n# given: ['{line}']\n")
    assert leaks(build(course, "mini")) == []
    change("master.py", f"given: ['{line}']", "given: ['thrice = x * 3']")
    with pytest.raises(
        AuthoringError, match=r"under `given:` of q1 a line that neither .* 'thrice = x \* 3'"
    ):
        leaks(build(course, "mini"))


def test_files_beside_the_notebook_are_looked_into(course: Course, tmp_path: Path) -> None:
    made = build(course, "mini")
    folder = tmp_path / "assignment"
    (folder / "data").mkdir(parents=True)
    (folder / "mini.ipynb").write_text("twice_as_much = np.asarray(x) * 2")  # is written anew
    assert leaks(made, folder) == []
    (folder / "data" / "helper.py").write_text("def f(x):\n    twice_as_much = np.asarray(x) * 2\n")
    (leak,) = leaks(made, folder)
    assert leak.place.endswith("helper.py")


def test_the_answer_of_a_question_for_a_person_is_hidden_too(course: Course, change: Change) -> None:
    change("master.py", "# Why?", "# Why? Perhaps because two is\n# one and one.")
    (leak,) = leaks(build(course, "mini"))
    assert (leak.question, leak.line) == ("q3", "Because two is one and one.")
