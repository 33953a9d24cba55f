"""Why a question's verdict is what it is: from what its tests gave and what went wrong in its cells.

Manual and blank questions are set apart before that, in ``Examiner._question``; a submission that the engine
had to stop as a whole is ``engine.ungraded``'s.
"""

from __future__ import annotations

from autograder.candidate.messages import Raised
from autograder.examiner.session.session import CandidateDied, OverBudget, OverMemory, SessionError
from autograder.examiner.testing import Examined
from autograder.message import Message
from autograder.results import Verdict

KILLED = 9  # the signal: by the kernel, for want of memory, or by a person
MESSAGES = 5  # of a question's cells that are told, and of remarks on a submission
MEMORY_ERRORS = ("MemoryError", "_ArrayMemoryError", "OutOfMemoryError", "ResourceExhaustedError")
MEMORY_TEXTS = (
    *("can't allocate memory", "Cannot allocate memory", "bad_alloc", "OOM when allocating"),
    *("unable to allocate shared memory", "out of shared memory", "signal: Bus error"),
)


class Trouble:
    """What went wrong in a question's cells, the worst of it first."""

    def __init__(self) -> None:
        self.verdict: Verdict | None = None
        self.messages: list[Message | str] = []

    def add(self, verdict: Verdict, message: Message | str) -> None:
        if self.verdict in (None, Verdict.ERROR):
            self.verdict = verdict
        if message not in self.messages and len(self.messages) < MESSAGES:
            self.messages.append(message)


def of_question(examined: Examined, trouble: Trouble) -> Verdict:
    """The verdict of a question.

    Full points pass, whatever else happened. Without them a cell or test over its budget decides; then a part
    of the points; then the first cell that raised; then the tests.
    """
    if examined.score >= examined.possible:
        return Verdict.PASSED
    if trouble.verdict in (Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY):
        return trouble.verdict
    if examined.score > 0:
        return Verdict.PARTIAL
    return trouble.verdict or Verdict.FAILED


def of_exception(raised: Raised) -> Verdict:
    """What a cell that raised means for its question."""
    lacks_memory = raised.type_name in MEMORY_ERRORS or any(text in raised.message for text in MEMORY_TEXTS)
    return Verdict.OUT_OF_MEMORY if lacks_memory else Verdict.ERROR


def of_stop(error: SessionError) -> Verdict:
    """What a cell or test that was stopped, or ended its process, means for its question."""
    if isinstance(error, OverBudget):
        return Verdict.TIMEOUT
    if isinstance(error, OverMemory):
        return Verdict.OUT_OF_MEMORY
    killed = isinstance(error, CandidateDied) and error.signal == KILLED
    return Verdict.OUT_OF_MEMORY if killed else Verdict.ERROR
