"""Lines in words; those of whole grades are in test_assignment.py and test_total.py."""

from __future__ import annotations

from fractions import Fraction

import pytest

from autograder.gradebook.policy import sentence
from autograder.gradebook.policy.lines import (
    Adjusted,
    Automatic,
    Counted,
    Late,
    Line,
    NotGraded,
    NotMarked,
    Score,
    Term,
    Total,
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            Counted(3, "chosen", 2),
            "submission 3 counts, of 2: the chosen one, or the latest if none is chosen",
        ),
        (Counted(3, "best", 2), "submission 3 counts, of 2: the best"),
        (NotGraded((4, 5)), "not graded yet: submission 4, 5"),
        (NotMarked(("q8", "q9"), Fraction(1)), "not marked yet: q8, q9 (1 point)"),
        (Adjusted(Fraction(-1, 2), "copied\nagain", "Ana"), "adjustment −0.5, 'copied again', by Ana"),  # noqa: RUF001
        (Late(1, True, 0, None, Fraction(1, 40)), "1 hour late: −2.5 %"),  # noqa: RUF001
        (Automatic(Fraction(10, 3), Fraction(123456789, 10**8)), "automatic 3.3333 (10/3) of 1.23456789"),
        (Adjusted(Fraction(1, 3), "typo", "Ana"), "adjustment +0.3333 (1/3), 'typo', by Ana"),
        (
            Total((Term("a", False, Fraction(1, 3), Fraction(80)),), Fraction(80, 3)),
            "total 26.6667 %: 1/3 × 80",  # noqa: RUF001
        ),
        (Score(Fraction(1, 3), Fraction(3)), "score 0.3333 of 3: 11.1111 %"),
        (Score(Fraction(200), Fraction(200)), "score 200 of 200: 100 %"),
    ],
)
def test_a_line_in_words(line: Line, words: str) -> None:
    assert sentence(line) == words
