"""Grades deep-learning homework in notebooks, with hidden tests that the graded code cannot touch.

The names in ``__all__`` are the public API; docs/api.md grades a class with them. Each is imported when it is
first asked for: this module is beside student code too, where none of them are.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder import checks
    from autograder.assignment.readiness import load_assignment
    from autograder.course.course import load as load_course
    from autograder.engine.grading import ClassResult, grade_class
    from autograder.errors import Fault, Mistake
    from autograder.gradebook.store import Gradebook
    from autograder.results import GradingResult
    from autograder.submissions.collection import collect

__all__ = [
    "ClassResult",
    "Fault",
    "Gradebook",
    "GradingResult",
    "Mistake",
    "checks",
    "collect",
    "grade_class",
    "load_assignment",
    "load_course",
]

_HOMES = {
    "ClassResult": "engine.grading",
    "Fault": "errors",
    "Gradebook": "gradebook.store",
    "GradingResult": "results",
    "Mistake": "errors",
    "collect": "submissions.collection",
    "grade_class": "engine.grading",
    "load_assignment": "assignment.readiness",
    "load_course": "course.course",
}


def __getattr__(name: str) -> Any:
    if name == "checks":
        return import_module("autograder.checks")
    if name not in _HOMES:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    return getattr(import_module(f"autograder.{_HOMES[name]}"), name.replace("load_course", "load"))
