"""What was graded, with which tests, and when."""

from autograder.gradebook.errors import GradebookError
from autograder.gradebook.store import Gradebook, HandedIn

__all__ = ["Gradebook", "GradebookError", "HandedIn"]
