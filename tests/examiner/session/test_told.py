"""What students and instructors read of the same thing."""

from __future__ import annotations

import pytest

from autograder.candidate.messages import Raised
from autograder.examiner.session.told import Told, joined, plainly, same


def test_sentences_are_joined_for_each_reader() -> None:
    both = joined([same("One."), Told("", "Two: 3.14."), Told("Four.", "Four: 5.")])
    assert both == Told("One. Four.", "One. Two: 3.14. Four: 5.")
    assert both.detail == both.full


def test_there_is_no_detail_where_both_read_the_same() -> None:
    assert same("One.").detail == ""


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
    assert plainly(Raised(type_name, "3.14", "line 314 of secret", line), "x = 1\ny = 2") == said
