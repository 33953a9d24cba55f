"""A class whose answers to one question people mark."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from places import MINI

from autograder.course.course import Course, load
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.grades import grades
from autograder.gradebook.marking.marks import Outcome, give
from autograder.gradebook.marking.new_mark import NewMark
from autograder.gradebook.marking.rubric import Item, add
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.student import Student

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


class MarkedClass:
    """The mini course, whose q3 people mark with up to 5 points."""

    def __init__(self, book: Gradebook) -> None:
        self.book = book
        self.course: Course = load(MINI / "grading.yml")
        self._count = 0

    def hand_in(
        self, student: str | Student, answer: str = "Because.", status: Status = Status.GRADED
    ) -> int:
        """A new submission, later than all others; its number."""
        self._count += 1
        result = GradingResult(
            student=Student.named(student) if isinstance(student, str) else student,
            assignment="mini",
            status=status,
            score=3.0,
            possible=5.0,
            questions=[
                QuestionResult("q1", Verdict.PASSED, 3.0, 3.0),
                QuestionResult("q2", Verdict.FAILED, 0.0, 2.0),
                QuestionResult("q3", Verdict.MANUAL, 0.0, 5.0, answer=answer),
            ]
            if status is Status.GRADED
            else [],
            submission_hash=f"content-{self._count}",
            tests_hash="tests",
            submitted_at=FIRST + timedelta(hours=self._count),
        )
        grading = self.book.record(result)
        with self.book.reading():
            return models.Grading.objects.get(pk=grading).submission_id

    def item(self, points: float, text: str = "A reason") -> Item:
        return add(self.book, self.course, "mini", "q3", points, text, who="ana")

    def give(self, submission: int, points: float | None = None, who: str = "ana", **more: object) -> Outcome:
        mark = NewMark(**{"submission": submission, "question": "q3", "points": points} | more)  # type: ignore[arg-type]
        return give(self.book, self.course, [mark], who=who)

    def written(self) -> dict[str, float | None]:
        """By name, what people gave by the course's policy."""
        every = grades(self.book, self.course, datetime.now(UTC))
        with self.book.reading():
            names = dict(models.Student.objects.values_list("pk", "name"))
        return {names[student]: grade.parts["mini"].written for student, grade in every.items()}

    def marks(self) -> list[tuple[int, float, tuple[int, ...], str, str]]:
        """Submission, points, items, comment and who, in the order in which they were given."""
        with self.book.reading():
            return [
                (
                    row.submission_id,
                    row.points,
                    tuple(sorted(row.items.values_list("pk", flat=True))),
                    row.comment,
                    row.who,
                )
                for row in models.Mark.objects.order_by("pk")
            ]
