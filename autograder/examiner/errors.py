"""What goes wrong on our side of the wire."""

from __future__ import annotations


class ExaminerError(RuntimeError):
    """Something of ours is broken, the reference for example. Never the student's fault."""
