"""Shows a class being graded: live on a terminal, a line per submission elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from autograder.engine.estimate import TimeLeft
from autograder.engine.events import Event, Graded, Note, Queued, Working
from autograder.engine.grading import ClassResult
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.text import clean_line, duration, number


def follow(console: Console, events: Generator[Event]) -> ClassResult:
    """Shows a class being graded, and returns its results."""
    graded: list[Graded] = []
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.closing(events))
        progress: Display | None = None
        for event in events:
            match event:
                case Note(sentence):
                    console.print(sentence, markup=False, highlight=False, soft_wrap=True)
                case Queued(title, total, expected):
                    progress = stack.enter_context(display(console, title, total, expected))
                case Working() if progress:
                    progress.event(event)
                case Graded(result, reused):
                    graded.append(event)
                    if progress and reused:
                        progress.spared(result.student)
                    elif progress:
                        progress.finished(line(result), result.status is not Status.GRADED)
    return ClassResult.of(graded)


class Display(Protocol):
    """Something that is told how far the grading is."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def event(self, working: Working) -> None: ...

    def finished(self, what: str, trouble: bool = False) -> None: ...

    def spared(self, student: Student) -> None: ...


def display(console: Console, title: str, total: int, before: Mapping[str, float] | None = None) -> Display:
    """The display that suits the console.

    Args:
        before: by the student's id, the seconds that an earlier run took.
    """
    kind = LiveDisplay if console.is_terminal else PlainDisplay
    return kind(console, title, total, TimeLeft(total, before))


class LiveDisplay:
    """A bar for the class, and a line for what each worker does."""

    def __init__(self, console: Console, title: str, total: int, time_left: TimeLeft | None = None) -> None:
        self._time_left = time_left or TimeLeft(total)
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
        )
        self._total = total
        self._task = self._bar.add_task(title, total=total, left="")
        self._workers: dict[int, Working] = {}
        self._live = Live(console=console, get_renderable=self._render, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def event(self, working: Working) -> None:
        self._workers[working.worker] = working
        self._time_left.event(working)

    def finished(self, what: str, trouble: bool = False) -> None:
        seconds = self._time_left.finished()
        left = "" if seconds is None else f"about {duration(seconds)} left"
        self._bar.update(self._task, advance=1, left=left)
        if trouble:
            self._live.console.print(Text(what, style="yellow"))

    def spared(self, student: Student) -> None:
        """One of those that were waiting was graded before."""
        self._total -= 1
        self._time_left.spared(student)
        self._bar.update(self._task, total=self._total)

    def _render(self) -> Group:
        table = Table.grid(padding=(0, 2))
        for worker, working in sorted(self._workers.items()):
            table.add_row(
                Text(f"worker {worker + 1}", style="dim"),
                Text(clean_line(working.student.name) if working.student else "-"),
                Text(working.question, style="cyan"),
            )
        return Group(self._bar, table)


class PlainDisplay:
    """One line per submission: for logs and for screen readers."""

    def __init__(self, console: Console, title: str, total: int, time_left: TimeLeft | None = None) -> None:
        self._time_left = time_left or TimeLeft(total)
        self._console = console
        self._title = title
        self._total = total
        self._done = 0

    def __enter__(self) -> Self:
        self._say(f"{self._title}: {self._total} to grade")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def event(self, working: Working) -> None:
        """A question gets no line of its own here."""
        self._time_left.event(working)

    def finished(self, what: str, trouble: bool = False) -> None:
        self._done += 1
        left = self._total - self._done
        seconds = self._time_left.finished()
        rest = f", about {duration(seconds)} left" if left and seconds is not None else ""
        self._say(f"[{self._done}/{self._total}{rest}] {what}")

    def spared(self, student: Student) -> None:
        """One of those that were waiting was graded before."""
        self._total -= 1
        self._time_left.spared(student)

    def _say(self, line: str) -> None:
        self._console.print(Text(line), soft_wrap=True)


def line(result: GradingResult) -> str:
    """A result in one line, for ``finished``."""
    if result.status is Status.GRADED:
        outcome = f"{number(result.score)} of {number(result.possible)} in {duration(result.seconds)}"
    else:
        outcome = f"{result.status}: {clean_line(str(result.message))}"
    return f"{clean_line(result.student.name)}: {outcome}"
