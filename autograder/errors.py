"""The bases of errors, by who has to do something about them."""

from __future__ import annotations

from autograder.message import Message


class Mistake(Exception):  # noqa: N818
    """Something in the user's files, command or machine; the text is one sentence that says what to do."""


class Fault(Exception):  # noqa: N818
    """Something of ours is broken."""


class ExaminerError(Fault):
    """A test or the reference is broken. Never the student's fault.

    Attributes:
        why: a sentence without its full stop.
        question: whose test it is; empty if that is not known.
        case: the test case, if it is one's mistake.
    """

    def __init__(self, why: str, case: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.question = ""
        self.case = case

    def __str__(self) -> str:
        question = f"{self.question}, " if self.question else ""
        return f"{question}{f'{self.case}: ' if self.case else ''}{self.why}"


class Unreadable(Exception):  # noqa: N818 - a property of what was handed in
    """A submission that is no notebook we can read. ``message`` is one sentence that says what to do."""

    def __init__(self, message: Message | str) -> None:
        super().__init__(str(message))
        self.message = message
