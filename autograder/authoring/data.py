"""Where the recipes' helper was until version 0.2: ``autograder.assignment.data`` has it now."""

import warnings

from autograder.assignment.data import file_in_package

__all__ = ["file_in_package"]

warnings.warn(
    "autograder.authoring.data is autograder.assignment.data since version 0.2",
    DeprecationWarning,
    stacklevel=2,
)
