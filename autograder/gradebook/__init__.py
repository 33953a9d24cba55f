"""What was graded, with which tests, and when."""

from autograder.gradebook.errors import GradebookError
from autograder.gradebook.store import DEFAULT_URL, Gradebook

__all__ = ["DEFAULT_URL", "Gradebook", "GradebookError"]
