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
    from autograder.gradebook.gradebook import Gradebook
    from autograder.results import GradingResult
    from autograder.student import Student
    from autograder.submissions.collection import collect

__all__ = [
    "ClassResult",
    "Fault",
    "Gradebook",
    "GradingResult",
    "Mistake",
    "Student",
    "checks",
    "collect",
    "grade_class",
    "load_assignment",
    "load_course",
]

_HOMES = {
    "ClassResult": "engine.grading.ClassResult",
    "Fault": "errors.Fault",
    "Gradebook": "gradebook.gradebook.Gradebook",
    "GradingResult": "results.GradingResult",
    "Mistake": "errors.Mistake",
    "Student": "student.Student",
    "collect": "submissions.collection.collect",
    "grade_class": "engine.grading.grade_class",
    "load_assignment": "assignment.readiness.load_assignment",
    "load_course": "course.course.load",
}


def __getattr__(name: str) -> Any:
    if name == "checks":
        return import_module("autograder.checks")
    if name not in _HOMES:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].rpartition(".")
    return getattr(import_module(f"autograder.{module}"), attribute)
