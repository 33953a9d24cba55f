"""What a question is told of cells that are not its own, and what the whole submission is told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from autograder.candidate.messages import Raised
from autograder.examiner.alignment.align import Step
from autograder.examiner.troubles import Explained, FailedCell, explain
from autograder.message import Message, in_full, with_detail
from autograder.results import QuestionResult, Verdict

IMPORTS = Step("import numpy as np\nimport nothing\nimport torch", None, "given")
ANSWER = Step("def f(x):\n    return torch.exp(x)", "q1", "answer", ["q1"])
OTHER = Step("def g(x):\n    return f(np.sum(x))", "q2", "answer", ["q2"])
NO_MODULE = FailedCell(
    0, IMPORTS, "raised ModuleNotFoundError", Raised("ModuleNotFoundError", "", "line 2", 2)
)


def told(
    *failed: FailedCell,
    steps: list[Step],
    scores: dict[str, float],
    lacking: Mapping[str, set[str]] = MappingProxyType({}),
) -> Explained:
    results = {name: QuestionResult(name, Verdict.FAILED, score, 1) for name, score in scores.items()}
    return explain(failed, steps, results, set(), lacking)


def public(found: Explained) -> dict[str, list[str]]:
    return {name: [*map(str, sentences)] for name, sentences in found.questions.items()}


def full(message: Message | str) -> str:
    return str(in_full(message))


def test_a_name_that_a_failed_cell_would_have_defined_is_told_where_it_is_used() -> None:
    found = told(NO_MODULE, steps=[IMPORTS, ANSWER, OTHER], scores={"q1": 0, "q2": 0.5})
    assert public(found) == {
        "q1": ["`torch` is missing: the cell `import numpy as np` raised ModuleNotFoundError."],
        "q2": [],  # numpy was imported before the line that raised
    }
    assert [*map(full, found.whole)] == [
        "The cell `import numpy as np`, which belongs to no question, raised ModuleNotFoundError; "
        "q1 lacks what it should have done."
    ]


def test_a_name_that_is_only_met_when_the_answer_is_called_is_told_as_well() -> None:
    through = {"q2": {"torch"}}
    found = told(NO_MODULE, steps=[IMPORTS, ANSWER, OTHER], scores={"q1": 0, "q2": 0}, lacking=through)
    assert found.questions["q2"] == found.questions["q1"]
    assert "q1 and q2 lack what it should have done" in full(found.whole[0])


def test_a_name_that_another_cell_defined_is_not_missing() -> None:
    again = Step("import torch", "q1", "added")
    found = told(NO_MODULE, steps=[IMPORTS, again, ANSWER], scores={"q1": 0})
    assert public(found) == {"q1": []}
    assert [*map(full, found.whole)] == [
        "The cell `import numpy as np`, which belongs to no question, raised ModuleNotFoundError."
    ]


def test_a_chain_of_cells_is_followed_to_its_begin() -> None:
    device = Step("device = torch.device('cpu')", None, "given")
    answer = Step("def f(x): return x.to(device)", "q1", "answer", ["q1"])
    name_error = Raised("NameError", "name 'torch' is not defined", "line 1", 1)
    second = FailedCell(1, device, "raised NameError", name_error)
    found = told(NO_MODULE, second, steps=[IMPORTS, device, answer], scores={"q1": 0})
    assert public(found)["q1"] == [
        "`torch` is missing: the cell `import numpy as np` raised ModuleNotFoundError.",
        "`device` is missing: the cell `device = torch.device('cpu')` raised NameError.",
    ]


def test_what_a_stopped_cell_does_is_missing_in_every_question_after_it_that_lost_points() -> None:
    endless = Step("while True: pass", None, "given")
    early = Step("def e(): pass", "q0", "answer", ["q0"])
    stopped = FailedCell(1, endless, "was stopped: too slow")
    scores = {"q0": 0.0, "q1": 0.0, "q2": 1.0}
    found = told(stopped, steps=[early, endless, ANSWER, OTHER], scores=scores)
    assert public(found) == {
        "q0": [],
        "q1": ["What the cell `while True: pass` should have done is missing: it was stopped: too slow."],
    }


def test_another_questions_cell_is_told_where_its_names_are_missing() -> None:
    broken = FailedCell(1, ANSWER, "raised SyntaxError", Raised("SyntaxError", "invalid syntax", "line 1"))
    found = told(broken, steps=[IMPORTS, ANSWER, OTHER], scores={"q2": 0})
    assert public(found)["q2"] == ["`f` is missing: the cell `def f(x):` raised SyntaxError."]
    assert [*map(full, found.whole)] == []


def test_a_star_import_that_failed_is_told_where_a_name_is_missing() -> None:
    star = Step("from utils import *", None, "given")
    failed = FailedCell(0, star, "raised ModuleNotFoundError", Raised("ModuleNotFoundError", "", "line 1", 1))
    answer = Step("def f(x): return soft(x)", "q1", "answer", ["q1"])
    found = told(failed, steps=[star, answer], scores={"q1": 0}, lacking={"q1": {"soft"}})
    assert public(found)["q1"] == [
        "`soft` is missing: the cell `from utils import *` raised ModuleNotFoundError."
    ]


def test_a_student_reads_of_a_failed_cell_what_may_be_read_and_the_instructor_all() -> None:
    raised = FailedCell(0, IMPORTS, with_detail("raised ValueError in line 2", "raised ValueError: [3.14]"))
    found = told(raised, steps=[IMPORTS, ANSWER], scores={"q1": 0})
    [whole] = found.whole
    assert "raised ValueError in line 2" in str(whole)
    assert "3.14" not in str(whole)
    assert "3.14" in full(whole)


def test_no_name_is_repeated_that_the_notebook_does_not_hold() -> None:
    star = Step("from utils import *", None, "given")
    missing = Raised("ModuleNotFoundError", "", "line 1", 1)
    broken = FailedCell(0, star, "raised ModuleNotFoundError", missing)
    answer = Step("def f(x): return soft(x)", "q1", "answer", ["q1"])
    for name, expected in (
        ("soft", ["`soft` is missing: the cell `from utils import *` raised"]),
        ("x314", []),
    ):
        said = Raised("NameError", f"name '{name}' is not defined", "line 1", 1)
        own = FailedCell(1, answer, "raised NameError", said)
        found = told(broken, own, steps=[star, answer], scores={"q1": 0})
        assert [one.rpartition(" ")[0] for one in public(found)["q1"]] == expected
