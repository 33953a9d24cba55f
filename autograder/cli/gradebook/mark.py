"""`autograder gradebook mark`: marks answers one after the other in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from autograder.cli.common import Url, console, find_course, open_gradebook
from autograder.cli.errors import plain_errors
from autograder.cli.gradebook.common import By, records
from autograder.cli.gradebook.rubric_table import rubric_table
from autograder.text import clean, clean_line, number

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.gradebook.gradebook import Gradebook
    from autograder.gradebook.marking.answers import Answer, Given

HELP = "Points, items with a #: 2, 2 #1 or #1 #3 (s: skip, b: back, q: quit)"
SKIP, BACK, QUIT = ("s", "skip"), ("b", "back"), ("q", "quit")
REMOVE = "-"  # instead of a comment


@records.command()
def mark(
    assignment: Annotated[str, typer.Argument(help="The assignment's name in grading.yml.")],
    question: Annotated[str, typer.Argument(help="A question that people mark.")],
    by: By,
    every: Annotated[bool, typer.Option("--all", help="Show answers that are marked already too.")] = False,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Do not show whose answer it is.")] = False,
    gradebook: Url = None,
) -> None:
    """Mark the answers to a question, one after the other; each mark is kept at once."""
    with plain_errors():
        from autograder.gradebook.marking import rubric

        course = find_course()
        course.assignment(assignment)
        with open_gradebook(course, gradebook) as book:
            with book.reading():
                rubric.check_question(assignment, question)
            marking = Marking(console, book, course, assignment, question, who=by, anonymous=anonymous)
            try:
                marking.run(every=every)
            except EOFError:  # Ctrl-D, or the end of a file
                console.print()
            except KeyboardInterrupt:
                console.print()
                marking.end()
                raise typer.Exit(130) from None
            marking.end()


class Marking:
    """A person's way through the answers to a question.

    Args:
        anonymous: whose answer it is stays hidden.
    """

    def __init__(
        self,
        console: Console,
        book: Gradebook,
        course: Course,
        assignment: str,
        question: str,
        *,
        who: str,
        anonymous: bool,
    ) -> None:
        from autograder.gradebook.marking import answers, rubric

        self._console = console
        self._book = book
        self._course = course
        self._who = who
        self._anonymous = anonymous
        self._assignment, self._question = assignment, question
        self._answers = list(answers.answers(book, course, assignment, question).values())
        self._texts = answers.texts(book, self._answers)
        self._rubric = [
            item for item in rubric.items(book, assignment, question).values() if not item.is_retired
        ]
        self._given = 0

    def run(self, *, every: bool) -> None:
        """Shows the answers until the last one is marked, or the person quits."""
        shown = [answer for answer in self._answers if every or answer.mark is None]
        place = 0
        while place < len(shown):
            answer = shown[place]
            present = self._marks().get(answer.submission)
            self._show(answer, present, f"{place + 1} of {len(shown)}")
            match self._ask():
                case "quit":
                    return
                case "back":
                    place = max(0, place - 1)
                case "skip":
                    place += 1
                case points, items:
                    place += self._give(answer, present, points, items)

    def end(self) -> None:
        """Says what was done."""
        marks = self._marks()
        left = sum(answer.submission not in marks for answer in self._answers)
        given = "1 mark was given" if self._given == 1 else f"{self._given} marks were given"
        self._say(f"{given}, and {left} of {len(self._answers)} answers are not marked yet.")

    def _marks(self) -> dict[int, Given]:
        from autograder.gradebook.marking.answers import marks

        with self._book.reading():
            return marks(self._assignment, self._question)

    def _show(self, answer: Answer, present: Given | None, progress: str) -> None:
        who = "" if self._anonymous else f", {clean_line(answer.name)} ({clean_line(answer.student_id)})"
        self._console.rule(Text(f"{progress}: submission {answer.submission}{who}"))
        text = clean(self._texts.get(answer.submission, "")).strip()
        self._console.print(Text(text) if text else Text("(Nothing was written.)", style="dim"))
        self._console.rule(Text(f"{number(answer.possible, 5)} points are possible"))
        if self._rubric:
            self._console.print(rubric_table(self._rubric))
        if present:
            items = "".join(f" #{item}" for item in present.items)
            comment = f": {clean(present.comment)}" if present.comment else ""
            self._say(f"{clean_line(present.who)} gave {number(present.points, 5)} points{items}{comment}")

    def _ask(self) -> str | tuple[float | None, tuple[int, ...]]:
        """What the person does with an answer: ``skip``, ``back``, ``quit``, or points and items."""
        from autograder.gradebook.marking.written import items_of, points_of

        while True:
            line = self._read(f"{HELP}\n> ")
            words = line.split()
            if line.lower() in QUIT:
                return "quit"
            if line.lower() in BACK:
                return "back"
            if line.lower() in SKIP:
                return "skip"
            numbers = [word for word in words if not word.startswith("#")]
            try:
                items = items_of(" ".join(word for word in words if word.startswith("#")))
                if not words or len(numbers) > 1:
                    raise ValueError("give the points as one number, and rubric items with a #.")
                return (points_of(numbers[0]) if numbers else None), items
            except ValueError as error:
                self._say(_sentence(str(error)))

    def _give(
        self, answer: Answer, present: Given | None, points: float | None, items: tuple[int, ...]
    ) -> bool:
        """Asks for a comment and keeps the mark; whether that worked."""
        kept = present.comment if present else ""
        try:
            comment = self._read(f"Comment (Enter: {'as it is, -: none' if kept else 'none'})\n> ") or kept
        except (EOFError, KeyboardInterrupt):
            self._keep(answer, present, points, items, kept)
            raise
        return self._keep(answer, present, points, items, "" if comment == REMOVE else comment)

    def _keep(
        self,
        answer: Answer,
        present: Given | None,
        points: float | None,
        items: tuple[int, ...],
        comment: str,
    ) -> bool:
        from autograder.gradebook.marking.marks import MarkConflictsError, give
        from autograder.gradebook.marking.new_mark import NewMark

        new = NewMark(
            submission=answer.submission,
            question=self._question,
            points=points,
            items=items,
            comment=comment,
            after=present.number if present else None,
        )
        try:
            self._given += give(self._book, self._course, [new], who=self._who).given
        except MarkConflictsError as error:
            self._say(str(error))
            return False
        return True

    def _read(self, prompt: str) -> str:
        return self._console.input(prompt, markup=False).strip()

    def _say(self, sentence: str) -> None:
        self._console.print(Text(sentence))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
