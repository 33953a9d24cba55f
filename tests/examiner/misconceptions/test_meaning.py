"""Code that says the same in another layout has the same meaning, and only such code."""

from __future__ import annotations

import pytest

from autograder.examiner.misconceptions.meaning import meaning, meaning_of_tests

SOURCE = """\
def f(x):
    return g(x, 'a' 'b', f"{x:.3f} and more", None, ...)
"""


@pytest.mark.parametrize(
    "other",
    [
        '# a comment\n\ndef f(x):  # another\n    return g(x, "ab", f"{x:.3f} and more", None, ...)',
        'def f(\n    x,\n):\n    return g(\n        x, "a"\n        "b",'
        '\n        f"{x:.3f} " "and more", None, ...\n    )',
    ],
)
def test_layout_and_comments_mean_nothing(other: str) -> None:
    assert meaning(other) == meaning(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [("None", "..."), ("'a'", "'c'"), (".3f", ".2f"), ("f(x):", "f(x=1):"), ("g(", "h("), ("return ", "")],
)
def test_another_word_means_something_else(old: str, new: str) -> None:
    assert meaning(SOURCE.replace(old, new)) != meaning(SOURCE)


def test_what_is_no_python_means_its_text() -> None:
    assert meaning("%matplotlib inline") == "%matplotlib inline"


def test_names_of_test_cases_and_points_mean_nothing_in_a_test_file() -> None:
    file = 'points = {}\n\n@test_case(name="{}", points={})\ndef {}(f):\n    assert f(2) == {}\n'
    first = file.format(3, "test_two", 1, "test_two", 4)
    assert meaning_of_tests(first) == meaning_of_tests(file.format(2, "test_2", 2, "test_2", 4))
    assert meaning_of_tests(first) != meaning_of_tests(file.format(3, "test_two", 1, "test_two", 5))
