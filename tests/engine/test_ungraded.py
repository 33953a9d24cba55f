"""Results that no examiner made."""

from __future__ import annotations

import pytest
from samples import ASSIGNMENT

from autograder.engine import ungraded
from autograder.results import ANSWER_CHARACTERS, SENTENCES, Status, Verdict
from autograder.student import Student
from autograder.submissions.submission import Opened, Submission

ANA = Submission(Student.named("ana"), "handed in/ana.ipynb", problem="nothing to read")


@pytest.mark.parametrize("sandbox", ["auto", "namespaces", "docker", "off"])
def test_a_submission_that_came_to_no_end_has_a_verdict_that_stands(sandbox: str) -> None:
    """With walls it is not taken for a result without any, which would be graded again in each run."""
    result = ungraded.stopped(ASSIGNMENT, Opened(ANA, b"{}", {}, [], "content"), sandbox, silent=9.0)
    assert (result.status, result.score, result.possible) == (Status.GRADED, 0, 5)
    assert [(question.name, question.verdict) for question in result.questions] == [
        ("q1", Verdict.TIMEOUT),
        ("q2", Verdict.TIMEOUT),
    ]
    assert "came to no end and was stopped (nothing was heard of it for 9 s)" in str(result.message)
    assert result.has_no_walls == (sandbox == "off")
    assert (result.tests_hash, result.submission_hash) == ("tests", "content")


def test_what_was_handed_in_too_is_bounded() -> None:
    many = Submission(Student.named("ana"), "x" * 10**6, problem="nothing", remarks=("y" * 10**6,) * 1000)
    result = ungraded.unreadable(ASSIGNMENT, many, "z" * 10**6)
    assert (
        max(len(str(text)) for text in (result.source, result.message, *result.remarks))
        < ANSWER_CHARACTERS + 100
    )
    assert len(result.remarks) == SENTENCES + 1
