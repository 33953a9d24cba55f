"""Whose fault an error of a test is: the author's by the source alone, never by what student code gave."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pytest

from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.errors import ExaminerError
from autograder.examiner.testing import Examined, examine

HEAD = "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'q1'\npoints = None\n\n"


def run(body: str, **values: Any) -> Examined:
    test = (
        f"@test_case(name='test_it', points=1)\ndef test_it(given, rng):\n{textwrap.indent(body, '    ')}\n"
    )
    file = ExceptionTestFile.from_string(HEAD + test, "q1.py")
    return examine(file, {"given": None, "rng": np.random.default_rng(1), **values}, [])


AUTHOR_S = [
    "assert weigths == 3",
    "value = given\nassert value == 4, f'got {vlaue}'",
    "import no_such_module_here",
    "from autograder.examiner import no_such_check",
    "from autograder import checks\nchecks.no_such_check(given)",
    "from autograder import checks\nchecks.shape(given)",
    "from autograder import checks\nchecks.shape(given, (1,), 'it', hnit='x')",
    "import numpy as np\nnp.no_such_function(given)",
    "rng.nomral(3)",
    "def helper(x):\n    return undefined_thing\nhelper(given)",
    "assert [other for x in range(2)]",
]
STUDENT_S = [
    ("assert given + 1 == 2", None),
    ("assert given.shape == (3,)", None),
    ("assert given['key'] == 3", {}),
    ("assert given[4] == 3", [1, 2]),
    ("for row in given:\n    last = row\nassert last == 3", []),
    ("first, second = given", [1]),
    ("for row in given:\n    last = row\nassert all(last for _ in range(2))", []),
    ("from autograder import checks\nchecks.shape(*given)", []),
    ("from autograder import checks\nchecks.shape(**given)", {"no_such": 1}),
    ("from autograder import checks\nchecks.shape(given, (3,), 'it')", [1.0]),
    ("given()", 3),
    ("int(given)", "three"),
    ("raise given", "three"),
]


@pytest.mark.parametrize("body", AUTHOR_S)
def test_a_mistake_in_the_test_itself_is_its_author_s(body: str) -> None:
    with pytest.raises(ExaminerError, match="test_it: "):
        run(body, given=3)


@pytest.mark.parametrize(("body", "given"), STUDENT_S)
def test_what_the_student_s_value_can_cause_fails_the_test(body: str, given: object) -> None:
    examined = run(body, given=given)
    assert (examined.score, examined.tests[0].passed) == (0, False)


@pytest.mark.parametrize(
    ("body", "public"),
    [
        ("assert given == 4, 'it should be 4'", "it should be 4"),
        ("assert given == 4, f'it should be {4}, not {given}'", "it should be …, not …"),
        ("assert (\n    given\n    == 4\n), 'it should be 4'", "it should be 4"),
        ("assert given == 4, str(given)", "The check failed."),
        ("assert given == 4", "The check failed."),
        ("raise AssertionError(str(given))", "The check failed."),
        ("given.upper()", "The check could not use what your code gave (AttributeError)."),
    ],
)
def test_of_an_assertion_only_what_its_author_wrote_may_be_read_once_hidden_inputs_were_there(
    body: str, public: str
) -> None:
    test = f"@test_case(name='test_it', points=1)\ndef test_it(given):\n{textwrap.indent(body, '    ')}\n"
    file = ExceptionTestFile.from_string(HEAD + test, "q1.py")
    [case] = examine(file, {"given": 314}, [], exposed=True).tests
    assert str(case.message) == public
    assert "314" in case.full or body in ("assert given == 4", "given.upper()") or "should be 4" in body
    [before] = examine(file, {"given": 314}, []).tests
    assert str(before.message) == case.full
