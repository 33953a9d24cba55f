"""What a question is told of cells that are not its own, and what the whole submission is told."""

from __future__ import annotations

from autograder.candidate.messages import Raised
from autograder.examiner.alignment.align import Step
from autograder.examiner.session.told import Told, same
from autograder.examiner.troubles import Explained, FailedCell, explain
from autograder.results import QuestionResult, Verdict
from autograder.results import TestCaseResult as CaseResult

IMPORTS = Step("import numpy as np\nimport nothing\nimport torch", None, "given")
ANSWER = Step("def f(x):\n    return torch.exp(x)", "q1", "answer", ["q1"])
OTHER = Step("def g(x):\n    return f(np.sum(x))", "q2", "answer", ["q2"])
NO_MODULE = FailedCell(
    0, IMPORTS, same("raised ModuleNotFoundError"), Raised("ModuleNotFoundError", "", "line 2", 2)
)


def told(
    *failed: FailedCell, steps: list[Step], scores: dict[str, float], messages: dict[str, str] | None = None
) -> Explained:
    results = {}
    for name, score in scores.items():
        message = (messages or {}).get(name, "wrong")
        case = CaseResult(
            "a test", hidden=False, passed=score == 1, points=score, possible=1, message=message
        )
        results[name] = QuestionResult(name, Verdict.FAILED, score, 1, [case])
    return explain(failed, steps, results, set())


def public(found: Explained) -> dict[str, list[str]]:
    return {name: [sentence.public for sentence in said] for name, said in found.questions.items()}


def test_a_name_that_a_failed_cell_would_have_defined_is_told_where_it_is_used() -> None:
    found = told(NO_MODULE, steps=[IMPORTS, ANSWER, OTHER], scores={"q1": 0, "q2": 0.5})
    assert public(found) == {
        "q1": ["`torch` is missing: the cell `import numpy as np` raised ModuleNotFoundError."],
        "q2": [],  # numpy was imported before the line that raised
    }
    assert [said.full for said in found.whole] == [
        "The cell `import numpy as np`, which belongs to no question, raised ModuleNotFoundError; "
        "q1 lacks what it should have done."
    ]


def test_a_name_that_is_only_met_when_the_answer_is_called_is_told_by_its_message() -> None:
    through = {"q2": "Your code raised NameError: name 'torch' is not defined (line 2 of f)."}
    found = told(NO_MODULE, steps=[IMPORTS, ANSWER, OTHER], scores={"q1": 0, "q2": 0}, messages=through)
    assert found.questions["q2"] == found.questions["q1"]
    assert "q1 and q2 lack what it should have done" in found.whole[0].full


def test_a_name_that_another_cell_defined_is_not_missing() -> None:
    again = Step("import torch", "q1", "added")
    found = told(NO_MODULE, steps=[IMPORTS, again, ANSWER], scores={"q1": 0})
    assert public(found) == {"q1": []}
    assert [said.full for said in found.whole] == [
        "The cell `import numpy as np`, which belongs to no question, raised ModuleNotFoundError."
    ]


def test_a_chain_of_cells_is_followed_to_its_begin() -> None:
    device = Step("device = torch.device('cpu')", None, "given")
    answer = Step("def f(x): return x.to(device)", "q1", "answer", ["q1"])
    name_error = Raised("NameError", "name 'torch' is not defined", "line 1", 1)
    second = FailedCell(1, device, same("raised NameError"), name_error)
    found = told(NO_MODULE, second, steps=[IMPORTS, device, answer], scores={"q1": 0})
    assert public(found)["q1"] == [
        "`torch` is missing: the cell `import numpy as np` raised ModuleNotFoundError.",
        "`device` is missing: the cell `device = torch.device('cpu')` raised NameError.",
    ]


def test_what_a_stopped_cell_does_is_missing_in_every_question_after_it_that_lost_points() -> None:
    endless = Step("while True: pass", None, "given")
    early = Step("def e(): pass", "q0", "answer", ["q0"])
    stopped = FailedCell(1, endless, same("was stopped: too slow"))
    scores = {"q0": 0.0, "q1": 0.0, "q2": 1.0}
    found = told(stopped, steps=[early, endless, ANSWER, OTHER], scores=scores)
    assert public(found) == {
        "q0": [],
        "q1": ["What the cell `while True: pass` should have done is missing: it was stopped: too slow."],
    }


def test_what_a_hidden_test_says_names_no_cell() -> None:
    case = CaseResult("t", True, False, 0, 1, "name 'torch' is not defined")
    results = {"q2": QuestionResult("q2", Verdict.FAILED, 0, 1, [case])}
    assert explain([NO_MODULE], [IMPORTS, ANSWER, OTHER], results, set()).questions == {"q2": []}


def test_another_questions_cell_is_told_where_its_names_are_missing() -> None:
    broken = FailedCell(
        1, ANSWER, same("raised SyntaxError"), Raised("SyntaxError", "invalid syntax", "line 1")
    )
    found = told(broken, steps=[IMPORTS, ANSWER, OTHER], scores={"q2": 0})
    assert public(found)["q2"] == ["`f` is missing: the cell `def f(x):` raised SyntaxError."]
    assert [said.full for said in found.whole] == []


def test_a_star_import_that_failed_is_told_where_a_name_is_missing() -> None:
    star = Step("from utils import *", None, "given")
    failed = FailedCell(
        0, star, same("raised ModuleNotFoundError"), Raised("ModuleNotFoundError", "", "line 1", 1)
    )
    answer = Step("def f(x): return soft(x)", "q1", "answer", ["q1"])
    said = {"q1": "Your code raised NameError: name 'soft' is not defined (line 1 of f)."}
    found = told(failed, steps=[star, answer], scores={"q1": 0}, messages=said)
    assert public(found)["q1"] == [
        "`soft` is missing: the cell `from utils import *` raised ModuleNotFoundError."
    ]


def test_a_student_reads_of_a_failed_cell_what_may_be_read_and_the_instructor_all() -> None:
    raised = FailedCell(0, IMPORTS, Told("raised ValueError in line 2", "raised ValueError: [3.14]"))
    found = told(raised, steps=[IMPORTS, ANSWER], scores={"q1": 0})
    [whole] = found.whole
    assert "raised ValueError in line 2" in whole.public
    assert "3.14" not in whole.public
    assert "3.14" in whole.full


def test_no_name_is_repeated_that_the_notebook_does_not_hold() -> None:
    star = Step("from utils import *", None, "given")
    missing = Raised("ModuleNotFoundError", "", "line 1", 1)
    broken = FailedCell(0, star, same("raised ModuleNotFoundError"), missing)
    answer = Step("def f(x): return soft(x)", "q1", "answer", ["q1"])
    for name, expected in (
        ("soft", ["`soft` is missing: the cell `from utils import *` raised"]),
        ("x314", []),
    ):
        said = Raised("NameError", f"name '{name}' is not defined", "line 1", 1)
        own = FailedCell(1, answer, same("raised NameError"), said)
        found = told(broken, own, steps=[star, answer], scores={"q1": 0})
        assert [one.rpartition(" ")[0] for one in public(found)["q1"]] == expected
