"""The tables of a gradebook."""

from __future__ import annotations

from autograder.gradebook.models.decisions import (
    Adjustment,
    Choice,
    Decision,
    Extension,
    Mark,
    Merge,
    RubricItem,
)
from autograder.gradebook.models.people import Student
from autograder.gradebook.models.records import ComputedGrade, Event, Job, Policy, Publication
from autograder.gradebook.models.work import Grading, GradingDocument, Regrade, Submission

__all__ = [
    "Adjustment",
    "Choice",
    "ComputedGrade",
    "Decision",
    "Event",
    "Extension",
    "Grading",
    "GradingDocument",
    "Job",
    "Mark",
    "Merge",
    "Policy",
    "Publication",
    "Regrade",
    "RubricItem",
    "Student",
    "Submission",
]
