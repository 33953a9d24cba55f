"""What was graded, with which tests, and when."""

from autograder.gradebook.errors import GradebookError
from autograder.gradebook.store import Gradebook

__all__ = ["Gradebook", "GradebookError"]
