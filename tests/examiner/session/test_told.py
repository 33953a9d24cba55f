"""What a student reads of an exception once hidden inputs were there."""

from __future__ import annotations

import pytest

from autograder.candidate.messages import Raised
from autograder.examiner.session.told import plainly


@pytest.mark.parametrize(
    ("type_name", "line", "said"),
    [
        ("ValueError", 2, "ValueError in line 2"),
        ("ValueError", 0, "ValueError"),
        ("ValueError", 3, "ValueError"),  # the cell has two lines
        ("ValueError", -1, "ValueError"),
        ("Secret314", 1, "an exception in line 1"),
        ("print", 1, "an exception in line 1"),
        ("int", 1, "an exception in line 1"),
    ],
)
def test_what_was_raised_is_told_without_a_word_of_the_students_code(
    type_name: str, line: int, said: str
) -> None:
    assert str(plainly(Raised(type_name, "3.14", "line 314 of secret", line), "x = 1\ny = 2")) == said
