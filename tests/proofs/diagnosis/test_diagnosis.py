"""The catalogue of the mini course: who is told what, and that no point and no secret depends on it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import nbformat
import pytest
from places import MINI
from rich.console import Console

from autograder.assignment.answers import Answer
from autograder.assignment.build import Build, build
from autograder.course.course import Course, load
from autograder.examiner.examiner import Examiner
from autograder.examiner.misconceptions import misconceptions
from autograder.examiner.misconceptions.catalogue import Catalogue, complaint, read
from autograder.examiner.session import session
from autograder.proofs.diagnosis.diagnosis import Diagnosis
from autograder.proofs.diagnosis.score import Diagnosed, Tally, table
from autograder.report.results_json import gradescope
from autograder.results import GradingResult, QuestionResult, Verdict
from autograder.sandbox.choice import choose
from autograder.settings import RunMode

SQUARES = "Doubling is taken for squaring, which agree at two."
SAME_CELL = """
# ---
# misconception: "Doubling is taken for the power of two, by a loop."
# loses: {q1: 1.5}
# feedback: Your function multiplies in a loop.
# ---
# %% question="q1"
def double(x):
    result = np.ones_like(x)
    for _ in range(2):
        result = result * x
    return result
"""
NOISY = """
# ---
# misconception: "The offset is drawn anew for each call."
# loses: {q2: 2}
# feedback: Your function draws.
# ---
# %% question="q2"
def shifted(x):
    return np.asarray(x) + np.random.normal(size=np.shape(x))
"""
Change = Callable[[str, str, str], None]


def run(course: Course) -> tuple[list[str], list[Diagnosed]]:
    """The runs that were not kept already, and what was told."""
    ran: list[str] = []
    diagnosis = Diagnosis(course, "mini", "off", 1)
    list(diagnosis.record(lambda event: ran.append(event.student.name if event.student else "")))
    found = list(diagnosis.check(lambda event: ran.append(event.student.name if event.student else "")))
    return [student for student in ran if student], found


@pytest.fixture(scope="module")
def diagnosed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The mini course with a second answer that squares and one that draws, and its catalogue."""
    root = tmp_path_factory.mktemp("diagnosis") / "course"
    shutil.copytree(MINI, root)
    wrong = root / "solutions" / "mini" / "submissions" / "wrong_answer"
    (wrong / "loop.py").write_text(SAME_CELL.lstrip())
    (wrong / "noisy.py").write_text(NOISY.lstrip())
    course = load(root / "grading.yml")
    _, found = run(course)
    assert {one.answer.name: (one.right, one.tied) for one in found} == {
        "reference": (True, []),
        "sum": (True, []),
        "squares": (True, ["q1"]),
        "loop": (True, ["q1"]),
        "noisy": (True, []),
    }
    return course


@pytest.fixture(scope="module")
def mini(diagnosed: Course) -> Build:
    return build(diagnosed, "mini")


@pytest.fixture(scope="module")
def with_and_without(diagnosed: Course, mini: Build) -> Iterator[list[Examiner]]:
    config = diagnosed.assignment("mini")
    modes = [RunMode(str(diagnosed.catalogue("mini"))), RunMode()]
    examiners = [Examiner(mini.assignment, config, choose("off"), mode=mode) for mode in modes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "GRACE_SECONDS", 0.3)
        yield examiners
    for examiner in examiners:
        examiner.close()


@pytest.fixture
def grade(with_and_without: list[Examiner], mini: Build) -> Callable[..., GradingResult]:
    """Grades with the catalogue; the points must be those that there are without it."""

    def grade(**answers: str) -> GradingResult:
        data = nbformat.writes(mini.notebook({name: [cell] for name, cell in answers.items()})).encode()
        result, plain = (examiner.grade(data) for examiner in with_and_without)
        assert [one.score for one in result.questions] == [one.score for one in plain.questions]
        assert [one.verdict for one in result.questions] == [one.verdict for one in plain.questions]
        assert not any(one.misconception or one.feedback for one in plain.questions)
        return result

    return grade


Grade = Callable[..., GradingResult]


def q1(result: GradingResult) -> QuestionResult:
    return next(question for question in result.questions if question.name == "q1")


def test_the_same_mistake_in_other_words_is_told(grade: Grade) -> None:
    written = "def double(values):\n    # by a list\n    return np.array(values, dtype='float32') ** 2 * 1.0"
    result = grade(q1=f"{written}\nextra = double(3)")
    assert q1(result).misconception == SQUARES
    assert q1(result).feedback == "Your function squares."
    assert [one.misconception for one in result.questions[1:]] == ["", ""]
    entry = gradescope(result)["tests"][0]
    assert "Your function squares." in entry["output"]
    assert "test_double_of_anything" not in entry["output"]
    assert SQUARES not in json.dumps(gradescope(result), default=str)


def test_between_equal_outputs_the_text_decides(grade: Grade) -> None:
    loop = "def double(x):\n    r = np.ones_like(x)\n    for _ in range(2):\n        r = r * x\n    return r"
    assert q1(grade(q1=loop)).feedback == "Your function multiplies in a loop."


TOLD_NOTHING = {
    "another mistake": "def double(x):\n    return np.asarray(x) + 2",
    "nearly the same": "def double(x):\n    return np.asarray(x) ** 2 + 0.01 * (np.ndim(x) > 1)",
    "no function": "doubled = 4",
    "an exception": "def double(x):\n    raise ValueError('no idea')",
    "nothing returned": "def double(x):\n    np.asarray(x) ** 2",
    "right": "def double(x):\n    return x + x",
}


@pytest.mark.parametrize("what", TOLD_NOTHING)
def test_who_is_told_nothing(grade: Grade, what: str) -> None:
    assert q1(grade(q1=TOLD_NOTHING[what])).misconception == ""


def test_a_blank_question_is_told_nothing(with_and_without: list[Examiner], mini: Build) -> None:
    result = with_and_without[0].grade(nbformat.writes(mini.released).encode())
    assert {(one.verdict, one.misconception) for one in result.questions[:2]} == {(Verdict.BLANK, "")}


SQUARE = "np.asarray(x) ** 2"
SECOND_PASS = {  # what an answer does from its third call on
    "answers rightly": "return np.asarray(x) + 10",
    "hangs": "while True: pass",
    "hangs and cannot be interrupted": """while True:
            try:
                while True: pass
            except BaseException: pass""",
    "dies": "import os; os._exit(0)",
    "floods": "return ['no'] * 400_000",
    "floods with numbers": "return np.zeros(2**23)",
    "answers nonsense": "return {'a': [None, shifted, 3.5, {'b': object()}]}",
    "raises": "raise KeyError('shifted')",
}


@pytest.mark.parametrize("how", SECOND_PASS)
def test_who_behaves_otherwise_when_asked_again_gains_and_loses_nothing(grade: Grade, how: str) -> None:
    """The last question's candidate is asked again; it can count."""
    counting = (
        "calls = 0\n\n\ndef shifted(x):\n    global calls\n    calls += 1\n"
        f"    if calls > 2:\n        {SECOND_PASS[how]}\n    return np.asarray(x) + (10 if calls == 1 else 3)"
    )
    began = time.monotonic()
    result = grade(q2=counting)
    assert [one.score for one in result.questions] == [3, 1, 0]
    assert result.questions[1].verdict == Verdict.PARTIAL
    assert result.message == ""
    if how.startswith("hangs"):
        assert time.monotonic() - began > 2  # it was asked


def test_what_an_answer_notes_when_it_is_asked_again_reaches_no_other_question(grade: Grade) -> None:
    counting = f"calls = 0\n\n\ndef double(x):\n    global calls\n    calls += 1\n    return {SQUARE}"
    later = "def shifted(x):\n    return np.asarray(x) + (offset if calls == 2 else 0)"
    result = grade(q1=counting, q2=later)
    assert [one.score for one in result.questions] == [1.5, 2, 0]
    assert q1(result).misconception == SQUARES


def test_an_answer_that_gives_something_else_when_it_is_asked_again_is_not_named(grade: Grade) -> None:
    once = (
        f"calls = 0\n\n\ndef double(x):\n    global calls\n    calls += 1\n    return {SQUARE} + (calls > 2)"
    )
    assert q1(grade(q1=once)).misconception == ""


def test_no_cell_runs_again_for_it_and_later_cells_change_nothing(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    run = session.Session.run

    def noted(self: session.Session, source: str, seed: int) -> Any:
        ran.append(source)
        return run(self, source, seed)

    monkeypatch.setattr(session.Session, "run", noted)
    answers = {
        "q1": f"def double(x):\n    return {SQUARE}",
        "q2": "def shifted(x):\n    return np.asarray(x) + offset\n\ndouble = None",
    }
    assert q1(grade(**answers)).misconception == SQUARES
    assert [ran.count(source) for source in answers.values()] == [2, 2]  # once with, once without


def test_where_a_cell_raised_nothing_of_what_was_to_be_trained_is_named(
    diagnosed: Course, mini: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = catalogue_of(diagnosed)
    trained = msgspec.structs.replace(catalogue.questions["q1"], open_cases=["q1 - 1"])
    monkeypatch.setattr(
        misconceptions, "usable", lambda *_: msgspec.structs.replace(catalogue, questions={"q1": trained})
    )
    squares = f"def double(x):\n    return {SQUARE}"
    with contextlib.closing(
        Examiner(
            mini.assignment,
            diagnosed.assignment("mini"),
            choose("namespaces"),
            mode=RunMode(str(diagnosed.catalogue("mini"))),
        )
    ) as examiner:
        found = [
            q1(examiner.grade(nbformat.writes(mini.notebook({"q1": [cell]})).encode())).misconception
            for cell in (squares, f"{squares}\n\nraise ValueError")
        ]
    assert found == [SQUARES, ""]


def test_what_fails_on_our_side_is_told_and_costs_nothing(
    grade: Grade, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(misconceptions, "match", broken)
    result = grade(q1=f"def double(x):\n    return {SQUARE}")
    assert result.score == 3.5
    assert str(result.message) == "Looking for misconceptions failed for a reason of the grader's."
    assert "a mistake of ours" in capsys.readouterr().err


def catalogue_of(course: Course) -> Catalogue:
    catalogue = read(str(course.catalogue("mini")))
    assert catalogue is not None
    return catalogue


def test_the_catalogue_holds_no_numbers_of_tests_and_is_small(diagnosed: Course) -> None:
    catalogue = catalogue_of(diagnosed)
    assert len(catalogue.seed) == 32
    assert set(catalogue.questions) == {"q1", "q2"}
    assert not any(known.open_cases for known in catalogue.questions.values())  # two runs give the same
    assert diagnosed.catalogue("mini").stat().st_size < 20_000


def test_a_run_is_kept_until_its_question_changes(course: Course, change: Change) -> None:
    first, _ = run(course)
    assert {"squares", "squares in other words", "sum", "reference"} <= {*first}
    seed = catalogue_of(course).seed
    assert run(course)[0] == []
    change("master.py", "reference.shifted(points)", "points + 10")
    assert run(course)[0] == []  # no wrong answer loses points in q2
    change("master.py", "x = rng.normal(size=(3, 4))", "x = rng.normal(size=(4, 4))")
    ran, found = run(course)
    assert "squares" in ran
    assert all(one.right for one in found)
    assert catalogue_of(course).seed == seed


@pytest.fixture
def copied(diagnosed: Course, course: Course) -> Course:
    """The diagnosed course as a copy that a test may break."""
    shutil.rmtree(course.root / "solutions")
    shutil.copytree(diagnosed.root / "solutions", course.root / "solutions")
    return course


def test_a_catalogue_outlives_another_name_of_a_test_case_and_another_layout(
    copied: Course, change: Change
) -> None:
    change("master.py", "def test_double_of_anything(", "def test_any_double(")
    change("master.py", "x = rng.normal(size=(3, 4))", "x = rng.normal(\n        size=(3, 4),  # any\n    )")
    assert complaint(build(copied, "mini").assignment, str(copied.catalogue("mini"))) == ""
    assert told(copied)


def test_a_catalogue_that_does_not_fit_is_not_used(copied: Course, change: Change) -> None:
    course = copied
    path = course.catalogue("mini")
    assert complaint(build(course, "mini").assignment, str(path)) == ""
    change("master.py", "x = rng.normal(size=(3, 4))", "x = rng.normal(size=(4, 4))")
    changed = build(course, "mini").assignment
    assert complaint(changed, str(path)) == (
        "No misconception is named in q1 of mini, which changed after the catalogue was made: "
        "`autograder diagnose mini` renews it."
    )
    assert told(course) == ""
    path.write_text("{", encoding="utf-8")
    assert "holds no diagnosis" in complaint(changed, str(path))
    assert told(course) == ""
    assert read(str(path.with_name("none.json"))) is None


def told(course: Course) -> str:
    """What the answer that squares is told."""
    made = build(course, "mini")
    mode = RunMode(str(course.catalogue("mini")))
    examiner = Examiner(made.assignment, course.assignment("mini"), choose("off"), mode=mode)
    try:
        squares = made.notebook({"q1": [f"def double(x):\n    return {SQUARE}"]})
        return q1(examiner.grade(nbformat.writes(squares).encode())).misconception
    finally:
        examiner.close()


def test_a_new_catalogue_leaves_the_grades_valid(copied: Course) -> None:
    with_one = build(copied, "mini").assignment
    copied.catalogue("mini").unlink()
    assert build(copied, "mini").assignment == with_one
    assert told(copied) == ""


def test_the_tally_fails_below_the_share_and_where_a_right_answer_is_named() -> None:
    def answer(name: str, accepted: bool = False) -> Answer:
        return Answer(name, accepted, {}, f"About {name}.", {} if accepted else {"q1": 1.0})

    good = [Diagnosed(answer(f"a{i}"), {"q1": f"About a{i}."}, []) for i in range(19)]
    missed = Diagnosed(answer("b"), {"q1": ""}, [])
    confused = Diagnosed(answer("c"), {"q1": "About a1."}, ["q1"])
    fine = Diagnosed(answer("d", accepted=True), {}, [])
    accused = Diagnosed(answer("e", accepted=True), {"q1": "About a1."}, [])
    assert Tally("mini", [*good, missed, fine]).holds
    assert not Tally("mini", [*good, missed, confused]).holds
    assert not Tally("mini", [*good, accused]).holds
    tally = Tally("mini", [*good, missed, confused, fine, accused])
    assert (tally.wrong, tally.right, len(tally.misnamed), len(tally.unnamed)) == (21, 19, 1, 1)
    assert tally.sentences == [
        "mini: e was told q1: About a1.",
        "mini: c was told q1: About a1.",
        "mini: b was told q1: nothing",
    ]


def test_an_old_result_without_a_misconception_is_read() -> None:
    old = b'{"name": "q1", "verdict": "failed", "score": 0.0, "possible": 1.0}'
    assert msgspec.json.decode(old, type=QuestionResult).misconception == ""


def test_the_table_is_readable_in_80_columns() -> None:
    tallies = [Tally("sequence-classification", []), Tally("contextual-embeddings", [])]
    for tally in tallies:
        tally.wrong = tally.right = tally.losses = tally.right_losses = tally.accepted = 44
    console = Console(file=io.StringIO(), width=80)
    console.print(table(tallies))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "sequence-classification" in shown
    assert shown.count("44 of 44") == 4
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80
