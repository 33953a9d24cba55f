"""What a command says when something is wrong: one sentence on standard error, and the exit status."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from autograder.errors import Mistake

console = Console(stderr=True)


class UsageError(Mistake):
    """The command cannot be run as given."""


class BadNews(Exception):  # noqa: N818
    """The command did its work, and the outcome is bad."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Exit status 2 for a user's mistake, 1 for bad news and for a bug of ours, which is logged."""
    try:
        yield
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        complain("Stopped. What was graded is in the gradebook, and the same command continues from there.")
        raise typer.Exit(130) from None
    except BadNews as news:
        complain(str(news))
        raise typer.Exit(1) from None
    except Mistake as mistake:
        complain(str(mistake))
        raise typer.Exit(2) from None
    except Exception as error:
        log = _log()
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
        complain(
            f"autograder itself failed ({type(error).__name__}). This is a bug: please report it with {log}."
        )
        raise typer.Exit(1) from None


def complain(sentence: str) -> None:
    console.print(sentence, markup=False, soft_wrap=True, highlight=False)


def _log() -> Path:
    """The file for tracebacks: in the course, or here if there is none."""
    from autograder.course import course, workspace

    try:
        root = course.find(Path.cwd()).parent
    except course.CourseError:
        root = Path.cwd()
    return workspace.make(root) / course.ERROR_LOG
