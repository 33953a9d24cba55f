"""What commands share: options, the course, and output."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer
from rich.console import Console

from autograder.cli.encoding import use_utf8
from autograder.cli.errors import BadNews, UsageError

if TYPE_CHECKING:
    from autograder.assignment.build import Build
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook


class Commands(typer.Typer):
    """The commands. They use UTF-8 if called from the command line, but not if a program calls one."""

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
    list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="Assignments. Default: all.")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Submissions graded at a time. Default: the number of cores.")
]
Kind = Annotated[
    SandboxKind, typer.Option("--sandbox", help="The walls around student code; off means none.")
]
SingleUse = Annotated[
    bool, typer.Option("--single-use", help="With --sandbox docker: one container for each submission.")
]
OfDevice = Annotated[
    DeviceKind,
    typer.Option("--device", help="The device for students' code; auto: as the assignment says."),
]
OfEngine = Annotated[
    EngineKind,
    typer.Option("--engine", help="Where the workers run: on this machine, or on a Ray cluster."),
]
Address = Annotated[
    str,
    typer.Option(help="With --engine ray: the cluster, host:port or auto. Default: start one here."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The folder for grades.csv, results/ and report.html."),
]
Language = Annotated[
    str | None,
    typer.Option("--language", help="The language of results/, which students read; else the course's."),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--gradebook",
        metavar="URL",
        envvar="AUTOGRADER_GRADEBOOK",
        help="The database. Default: .autograder/gradebook.db.",
    ),
]


class EngineOptions(TypedDict):
    """How a class is graded, as `engine.grading.grade_class` takes it."""

    sandbox_kind: str
    jobs: int | None
    device: str
    cluster: str | None


def engine_options(
    jobs: int | None,
    sandbox: SandboxKind,
    single_use: bool,
    device: DeviceKind,
    engine: EngineKind,
    address: str,
) -> EngineOptions:
    """What these options of a command mean together.

    Raises:
        UsageError: they contradict each other.
    """
    if single_use and sandbox is not SandboxKind.DOCKER:
        raise UsageError("--single-use applies to containers: pass --sandbox docker with it.")
    if address and engine is not EngineKind.RAY:
        raise UsageError("--address applies to a cluster: pass --engine ray with it.")
    return EngineOptions(
        sandbox_kind="single-use" if single_use else sandbox.value,
        jobs=jobs,
        device=device.value,
        cluster=address if engine is EngineKind.RAY else None,
    )


def find_course(language: str | None = None) -> Course:
    """The course that this folder is in.

    Args:
        language: the language of what students read, instead of the course's.
    """
    from autograder.course import course
    from autograder.languages.catalogues import translations

    loaded = course.load(course.find(Path.cwd()))
    if not language:
        return loaded
    translations(language)  # complain about a missing one before any work is done
    return loaded.model_copy(update={"language": language})


def open_gradebook(course: Course, url: str | None) -> Gradebook:
    """The course's gradebook, or the one at ``url``; the files of one on a server are kept in the course."""
    from autograder.gradebook.gradebook import FILES, Gradebook

    return Gradebook(gradebook_url(course, url), course.workspace / FILES)


def gradebook_url(course: Course, url: str | None) -> str:
    """The URL of the course's gradebook, or the one that was given."""
    from autograder.gradebook.database.database import sqlite_url

    return url or sqlite_url(course.workspace / "gradebook.db")


def names_of(course: Course, names: list[str] | None) -> list[str]:
    """The assignments that were named, or all if none was.

    Raises:
        CourseError: the course has no assignment of that name.
        UsageError: the course has no assignments.
    """
    for name in names or []:
        course.assignment(name)
    if not course.assignments:
        raise UsageError("grading.yml names no assignment, so there is nothing to do: add one.")
    return names or list(course.assignments)


def ready_names(course: Course, names: list[str] | None) -> list[str]:
    """As ``names_of``; if none was named, leave out what this machine is not ready for, and say so."""
    return [build.assignment.name for build in ready_ones(course, names_of(course, names), bool(names))]


def ready_ones(course: Course, names: list[str], wanted: bool) -> Iterator[Build]:
    """The assignments ``names``, each built when its turn comes.

    Args:
        wanted: they were asked for, so it is an error if this machine is not ready for one of them. Otherwise
            that one is left out, with a sentence.
    """
    from autograder.assignment.readiness import NotReadyError, ready

    any_ready = False
    for name in names:
        try:
            yield ready(course, name)
            any_ready = True
        except NotReadyError as reason:
            if wanted:
                raise
            say(f"Left out: {reason}")
    if not any_ready:
        raise BadNews("Every assignment was left out, so nothing was done: see above what each one needs.")


def say(sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)
