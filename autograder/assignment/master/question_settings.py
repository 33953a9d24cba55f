"""The settings in a master's raw cells and test configurations."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from autograder.course.fields import Number, Slug, Text, expects
from autograder.course.yaml_tables import Table


def _plain_sentence(text: str) -> str:
    if re.search(r'["\\\n]', text):
        raise ValueError("Otter pastes it between double quotes")
    return text


def _false(value: Any) -> Any:
    if value is not False:
        raise ValueError("not false")
    return value


_EachPoints = Annotated[Number, Field(ge=0)]
Flag = Annotated[bool, Field(strict=True), expects("true or false")]
Points = Annotated[_EachPoints, expects("a number of points, 0 or more")]
QuestionPoints = Annotated[
    _EachPoints | list[_EachPoints] | dict[Literal["each"], _EachPoints],
    expects("a number of points, 0 or more, or a list of one for each test case"),
]
Sentence = Annotated[
    str,
    Field(strict=True),
    AfterValidator(_plain_sentence),
    expects("a sentence in one line, without double quotes and backslashes"),
]
QuestionName = Annotated[
    str, Field(strict=True, pattern=r"^[A-Za-z0-9_]{1,40}$"), expects("a name of letters, digits and _")
]
Exceptions = Annotated[
    Any, BeforeValidator(_false), expects("false, which means that tests are functions that raise")
]


class TestFormat(Table):
    """How tests are written."""

    __test__ = False  # pytest must not collect it

    ok_format: Exceptions = Field(description="false, which means that tests are functions that raise")


class AssignmentSettings(Table):
    """A master's `# ASSIGNMENT CONFIG`; Otter checks the fields of any type."""

    name: Slug = Field(description="the name of the assignment's folder")
    tests: TestFormat = Field(description="`tests: {ok_format: false}`")
    init_cell: Flag = True
    check_all_cell: Flag = False
    export_cell: Any = True
    run_tests: Flag = True
    show_question_points: Flag = False
    generate: Any = None
    seed: Any = None
    save_environment: Flag = False
    ignore_modules: Any = None
    solutions_pdf: Any = None
    template_pdf: Any = None
    python_version: Any = None
    suppress_no_tests_warning: Flag = False


class QuestionSettings(Table):
    """A question's `# BEGIN QUESTION`.

    Attributes:
        given: lines of its solution or hidden tests that students may read elsewhere in the notebook.
        builds_on: earlier questions in which a slip may cost points here too, each with the reason.
    """

    name: QuestionName = Field(description="letters, digits and _, such as q1")
    points: QuestionPoints | None = None
    manual: Flag = False
    check_cell: Flag = True
    export: Flag = False
    all_or_nothing: Flag = False
    given: Annotated[list[Text], expects("a list of lines of its solution or hidden tests")] = Field([])
    builds_on: Annotated[
        dict[QuestionName, Text], expects("earlier questions, each with the reason, such as {q1: why}")
    ] = Field({})


class TestSettings(Table):
    """A test case's `# BEGIN TEST CONFIG`."""

    __test__ = False

    points: Points | None = None
    hidden: Flag = False
    success_message: Sentence | None = None
    failure_message: Sentence | None = None
