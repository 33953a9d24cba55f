"""Grading the mini assignment in every sandbox of this machine: right work, wrong work, and accidents."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import nbformat
import pytest

from autograder.assignment.build import Build
from autograder.course.course import Course
from autograder.examiner import hints, submission_run
from autograder.examiner.examiner import Examiner
from autograder.examiner.session import session
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote
from autograder.settings import PlainBudget

Grade = Callable[..., GradingResult]


def by_name(result: GradingResult) -> dict[str, QuestionResult]:
    return {question.name: question for question in result.questions}


def test_the_reference_gets_full_marks(grade: Grade) -> None:
    result = grade()
    assert (result.status, result.score, result.possible) == (Status.GRADED, 5, 5)
    assert [question.verdict for question in result.questions] == ["passed", "passed", "manual"]
    assert result.changes == []
    assert result.message == ""
    assert result.peak_memory > 2**20


def test_the_untouched_notebook_gets_nothing_and_is_blank(examiner: Examiner, mini: Build) -> None:
    result = examiner.grade(nbformat.writes(mini.released).encode())
    assert result.score == 0
    assert [question.verdict for question in result.questions] == ["blank", "blank", "manual"]


def test_what_the_student_wrote_is_kept_and_a_long_answer_cut(grade: Grade) -> None:
    long = "shifted = lambda x: x + offset" + "  # why" * 1000
    result = by_name(grade(q1="double = lambda x: 2 * x", q2=long))
    assert result["q1"].answer == "double = lambda x: 2 * x"
    assert result["q2"].answer == f"{long[:4000]}\n… ({len(long) - 4000:,} more characters)"
    assert result["q3"].answer == ""


def test_where_a_person_grades_all_questions_nothing_is_run(course: Course, mini: Build) -> None:
    essay = mini.assignment.testing(["q3"])
    with contextlib.closing(Examiner(essay, course.assignment("mini"), choose("off"))) as examiner:
        result = examiner.grade(nbformat.writes(mini.notebook()).encode())
    assert (result.status, result.possible, result.cell_seconds) == (Status.GRADED, 0, 0)
    assert [question.verdict for question in result.questions] == ["manual", "manual", "manual"]


def test_what_was_meant_for_a_gpu_is_graded_without_one_and_told(course: Course, mini: Build) -> None:
    with_torch = msgspec.structs.replace(mini.assignment, runtime="torch")
    on_gpu = "def double(x):\n    return (torch.as_tensor(x).cuda() * 2).numpy()"
    asks_the_gpu = f"torch.ones(1).cuda()\ntorch.cuda.get_device_properties(0)\n{on_gpu}"
    with contextlib.closing(Examiner(with_torch, course.assignment("mini"), choose("off"))) as examiner:
        results = [
            examiner.grade(nbformat.writes(mini.notebook({"q1": [f"import torch\n{cell}"]})).encode())
            for cell in (f"torch.ones(1).cuda()\n{on_gpu}", asks_the_gpu)
        ]
    assert [result.score for result in results] == [5, 2]
    assert all(str(result.message) == str(submission_run.CUDA_IS_CPU) for result in results)
    assert str(hints.NEEDS_GPU) in str(by_name(results[1])["q1"].message)


def test_the_versions_are_those_that_the_cells_ran_with(grade: Grade) -> None:
    """In a container, these are the image's."""
    told = grade(
        q1="import platform\n"
        "def double(x): raise ValueError(platform.python_version() + ' ' + np.__version__)"
    )
    assert f"{told.versions['python']} {told.versions['numpy']}" in str(by_name(told)["q1"].tests[0].message)
    assert told.versions["otter-grader"] == importlib.metadata.version("otter-grader")


def test_partial_credit_and_a_message_that_teaches(grade: Grade) -> None:
    question = by_name(grade(q1="def double(x): return np.asarray(x) ** 2"))["q1"]
    assert (question.verdict, question.score, question.possible) == (Verdict.PARTIAL, 1.5, 3)
    public, hidden = question.tests
    assert public.passed
    assert not public.hidden
    assert hidden.hidden
    assert not hidden.passed
    assert str(hidden.message) == "double must work for any numbers."  # all that a student reads
    assert hidden.full.startswith(f"{hidden.message} Expected double(x) to be")
    assert "rng" not in hidden.full  # nothing of the test's source


def test_an_exception_in_a_called_function_is_told_as_the_students(grade: Grade) -> None:
    question = by_name(grade(q1="def double(x):\n    return x.twice"))["q1"]
    assert question.score == 0
    assert str(question.tests[0].message) == (
        "Your code raised AttributeError: 'int' object has no attribute 'twice' (line 2 of double)."
    )


def test_a_cell_that_raises_costs_its_question_only(grade: Grade) -> None:
    questions = by_name(grade(q1="1 / 0"))
    assert questions["q1"].verdict == Verdict.ERROR
    assert "ZeroDivisionError" in str(questions["q1"].message)
    assert "does not define `double`" in str(questions["q1"].tests[0].message)
    assert questions["q2"].verdict == Verdict.PASSED


def with_offset(mini: Build, source: str) -> bytes:
    """The reference with another text in the given cell that defines the offset, which only q2 needs."""
    notebook = mini.notebook()
    next(cell for cell in notebook.cells if cell.source == "offset = 10.0").source = source
    return nbformat.writes(notebook).encode()


def test_a_given_cell_that_raises_is_told_where_it_is_missed_and_on_the_whole(
    examiner: Examiner, mini: Build
) -> None:
    result = examiner.grade(with_offset(mini, "import nothing_such\noffset = 10.0"))
    questions = by_name(result)
    said = (
        "the cell `import nothing_such` raised ModuleNotFoundError: No module named 'nothing_such' (line 1)."
    )
    assert str(questions["q1"].message) == ""
    assert str(questions["q2"].message) == f"`offset` is missing: {said}"
    assert "belongs to no question, raised ModuleNotFoundError" in str(result.message)
    assert "q2 lacks what it should have done. In grading `nothing_such` is not installed" in str(
        result.message
    )
    raised = "raised ModuleNotFoundError: No module named 'nothing_such' (line 1)"
    (trouble,) = result.troubles
    assert (trouble.cell, trouble.question, str(trouble.said)) == ("import nothing_such", "", raised)


@pytest.mark.parametrize(
    ("source", "said"),
    [("while True: pass", "its budget of 2 seconds"), ("import os\nos._exit(3)", "exit status 3")],
)
def test_a_given_cell_that_is_stopped_is_told_where_points_are_lost_and_on_the_whole(
    examiner: Examiner, mini: Build, source: str, said: str
) -> None:
    result = examiner.grade(with_offset(mini, source))
    questions = by_name(result)
    assert str(questions["q1"].message) == ""
    assert "should have done is missing: it was stopped:" in str(questions["q2"].message)
    assert said in str(questions["q2"].message)
    assert "which belongs to no question, was stopped" in str(result.message)


def test_a_cell_of_a_question_for_a_person_is_told_too(course: Course, mini: Build) -> None:
    notebook = nbformat.writes(mini.notebook({"q1": ["plot()"]})).encode()
    only_q2 = mini.assignment.testing(["q2"])
    with contextlib.closing(Examiner(only_q2, course.assignment("mini"), choose("off"))) as examiner:
        questions = by_name(examiner.grade(notebook))
    assert questions["q1"].verdict == Verdict.MANUAL
    assert "raised NameError: name 'plot' is not defined" in str(questions["q1"].message)


@pytest.mark.parametrize("sandbox", ["namespaces", "docker", "off"])
def test_files_beside_the_notebook_are_there_whoever_gave_them(
    course: Course, mini: Build, requires: Callable[[str], str], sandbox: str, tmp_path: Path
) -> None:
    """After a cell that ends its process they are there again, as they were handed in."""
    requires(sandbox)
    tmp_path.chmod(0o755)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "given.py").write_text("two = 2")
    notebook = mini.notebook(
        {
            "q1": [
                "from lib.given import two\nfrom own.utils import times\nopen('own/utils.py', 'w')",
                "import os\ndef double(x):\n    return times(x, two) if x is not None else os._exit(1)",
                "double(None)",
            ],
            "q2": [
                "from pathlib import Path\nassert Path('empty.txt').read_text() == ''",
                *mini.solutions["q2"],
            ],
        }
    )
    files = {
        "own/utils.py": b"import numpy as np\ndef times(x, y): return np.asarray(x) * y",
        "empty.txt": b"",
    }
    given = msgspec.structs.replace(mini.assignment, given_folder=str(tmp_path))
    with contextlib.closing(Examiner(given, course.assignment("mini"), choose(sandbox))) as examiner:
        result = examiner.grade(nbformat.writes(notebook).encode(), files=files)
        other = examiner.grade(nbformat.writes(notebook).encode())
    assert [case.message for case in by_name(result)["q1"].tests] == ["", ""]
    assert "exit status 1" in str(by_name(result)["q1"].message)
    assert by_name(result)["q2"].message == ""
    assert "No module named 'own'" in str(by_name(other)["q1"].message)


HANGS = {
    "a loop": "while True:\n    pass",
    "a sleep": "import time\ntime.sleep(1000)",
    "a loop that catches everything": (
        "import time\nwhile True:\n    try:\n        time.sleep(100)\n    except BaseException:\n        pass"
    ),
}


@pytest.fixture
def hurried(examiner: Examiner, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs in q1 is stopped soon."""
    settings = course.assignment("mini").settings
    short = msgspec.structs.replace(
        settings, budgets={"q1": PlainBudget(0.5, settings.budget_for("q1").memory)}
    )
    monkeypatch.setattr(examiner, "_config", short)
    monkeypatch.setattr(session, "GRACE_SECONDS", 0.5)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("how", HANGS)
def test_a_cell_that_never_ends_costs_its_question_only(grade: Grade, how: str) -> None:
    result = grade(q1=HANGS[how])
    questions = by_name(result)
    assert questions["q1"].verdict == Verdict.TIMEOUT
    assert "its budget of 0.5 seconds" in str(questions["q1"].message)
    assert questions["q2"].verdict == Verdict.PASSED


@pytest.mark.usefixtures("hurried")
def test_a_function_that_never_returns_costs_its_question_only(grade: Grade) -> None:
    questions = by_name(grade(q1="def double(x):\n    while True: pass"))
    assert questions["q1"].verdict == Verdict.TIMEOUT
    assert questions["q2"].verdict == Verdict.PASSED


DEATHS = {
    "os._exit": ("import os\nos._exit(0)", "exit status 0"),
    "SIGKILL": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nsignal.pause()", ""),
    "a segmentation fault": ("import ctypes\nctypes.string_at(0)", "signal 11"),
    "abort": ("import os\nos.abort()", "signal "),
}


@pytest.mark.parametrize("how", DEATHS)
def test_code_that_kills_its_process_costs_its_question_only(grade: Grade, how: str) -> None:
    source, said = DEATHS[how]
    questions = by_name(grade(q1=source))
    assert questions["q1"].score == 0
    assert said in str(questions["q1"].message)
    assert questions["q2"].verdict == Verdict.PASSED


def test_a_function_that_kills_its_process_costs_its_question_only(grade: Grade) -> None:
    questions = by_name(grade(q1="def double(x):\n    import os; os._exit(3)"))
    assert questions["q1"].verdict == Verdict.ERROR
    assert "exit status 3" in questions["q1"].full
    assert "exit status" not in str(questions["q1"].message)  # which hidden inputs may have decided
    assert questions["q2"].verdict == Verdict.PASSED


@pytest.mark.parametrize("call", ["exit()", "quit()", "raise SystemExit(1)", "import sys; sys.exit(2)"])
def test_exit_is_ignored_and_said(grade: Grade, call: str) -> None:
    result = grade(added={4: call})
    assert result.score == 5
    assert "exit()" in str(result.message)


def test_too_much_memory_is_its_questions_loss(grade: Grade) -> None:
    questions = by_name(grade(q1="hog = np.ones(2**34)\ndef double(x): return 2 * x"))
    assert questions["q1"].verdict == Verdict.OUT_OF_MEMORY
    assert questions["q2"].verdict == Verdict.PASSED


def test_magics_and_missing_commands_do_not_stop_a_notebook(grade: Grade) -> None:
    result = grade(added={2: "%matplotlib inline\n!nosuchcommand\n%time x = 1", 3: "input('name? ')"})
    assert result.score == 5


def test_what_a_cell_prints_is_no_trouble(grade: Grade) -> None:
    assert grade(added={2: "import sys\nprint('x' * 10**7)\nsys.stderr.write('warning')"}).score == 5


def test_an_added_cell_changes_the_chances_of_no_other(grade: Grade) -> None:
    drawn = "raise ValueError(str(np.random.rand()))"
    said = {
        str(by_name(grade(added, q1=drawn))["q1"].message)
        for added in (None, {1: "1 + 1"}, {2: "a = 1", 3: "a"})
    }
    assert len(said) == 1
    assert "ValueError: 0." in said.pop()
    assert by_name(grade(q1=f"pass\n{drawn}"))["q1"].message != by_name(grade(q2=drawn))["q2"].message


def test_a_value_is_tested_as_its_question_left_it(grade: Grade) -> None:
    """q2's tests use the offset; a later cell that changes it comes after them."""
    assert grade(added={-1: "offset = 0.0"}).score == 5


def test_the_next_submission_starts_clean(grade: Grade) -> None:
    grade(
        added={
            2: "import builtins, numpy\nbuiltins.leak = 1\nnumpy.asarray = None\nopen('f', 'w').write('x')"
        }
    )
    result = grade(
        added={2: "import builtins, os\nassert not hasattr(builtins, 'leak') and not os.listdir()"}
    )
    assert result.score == 5
    assert result.questions[0].message == ""


def test_the_same_submission_gives_the_same_verdicts(grade: Grade) -> None:
    noisy = "def double(x): return 2 * np.asarray(x) + (np.random.rand() > 0.5)"
    first = [question.score for question in grade(q1=noisy).questions]
    assert all([question.score for question in grade(q1=noisy).questions] == first for _ in range(5))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b'{"cells": [{"cell_type": "code", "sou', "cut off"),
        (b"[1, 2, 3]", "not a notebook"),
    ],
)
def test_what_is_no_notebook_is_unreadable(examiner: Examiner, data: bytes, said: str) -> None:
    result = examiner.grade(data)
    assert result.status == Status.UNREADABLE
    assert said in str(result.message)
    assert result.score == 0


def test_another_assignments_notebook_is_refused(examiner: Examiner) -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(f"other = {i} * 7") for i in range(9)]
    )
    notebook.metadata["otter"] = {"assignment_name": "cooking"}
    result = examiner.grade(nbformat.writes(notebook).encode())
    assert result.status == Status.UNREADABLE
    assert "cooking" in str(result.message)


def test_a_deleted_answer_is_blank_and_said(examiner: Examiner, mini: Build) -> None:
    notebook = mini.notebook()
    notebook.cells = [cell for cell in notebook.cells if "def double" not in cell.source]
    result = examiner.grade(nbformat.writes(notebook).encode())
    assert by_name(result)["q1"].verdict == Verdict.BLANK
    assert by_name(result)["q2"].verdict == Verdict.PASSED
    assert any("q1" in str(change) for change in result.changes)


def test_a_deleted_given_cell_is_put_back_and_said(examiner: Examiner, mini: Build) -> None:
    notebook = mini.notebook()
    notebook.cells = [cell for cell in notebook.cells if cell.source != "offset = 10.0"]
    result = examiner.grade(nbformat.writes(notebook).encode())
    assert result.score == 5
    assert any("offset = 10.0" in str(change) for change in result.changes)


def test_a_shell_command_runs_and_the_cell_goes_on(grade: Grade) -> None:
    cell = "!echo hello\nassert _exit_code == 0\nlines = !echo $offset\nassert lines == ['10.0'], lines"
    assert grade(added={4: f"{cell}\n!pip install nothing-such\noffset = offset"}).questions[0].message == ""


def test_a_candidate_that_is_killed_from_outside_costs_nothing(examiner: Examiner, mini: Build) -> None:
    """By the kernel for want of memory, say, or by a person: the run goes on in a new one."""
    notebook = nbformat.writes(mini.notebook()).encode()
    kill = threading.Timer(0.25, lambda: kill_candidates_of(examiner))
    slow = mini.notebook({"q2": ["import time\ntime.sleep(0.6)", *mini.solutions["q2"]]})
    kill.start()
    result = examiner.grade(nbformat.writes(slow).encode())
    kill.join()
    assert result.score == 5
    assert [question.message for question in result.questions] == ["", "", ""]
    assert examiner.grade(notebook).score == 5


def test_the_next_candidate_waits_and_is_replaced_where_it_was_killed(
    examiner: Examiner, mini: Build
) -> None:
    """Its death is no submission's: the one kill that is forgiven is still to come."""
    examiner.grade(nbformat.writes(mini.notebook()).encode())
    examiner._zygote.await_forks()
    kill_candidates_of(examiner)
    time.sleep(0.1)
    test_a_candidate_that_is_killed_from_outside_costs_nothing(examiner, mini)


def _root(examiner: Examiner) -> int:
    """What is above all of the examiner's candidates, as this machine sees it."""
    assert isinstance(examiner._zygote, Zygote)
    process = examiner._zygote._launch._process
    names = [word.partition("=")[2] for word in process.args if word.startswith("--name=")]
    if not names:
        return process.pid
    inspect = ["docker", "inspect", "--format", "{{.State.Pid}}", *names]
    return int(subprocess.run(inspect, capture_output=True, text=True, check=True).stdout)


def kill_candidates_of(examiner: Examiner) -> None:
    """SIGKILL to the newest process below the zygote: the candidate."""
    below = [_root(examiner)]
    for pid in below:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            below += map(int, children.read_text().split())
    os.kill(max(below), signal.SIGKILL)


OF_INPUTS = """
seen = []
mark = chr(77) + "ARK"
def double(x):
    seen.append(repr(x))
    return np.asarray(x) * 2
"""
LATER = [
    "raise ValueError(mark + str(seen))",
    "raise type(mark + str(len(seen)), (Exception,), {})()",
    "raise ModuleNotFoundError(f'No module named {mark!r}')",
    "raise NameError(f'name {mark!r} is not defined')",
    "get_ipython().tell(mark + str(seen))",
    "!echo {mark}; exit 3",
    "print('Traceback (most recent call last)', mark, seen)",
]


@pytest.mark.parametrize("source", LATER)
def test_what_code_says_that_has_seen_hidden_inputs_is_for_the_instructor(grade: Grade, source: str) -> None:
    result = grade(q1=OF_INPUTS, q2=f"{source}\ndef shifted(x):\n    raise KeyError(mark)")
    question = by_name(result)["q2"]
    visible = [result.message, *result.remarks, question.message, question.feedback]
    visible += [test.message for test in question.tests if not test.hidden]
    visible = [*map(str, [*visible, *(one.said for one in result.troubles)])]
    assert not [text for text in visible if "MARK" in text]


def test_the_instructor_reads_what_the_student_does_not(grade: Grade) -> None:
    result = grade(q1=OF_INPUTS, q2="raise ValueError(mark)")
    question = by_name(result)["q2"]
    assert "raised ValueError in line 1" in str(question.message)
    assert "raised ValueError: MARK" in question.full
    assert result.troubles[0].full == "raised ValueError: MARK (line 1)"


def test_what_code_says_before_anything_hidden_was_there_is_told_whole(grade: Grade) -> None:
    question = by_name(grade(q1="raise ValueError('of my own')"))["q1"]
    assert "ValueError: of my own (line 1)" in str(question.message)
    assert question.full == str(question.message)


def test_cells_that_are_slow_only_when_run_again_come_to_an_end_and_to_a_verdict(grade: Grade) -> None:
    """The budget is 2 s a question; replays take from what all of them have together."""
    slow = "import pathlib, time, os\nif not ran: time.sleep(1.8)\n"
    began = time.monotonic()
    result = grade(
        added={2: "ran = []"},
        q1=f"{slow}def double(x):\n    ran.append(1)\n    return np.asarray(x) * 2",
        q2="import os\nos._exit(1)\ndef shifted(x):\n    return x",
    )
    assert result.status is Status.GRADED
    assert by_name(result)["q2"].verdict in (Verdict.ERROR, Verdict.TIMEOUT)
    assert time.monotonic() - began < 60
