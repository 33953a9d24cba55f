"""Results that are not the examiner's: of what could not be read, of what could not be graded."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.message import Message, counted
from autograder.results import GradingResult, QuestionResult, Status, Verdict, bounded
from autograder.student import NOBODY
from autograder.submissions.submission import Opened, Submission


def unreadable(assignment: Assignment, submission: Submission, reason: Message | str) -> GradingResult:
    """The result of a file that cannot be read."""
    return _nothing(assignment, submission, Status.UNREADABLE, reason)


def failed(assignment: Assignment, opened: Opened, tries: int, reason: str) -> GradingResult:
    """The result of a submission that we failed to grade; the reason is for the instructor."""
    message = counted(
        "The grader failed on this notebook once ({reason}); it is tried again in the next run.",
        "The grader failed on this notebook twice ({reason}); it is tried again in the next run.",
        tries,
        {"reason": reason},
    )
    return _nothing(assignment, opened, Status.ERROR, message)


def stopped(assignment: Assignment, opened: Opened, sandbox: str, silent: float) -> GradingResult:
    """The result of a submission whose grading did not end, nor would it the next time.

    Nothing is left of what it had until then.

    Args:
        sandbox: the kind that was asked for; its worker can no longer name the layers.
        silent: for how many seconds nothing was heard of it.
    """
    message = Message(
        "Grading this notebook came to no end and was stopped (nothing was heard of it for {seconds:.0f} s): "
        "all points are lost.",
        {"seconds": silent},
    )
    questions = [
        QuestionResult(question.name, Verdict.TIMEOUT, 0.0, question.points)
        for question in assignment.questions
        if not question.manual
    ]
    result = _nothing(assignment, opened, Status.GRADED, message)
    layers = [] if sandbox == "off" else [sandbox]
    return msgspec.structs.replace(result, questions=questions, sandbox=sandbox, layers=layers)


def complete(result: GradingResult, assignment: Assignment, handed_in: Opened | Submission) -> GradingResult:
    """An examiner's result, with what the examiner was not told."""
    submission, content = (
        (handed_in.submission, handed_in.hash) if isinstance(handed_in, Opened) else (handed_in, "")
    )
    result = msgspec.structs.replace(
        result,
        student=submission.student,
        assignment=assignment.name,
        submission_hash=content,
        tests_hash=assignment.hash,
        submitted_at=submission.submitted_at,
        marked_late=submission.marked_late,
        source=submission.source,
        remarks=list(submission.remarks),
        graded_at=result.graded_at or datetime.now(UTC),
    )
    return bounded(result)


def _nothing(
    assignment: Assignment, handed_in: Opened | Submission, status: Status, message: Message | str
) -> GradingResult:
    result = GradingResult(
        student=NOBODY,
        assignment=assignment.name,
        status=status,
        possible=sum(question.points for question in assignment.questions if not question.manual),
        message=message,
    )
    return complete(result, assignment, handed_in)
