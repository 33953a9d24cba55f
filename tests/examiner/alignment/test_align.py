"""What a student can do to a notebook, and what is then run and tested, where."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assignment.assignment import Question
from autograder.examiner.alignment.align import Alignment, align
from autograder.examiner.alignment.matching import match
from autograder.notebook import Cell, Notebook

INIT = '# Initialize Otter\nimport otter\ngrader = otter.Notebook("mini.ipynb")'
RELEASED = Notebook(
    [
        Cell("init", "code", INIT),
        Cell("title", "markdown", "# Squares and cubes, a small assignment about powers"),
        Cell("import", "code", "import numpy as np\nbase = np.arange(4)"),
        Cell("ask1", "markdown", "Write `square(x)`, which gives the second power of its argument."),
        Cell("q1", "code", 'def square(x):\n    """Second power."""\n    ...', is_answer=True),
        Cell("check1", "code", 'grader.check("q1")'),
        Cell("data", "code", "cubes_wanted = base ** 3"),
        Cell("ask2", "markdown", "Write `cube(x)`, which gives the third power of its argument."),
        Cell("q2", "code", "...", is_answer=True),
        Cell("use2", "code", "print(cube(base), cubes_wanted)"),
        Cell("check2", "code", 'grader.check("q2")'),
        Cell("ask3", "markdown", "<!-- BEGIN QUESTION -->\n\nWhy does the third power grow faster?"),
        Cell("q3", "markdown", "_Type your answer here, replacing this text._", is_answer=True),
        Cell("end3", "markdown", "<!-- END QUESTION -->"),
    ],
    "mini",
)
QUESTIONS = [
    Question("q1", 2, False, [3, 4, 5]),
    Question("q2", 1, False, [7, 8, 9, 10]),
    Question("q3", 1, True, [11, 12, 13]),
]
SQUARE = 'def square(x):\n    """Second power."""\n    return x * x'
CUBE = "cube = lambda x: x ** 3"


def changes(alignment: Alignment) -> list[str]:
    return [*map(str, alignment.changes)]


def edited(changes: dict[str, str]) -> list[Cell]:
    return [
        msgspec.structs.replace(cell, source=changes.get(cell.id, cell.source), is_answer=False)
        for cell in RELEASED.cells
    ]


def lay(cells: list[Cell], name: str = "mini") -> Alignment:
    return align(RELEASED, Notebook(cells, name), QUESTIONS)


def at(cells: list[Cell], name: str) -> int:
    return next(index for index, cell in enumerate(cells) if cell.id == name)


def sources(alignment: Alignment) -> list[str]:
    return [step.source for step in alignment.steps]


def ended(alignment: Alignment) -> list[str]:
    return [name for step in alignment.steps for name in step.ends]


def where(alignment: Alignment, question: str) -> str:
    """The source of the step after which the question's tests run."""
    return next(step.source for step in alignment.steps if question in step.ends)


def solved() -> list[Cell]:
    return edited({"q1": SQUARE, "q2": CUBE, "q3": "Because 3 > 2."})


def test_a_solved_notebook_runs_as_it_stands() -> None:
    alignment = lay(solved())
    assert sources(alignment) == [cell.source for cell in solved() if cell.kind == "code"]
    assert [step.question for step in alignment.steps] == [None, None, "q1", "q1", None, "q2", "q2", "q2"]
    assert [step.origin for step in alignment.steps].count("answer") == 2
    assert [step.ends for step in alignment.steps] == [[], [], [], ["q1"], [], [], [], ["q2", "q3"]]
    assert (alignment.blank, changes(alignment), alignment.foreign) == (set(), [], False)


@pytest.mark.parametrize("name", ["mini", "", "renamed"])
def test_an_untouched_notebook_is_blank_whatever_its_name(name: str) -> None:
    alignment = lay(edited({}), name)
    assert (alignment.blank, changes(alignment), alignment.foreign) == ({"q1", "q2"}, [], False)


def test_an_empty_notebook_is_blank_and_not_foreign() -> None:
    alignment = lay([], "")
    assert alignment.blank == {"q1", "q2"}
    assert not alignment.foreign
    assert ended(alignment) == ["q1", "q2", "q3"]
    assert {step.origin for step in alignment.steps} == {"restored"}


def test_whitespace_is_no_answer_and_a_comment_is() -> None:
    assert lay(edited({"q1": RELEASED.cells[4].source + "  \n\n", "q2": "# why?"})).blank == {"q1"}
    assert lay(edited({"q1": "  ", "q2": ""})).blank == {"q1", "q2"}


def test_a_deleted_given_cell_is_put_back_at_its_place() -> None:
    alignment = lay([cell for cell in solved() if cell.id not in ("data", "check1")])
    assert sources(alignment) == sources(lay(solved()))
    assert [step.origin for step in alignment.steps].count("restored") == 2
    assert where(alignment, "q1") == 'grader.check("q1")'
    assert changes(alignment) == [
        'The given cell “grader.check("q1")” of q1 was deleted or emptied, and has been put back.',
        "The given cell “cubes_wanted = base ** 3” was deleted or emptied, and has been put back.",
    ]


def test_an_emptied_given_cell_is_put_back() -> None:
    alignment = lay(edited({"import": " \n"}))
    assert sources(alignment)[1] == "import numpy as np\nbase = np.arange(4)"
    assert len(changes(alignment)) == 1


def test_an_edited_given_cell_runs_as_edited() -> None:
    alignment = lay(edited({"import": "import numpy as np\nbase = np.arange(5)"}))
    assert "import numpy as np\nbase = np.arange(5)" in sources(alignment)
    assert changes(alignment) == ["The given cell “import numpy as np” was edited."]


def test_a_deleted_answer_is_not_run_and_its_question_still_ends() -> None:
    alignment = lay([cell for cell in solved() if cell.id != "q2"])
    assert CUBE not in sources(alignment)
    assert alignment.blank == {"q2"}
    assert ended(alignment) == ["q1", "q2", "q3"]
    assert changes(alignment) == ["The answer cell “...” of q2 was deleted."]


def test_an_answer_in_a_cell_of_its_own_counts_where_the_given_one_was_deleted() -> None:
    cells = solved()
    cells[at(cells, "q2")] = Cell("new", "code", CUBE)
    alignment = lay(cells)
    assert (alignment.blank, changes(alignment)) == (set(), [])
    assert sources(alignment) == sources(lay(solved()))


def test_added_cells_belong_to_the_region_they_stand_in() -> None:
    cells = solved()
    for name, source in (("q2", "helper = 1"), ("check1", "helper = 0"), ("import", "import math")):
        cells.insert(at(cells, name), Cell("", "code", source))
    cells.append(Cell("", "code", "print('the end')"))
    alignment = lay(cells)
    added = [(step.question, step.source) for step in alignment.steps if step.origin == "added"]
    assert added == [
        ("q1", "import math"), ("q1", "helper = 0"), ("q2", "helper = 1"), (None, "print('the end')")
    ]  # fmt: skip
    assert changes(alignment) == [
        "2 cells with code were added in q1.",
        "1 cell with code was added in q2.",
        "1 cell with code was added after the last question.",
    ]


def test_an_answer_below_the_check_of_an_untouched_question_is_tested() -> None:
    cells = edited({"q2": CUBE})
    cells.insert(at(cells, "check1") + 1, Cell("", "code", "square = lambda x: x * x"))
    alignment = lay(cells)
    assert alignment.blank == set()
    assert where(alignment, "q1") == "square = lambda x: x * x"


def test_scratch_work_below_a_check_comes_after_the_tests() -> None:
    cells = solved()
    cells.insert(at(cells, "check1") + 1, Cell("", "code", "square = None"))
    assert where(lay(cells), "q1") == 'grader.check("q1")'


def test_of_a_pasted_answer_the_last_version_is_tested() -> None:
    cells = solved()
    cells.append(Cell("q1", "code", SQUARE.replace("x * x", "x ** 2")))
    alignment = lay(cells)
    assert alignment.steps[-1].origin == "copy"
    assert alignment.steps[-1].ends == ["q1"]
    assert where(alignment, "q2") == 'grader.check("q2")'
    assert changes(alignment) == [
        "The cell “def square(x):” of q1 is there 2 times: all ran in order, the last definition wins."
    ]


def test_answers_in_one_cell_at_the_end_are_tested_after_it() -> None:
    everything = Cell("", "code", f"{SQUARE}\n{CUBE}")
    cells = [*edited({}), everything]
    alignment = lay(cells)
    assert alignment.blank == {"q2"}  # its blank, "...", and its tests tell no name
    assert where(alignment, "q1") == everything.source
    told = (
        "q1 was not answered in its own cell but in a cell after the last question, and its tests ran after"
    )
    assert f"{told} that." in changes(alignment)
    tested = [
        msgspec.structs.replace(q, test_source="def test_it(cube, rng, base): ...") for q in QUESTIONS[1:]
    ]
    alignment = align(RELEASED, Notebook(cells, "mini"), [QUESTIONS[0], *tested])
    assert alignment.blank == set()
    assert where(alignment, "q2") == everything.source


def test_answers_in_the_last_answer_cell_are_tested_after_it() -> None:
    alignment = lay(edited({"q2": f"{SQUARE}\n{CUBE}"}))
    assert alignment.blank == set()
    assert where(alignment, "q1") == f"{SQUARE}\n{CUBE}"
    assert "q1 was not answered in its own cell but in a cell of q2, and its tests ran after that." in (
        changes(alignment)
    )


def test_answers_before_their_blank_are_overwritten_by_it_and_this_is_said() -> None:
    blank = "def cube(x):\n    ..."
    cells = [msgspec.structs.replace(c, source=blank) if c.id == "q2" else c for c in RELEASED.cells]
    released = Notebook(cells, "mini")
    submitted = [msgspec.structs.replace(c, source=f"{SQUARE}\n{CUBE}") if c.id == "q1" else c for c in cells]
    alignment = align(released, Notebook(submitted, "mini"), QUESTIONS)
    assert alignment.blank == {"q2"}
    assert {name: str(note) for name, note in alignment.notes.items()} == {
        "q2": "`cube` was found in a cell of q1: move that code into this question's cell."
    }


def test_the_name_of_an_answered_question_answers_no_other() -> None:
    cells = [msgspec.structs.replace(c, source="result = ...") if c.is_answer else c for c in RELEASED.cells]
    submitted = [msgspec.structs.replace(c, source="result = 8") if c.id == "q2" else c for c in cells]
    alignment = align(Notebook(cells, "mini"), Notebook(submitted, "mini"), QUESTIONS)
    assert alignment.blank == {"q1"}
    assert where(alignment, "q1") != "result = 8"


def test_a_merge_conflict_is_said() -> None:
    conflict = f"<<<<<<< HEAD\n{SQUARE}\n=======\n{SQUARE}\n>>>>>>> theirs"
    told = "A cell has an unresolved merge conflict of git (<<<<<<<), so it cannot run: resolve it."
    assert told in changes(lay(edited({"q1": conflict})))
    assert told not in changes(lay(solved()))


def test_a_repeated_check_does_not_put_off_the_tests() -> None:
    cells = solved()
    cells.append(Cell("again", "code", 'grader.check("q1")'))
    assert lay(cells).steps[3].ends == ["q1"]


def test_a_moved_answer_is_tested_where_it_now_stands() -> None:
    cells = solved()
    cells.append(cells.pop(at(cells, "q1")))
    alignment = lay(cells)
    assert where(alignment, "q1") == SQUARE
    assert where(alignment, "q2") == 'grader.check("q2")'
    assert changes(alignment) == ["The cell “def square(x):” of q1 was moved."]


def test_questions_that_change_places_are_tested_in_their_new_order() -> None:
    cells = solved()
    second = cells[7:11]
    cells = cells[:3] + second + cells[3:7] + cells[11:]
    for notebook in (cells, without_ids(cells)):
        alignment = lay(notebook)
        assert ended(alignment)[:2] == ["q2", "q1"]
        assert [step.question for step in alignment.steps if step.origin == "answer"] == ["q2", "q1"]
        assert alignment.blank == set()


def test_a_code_cell_turned_to_text_counts_as_deleted() -> None:
    cells = solved()
    cells[2] = msgspec.structs.replace(cells[2], kind="raw")
    assert lay(cells).steps[1].origin == "restored"


def test_identical_text_beats_ids_that_lie() -> None:
    cells = solved()
    ids = [cell.id for cell in cells]
    lies = [
        msgspec.structs.replace(cell, id=name) for cell, name in zip(cells, ids[5:] + ids[:5], strict=True)
    ]
    assert lay(lies) == lay(cells)


def test_edited_answers_with_each_others_ids_stay_at_their_places() -> None:
    cells = solved()
    one, two = at(cells, "q1"), at(cells, "q2")
    cells[one], cells[two] = (
        msgspec.structs.replace(cells[one], id="q2"),
        msgspec.structs.replace(cells[two], id="q1"),
    )
    assert lay(cells) == lay(solved())


def test_a_blank_pasted_elsewhere_does_not_stand_in_for_the_answer() -> None:
    cells = solved()
    cells.insert(at(cells, "ask1"), Cell("", "code", "..."))
    for notebook in (cells, without_ids(cells)):
        origins = {step.source: step.origin for step in lay(notebook).steps}
        assert (origins[CUBE], origins["..."]) == ("answer", "copy")


def test_one_id_for_all_cells_is_like_no_ids() -> None:
    assert lay([msgspec.structs.replace(cell, id="same") for cell in solved()]) == lay(solved())


def test_changed_text_is_mentioned_once() -> None:
    cells = edited({"q1": SQUARE, "q2": CUBE, "title": "# Mine", "ask1": "Write `square(x)`."})
    assert changes(lay(cells)) == ["Given text was changed in 2 places."]


@pytest.mark.parametrize("name", ["other", ""])
def test_a_notebook_of_another_assignment_is_foreign(name: str) -> None:
    others = [
        Cell("init", "code", INIT.replace("mini", "other")),
        Cell(
            "a", "markdown", "# Sorting\n\nThis assignment is about ordering lists of words and of numbers."
        ),
        Cell("b", "code", "import numpy as np"),
        Cell("q1", "code", "def order(words):\n    return sorted(words)"),
        Cell("check1", "code", 'grader.check("q1")'),
        Cell("c", "markdown", "_Type your answer here, replacing this text._"),
    ]
    alignment = lay(others, name)
    assert alignment.foreign
    assert len(changes(alignment)) == 1
    assert "mini" in changes(alignment)[0]


def test_the_name_in_the_metadata_settles_whose_notebook_it_is() -> None:
    assert not lay([Cell("", "code", "def square(x):\n    return x * x")], "mini").foreign


LONG = "\n".join(f"word{number} = {number}" for number in range(100))


@pytest.mark.parametrize("name", ["", "same", "c{}"])
@pytest.mark.parametrize("line", ["", "x = {}\n"])
@pytest.mark.timeout(60)  # seconds would do; comparing each with each takes hours
def test_ten_thousand_added_cells_are_no_trouble(name: str, line: str) -> None:
    added = [Cell(name.format(number), "code", line.format(number) + LONG) for number in range(10_000)]
    alignment = lay([*solved()[:5], *added, *solved()[5:]])
    assert len(alignment.steps) == 10_008


@pytest.mark.timeout(60)
def test_ten_thousand_cells_without_anything_in_common_are_no_trouble() -> None:
    released = Notebook([Cell("", "code", f"x{n} = 1\n{LONG}", is_answer=True) for n in range(10_000)])
    submitted = Notebook([Cell("", "code", cell.source[::-1]) for cell in released.cells])
    alignment = align(released, submitted, [])
    assert len(alignment.steps) == 10_000


@st.composite
def assignments(draw: st.DrawFn, bare_blanks: bool = True) -> tuple[Notebook, list[Question]]:
    """Questions of 1 to 2 blanks with given code around; blanks and short given cells repeat."""
    cells = [Cell("init", "code", INIT)]
    questions = []
    for number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            cells.append(Cell(f"given{number}", "code", f"data_{number} = load('file {number}')"))
        start = len(cells)
        cells.append(Cell(f"ask{number}", "markdown", f"Question {number} asks for task_{number} and why."))
        for blank in range(draw(st.integers(1, 2))):
            source = f"def task_{number}_{blank}(x):\n    ..."
            if bare_blanks and draw(st.booleans()):
                source = "..."
            cells.append(Cell(f"blank{number}{blank}", "code", source, is_answer=True))
        if draw(st.booleans()):
            cells.append(Cell(f"show{number}", "code", "plt.show()"))
        cells.append(Cell(f"check{number}", "code", f'grader.check("q{number}")'))
        questions.append(Question(f"q{number}", 1, False, list(range(start, len(cells)))))
    return Notebook(cells, "drawn"), questions


def without_ids(cells: list[Cell]) -> list[Cell]:
    return [msgspec.structs.replace(cell, id="") for cell in cells]


def solve(cells: list[Cell], which: set[int]) -> list[Cell]:
    """Fill the blanks numbered ``which``."""
    return [
        msgspec.structs.replace(cell, source=cell.source.replace("...", f"return x + {index}"))
        if cell.is_answer and index in which
        else cell
        for index, cell in enumerate(cells)
    ]


@given(assignments(), st.booleans())
def test_untouched_is_unchanged_and_blank(drawn: tuple[Notebook, list[Question]], ids: bool) -> None:
    released, questions = drawn
    cells = released.cells if ids else without_ids(released.cells)
    alignment = align(released, Notebook(cells, "drawn"), questions)
    assert (changes(alignment), alignment.foreign) == ([], False)
    assert alignment.blank == {question.name for question in questions}
    assert sources(alignment) == [cell.source for cell in released.cells if cell.kind == "code"]
    assert ended(alignment) == [question.name for question in questions]


@given(assignments(bare_blanks=False), st.data())
def test_ids_are_not_needed_after_light_editing(
    drawn: tuple[Notebook, list[Question]], data: st.DataObject
) -> None:
    released, questions = drawn
    cells = solve(released.cells, data.draw(st.sets(st.integers(0, len(released.cells)))))
    gone = data.draw(st.integers(0, len(cells) - 1))
    if not released.cells[gone].is_answer:  # without ids, code put in an answer's place is the answer
        del cells[gone]
    place = data.draw(st.integers(0, len(cells)))
    cells.insert(place, Cell("mine", "code", "import pandas"))
    with_ids = align(released, Notebook(cells, "drawn"), questions)
    assert align(released, Notebook(without_ids(cells), "drawn"), questions) == with_ids
    assert ended(with_ids) == [question.name for question in questions]


@settings(max_examples=300)
@given(assignments(), st.data())
def test_whatever_the_student_did_everything_runs_once(
    drawn: tuple[Notebook, list[Question]], data: st.DataObject
) -> None:
    released, questions = drawn
    count = len(released.cells)
    cells = solve(released.cells, data.draw(st.sets(st.integers(0, count))))
    picked = data.draw(st.lists(st.integers(0, count - 1), max_size=2 * count))
    if data.draw(st.booleans()):
        picked = sorted(picked)
    ids = st.sampled_from(["", "mine", *(cell.id for cell in released.cells)])
    student = [
        msgspec.structs.replace(
            cells[index], id=data.draw(ids) if data.draw(st.booleans()) else cells[index].id
        )
        for index in picked
    ]
    kinds = st.sampled_from(["code", "markdown", "raw"])
    texts = st.sampled_from(["", "x = 1", "plt.show()", "...", 'grader.check("q1")'])
    for cell in data.draw(st.lists(st.builds(Cell, ids, kinds, texts), max_size=4)):
        student.insert(data.draw(st.integers(0, len(student))), cell)

    alignment = align(
        released, Notebook(student, data.draw(st.sampled_from(["drawn", "", "other"]))), questions
    )

    ran = [step.source for step in alignment.steps if step.origin != "restored"]
    assert ran == [cell.source for cell in student if cell.kind == "code" and cell.source]
    restored = [step.source for step in alignment.steps if step.origin == "restored"]
    given_code = [cell.source for cell in released.cells if cell.kind == "code" and not cell.is_answer]
    assert all(restored.count(source) <= given_code.count(source) for source in restored)
    assert sorted(ended(alignment)) == [question.name for question in questions]
    ends = {name: index for index, step in enumerate(alignment.steps) for name in step.ends}
    for index, step in enumerate(alignment.steps):
        assert step.question is None or step.origin == "copy" or index <= ends[step.question]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_what_counts_as_moved_is_the_smaller_part(moves: list[tuple[int, int]]) -> None:
    released = [Cell(f"c{number}", "code", f"x = {number}") for number in range(21)]
    cells = list(released)
    for start, end in moves:
        cells.insert(end, cells.pop(start))
    matching = match(released, cells)
    assert {cells[student].id: released[index].id for student, index in matching.cells.items()} == {
        cell.id: cell.id for cell in released
    }
    assert len(matching.moved) <= len(moves)
    kept = [index for student, index in sorted(matching.cells.items()) if student not in matching.moved]
    assert all(one < two for one, two in pairwise(kept))


def test_what_the_student_wrote_is_found_by_question() -> None:
    cells = solved()
    cells.insert(at(cells, "q2") + 1, Cell("", "code", "helper = 1"))
    assert lay(cells).answers == {"q1": SQUARE, "q2": f"{CUBE}\n\nhelper = 1", "q3": "Because 3 > 2."}
    assert lay(RELEASED.cells).answers == {}
