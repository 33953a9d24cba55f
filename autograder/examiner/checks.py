"""Where the checks were until version 0.2: ``from autograder import checks`` has them now."""

import warnings

from autograder.checks import *  # noqa: F403

warnings.warn(
    "since version 0.2 the checks are autograder.checks: write `from autograder import checks`",
    DeprecationWarning,
    stacklevel=2,
)
