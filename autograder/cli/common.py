"""What commands share: the options, the course, and how things are said."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from autograder.cli.encoding import use_utf8
from autograder.cli.errors import BadNews, UsageError

if TYPE_CHECKING:
    from autograder.assignment.build import Build
    from autograder.course.course import Course


class Commands(typer.Typer):
    """The commands; called from the command line, and not where a program calls one, they speak UTF-8."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        use_utf8()
        return super().__call__(*args, **kwargs)


app = Commands(
    help="Grades deep-learning homework in notebooks, with hidden tests that the graded code cannot touch.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()


class SandboxKind(StrEnum):
    """The values of ``--sandbox``."""

    AUTO = "auto"
    NAMESPACES = "namespaces"
    DOCKER = "docker"
    OFF = "off"


class Device(StrEnum):
    """What frameworks compute on."""

    CPU = "cpu"
    CUDA = "cuda"


class DeviceKind(StrEnum):
    """The values of ``--device``."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class EngineKind(StrEnum):
    """The values of ``--engine``."""

    LOCAL = "local"
    RAY = "ray"


Assignments = Annotated[
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="Assignments; all where none is named.")
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Submissions at a time; as many as cores by default.")]
Kind = Annotated[SandboxKind, typer.Option("--sandbox", help="The walls around student code; off: none.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where grades.csv, results/ and report.html go."),
]
Language = Annotated[
    str | None,
    typer.Option("--language", help="The language of results/, which students read; else the course's."),
]
Url = Annotated[
    str | None,
    typer.Option("--gradebook", metavar="URL", help="The database; .autograder/gradebook.db by default."),
]


def find_course(language: str | None = None) -> Course:
    """The course that this folder is in.

    Args:
        language: of what students read, in place of the course's.
    """
    from autograder.course import course
    from autograder.languages.catalogues import translations

    found = course.load(course.find(Path.cwd()))
    if not language:
        return found
    translations(language)  # one that is not there is said before any work is done
    return found.model_copy(update={"language": language})


def names_of(course: Course, names: list[str] | None) -> list[str]:
    """The assignments that were named, each known to the course; all where none was."""
    for name in names or []:
        course.assignment(name)
    if not course.assignments:
        raise UsageError("grading.yml names no assignment, so that there is nothing to do: enter one.")
    return names or list(course.assignments)


def ready_names(course: Course, names: list[str] | None) -> list[str]:
    """As ``names_of``; where none was named, what this machine is not ready for is left out, and said."""
    return [made.assignment.name for made in ready_ones(course, names_of(course, names), bool(names))]


def ready_ones(course: Course, names: list[str], wanted: bool) -> Iterator[Build]:
    """The assignments ``names``, each built when its turn comes.

    Args:
        wanted: they were asked for, and it is an error if this machine is not ready for one of them. Else it
            is left out, and said.
    """
    from autograder.assignment.readiness import NotReadyError, ready

    found = False
    for name in names:
        try:
            yield ready(course, name)
            found = True
        except NotReadyError as reason:
            if wanted:
                raise
            say(f"Left out: {reason}")
    if not found:
        raise BadNews("Every assignment was left out, so that nothing was done: see above what each needs.")


def say(sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)
