"""The bases of errors, by who has to do something about them."""

from __future__ import annotations

NOT_THE_STUDENT = "No point is lost: a test of this assignment has a mistake that its instructor must mend."


class Mistake(Exception):  # noqa: N818
    """Something in the user's files, command or machine; the text is one sentence that says what to do."""


class Fault(Exception):  # noqa: N818
    """Something of ours is broken."""


class ExaminerError(Fault):
    """A test or the reference is broken. Never the student's fault."""


class Unreadable(Exception):  # noqa: N818 - a property of what was handed in
    """A submission that is no notebook we can read. The text is one sentence that says what to do."""
