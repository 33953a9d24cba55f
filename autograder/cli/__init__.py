"""Every command, a few lines each. Whatever is heavy is imported inside a command, so that --help is fast."""

from autograder.cli import authoring, grading
from autograder.cli.common import app

__all__ = ["app", "authoring", "grading"]
