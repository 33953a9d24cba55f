"""The vocabulary of hidden tests: each check says what was expected, what came, and where to look.

Every value is first turned into a numpy array of a type that cannot wrap (``numbers``), so that a check
decides on the numbers that arrived from the candidate and never on what a student's object says of itself.
"""

from autograder.checks.failure import CheckError
from autograder.checks.functions import causal, gradient
from autograder.checks.metrics import accuracy, at_least, at_most, explained_variance
from autograder.checks.values import array, close, differs, finite, masked, shape, sums_to_one

__all__ = [
    "CheckError",
    "accuracy",
    "array",
    "at_least",
    "at_most",
    "causal",
    "close",
    "differs",
    "explained_variance",
    "finite",
    "gradient",
    "masked",
    "shape",
    "sums_to_one",
]
