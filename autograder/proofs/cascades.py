"""Slips that cost points in later questions too: each such pair of questions has a reason in the master."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.assignment.answers import Answer
from autograder.assignment.build import Build
from autograder.assignment.errors import AuthoringError


def check_cascades(build: Build, proved: Iterable[Answer]) -> None:
    """Check that a slip costs points only in its own question, unless the master gives a reason.

    Args:
        proved: answers whose ``loses`` is true, so that it shows which questions a slip reaches.

    Raises:
        AuthoringError: a wrong answer loses points in a question whose cells it does not change, and the
            master gives no reason; or it gives a reason that no wrong answer shows.
    """
    stated = {(earlier, later) for later, reasons in build.builds_on.items() for earlier in reasons}
    shown = {pair: answer for answer in proved for pair in cascades(answer)}
    name = build.assignment.name
    for earlier, later in sorted(shown.keys() - stated):
        raise AuthoringError(
            f"{shown[earlier, later].name} of {name} is a slip in {earlier} and loses points in {later} too. "
            f"Let the tests of {later} use what does not come from {earlier}, or give the reason in the "
            f"master, in {later}'s `# BEGIN QUESTION`: `builds_on: {{{earlier}: why}}`."
        )
    for earlier, later in sorted(stated - shown.keys()):
        raise AuthoringError(
            f"{later} of {name} says that it builds on {earlier}, but no wrong answer to {earlier} alone "
            f"loses points in {later}: take it out of `builds_on`, or add the answer that shows it."
        )


def cascades(answer: Answer) -> Iterator[tuple[str, str]]:
    """Each question that ``answer`` answers wrongly, with each other one that loses points for it."""
    origins = [question for question in answer.cells if question in answer.loses] or [*answer.cells]
    for later in answer.loses.keys() - answer.cells.keys():
        yield from ((earlier, later) for earlier in origins)
