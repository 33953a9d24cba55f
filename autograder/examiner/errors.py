"""What goes wrong on our side of the wire."""

from __future__ import annotations

NOT_THE_STUDENT = "No point is lost: a test of this assignment has a mistake that its instructor must mend."


class ExaminerError(RuntimeError):
    """Something of ours is broken, the reference for example. Never the student's fault."""
