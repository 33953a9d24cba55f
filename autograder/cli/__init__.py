"""Every command, a few lines each. Whatever is heavy is imported inside a command, so that --help is fast."""

from autograder.cli import authoring, gradebook, grading, image, regrade
from autograder.cli.common import app
from autograder.startup import collect_less_often, leave_out_address_grammars

__all__ = ["app", "authoring", "gradebook", "grading", "image", "regrade"]

collect_less_often()
leave_out_address_grammars()
