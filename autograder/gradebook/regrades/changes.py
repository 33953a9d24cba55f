"""What a regrade would change: whose points, by how much, and through which test case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import facts
from autograder.gradebook.grades.grades import TOGETHER, Part, grades, numbers
from autograder.gradebook.people import people
from autograder.gradebook.policy import facts as policy_facts
from autograder.gradebook.policy import grade
from autograder.results import GradingResult, QuestionResult, Status, TestCaseResult
from autograder.student import Student

CLOSE = 1e-6  # points


class CaseChange(msgspec.Struct, frozen=True):
    """A test case that decides otherwise than before.

    Attributes:
        case: empty: no single test case tells why the question's points change.
        before, after: points; None: there was none, or the submission could not be graded.
    """

    question: str
    case: str
    before: float | None
    after: float | None


class Change(msgspec.Struct, frozen=True):
    """A student whose points in the assignment would change, or the submission that counts.

    Attributes:
        before, after: the whole score by the policy, with marks, adjustments and lateness.
    """

    student: Student
    before: Part
    after: Part
    cases: list[CaseChange]

    @property
    def difference(self) -> float:
        """Points gained; negative: lost."""
        return (self.after.points or 0.0) - (self.before.points or 0.0)


class Comparison(msgspec.Struct, frozen=True):
    """A regrade beside what counts.

    Attributes:
        changes: the largest loss first.
        compared: how many students have graded work in the regrade.
        mean_before, mean_after: in percent, of the class as far as its work counts; None if nobody's does.
        failed: how many submissions could not be graded again: what they have stays.
    """

    changes: list[Change]
    compared: int
    mean_before: float | None
    mean_after: float | None
    failed: int


def compare(book: Gradebook, course: Course, assignment: str, regrade: int, now: datetime) -> Comparison:
    """What would change if ``regrade`` were kept, by the facts and the policy as of ``now``."""
    before = {person: part.parts[assignment].percent for person, part in grades(book, course, now).items()}
    after = dict(before)
    changes = []
    with book.reading():
        gradings = models.Grading.objects.filter(regrade=regrade)
        failed = gradings.filter(status=Status.ERROR).exclude(
            submission__in=gradings.exclude(status=Status.ERROR).values("submission")
        )
        persons = people.persons()
        rows = gradings.exclude(status=Status.ERROR).values_list("submission__student", flat=True)
        compared = sorted({person for row in set(rows) for person in persons.get(row, [row])})
        students = people.students(compared)
        for start in range(0, len(compared), TOGETHER):
            for person, old, new in _parts(
                course, assignment, regrade, compared[start : start + TOGETHER], now
            ):
                before[person], after[person] = old[0].percent, new[0].percent
                if _differ(old, new):
                    cases = _cases(_result(book, old[1], person), _result(book, new[1], person))
                    changes.append(Change(students[person], old[0], new[0], cases))
        return Comparison(
            sorted(changes, key=lambda change: (change.difference, change.student.name, change.student.id)),
            len(compared),
            _mean(before.values()),
            _mean(after.values()),
            failed.values("submission").distinct().count(),
        )


Graded = tuple[Part, policy_facts.Grading | None]  # what a student gets, and the grading that it comes from


def _parts(
    course: Course, assignment: str, regrade: int, students: list[int], now: datetime
) -> Iterator[tuple[int, Graded, Graded]]:
    """Each student's part of the assignment now, and as it would be."""
    works = (facts.works(students), facts.works(students, regrade=regrade))
    for student in students:
        now_and_then = []
        for of_students in works:
            part = numbers(grade(of_students[student].values(), course, now)).parts[assignment]
            now_and_then.append((part, _grading(of_students[student].get(assignment), part.submission)))
        yield student, now_and_then[0], now_and_then[1]


def _grading(work: policy_facts.Work | None, submission: int | None) -> policy_facts.Grading | None:
    """The grading that counts of the submission that counts."""
    submissions = work.submissions if work else ()
    gradings = next((one.gradings for one in submissions if one.id == submission), ())
    return gradings[0] if gradings else None


def _differ(old: Graded, new: Graded) -> bool:
    """Whether the score or a question's points differ."""
    points = [grading.questions if grading else () for _, grading in (old, new)]
    parts = [msgspec.structs.replace(part, grading=None) for part, _ in (old, new)]  # always another one
    return parts[0] != parts[1] or points[0] != points[1]


def _result(book: Gradebook, grading: policy_facts.Grading | None, student: int) -> GradingResult | None:
    return book.of_gradings({grading.id: student})[0] if grading else None


def _cases(before: GradingResult | None, after: GradingResult | None) -> list[CaseChange]:
    """The test cases that decide otherwise, in the order of the questions."""
    old, new = _questions(before), _questions(after)
    return [
        change
        for name in dict.fromkeys((*new, *old))
        for change in _in_question(name, old.get(name), new.get(name))
    ]


def _questions(result: GradingResult | None) -> Mapping[str, QuestionResult]:
    return {question.name: question for question in result.questions} if result else {}


def _in_question(name: str, before: QuestionResult | None, after: QuestionResult | None) -> list[CaseChange]:
    if before and after and _equal(before.score, after.score) and _equal(before.possible, after.possible):
        return []
    old = {test.name: test for test in before.tests} if before else {}
    new = {test.name: test for test in after.tests} if after else {}
    changes = [
        CaseChange(name, case, _points(old.get(case)), _points(new.get(case)))
        for case in dict.fromkeys((*new, *old))
        if before and after and _decides_otherwise(old.get(case), new.get(case))
    ]
    return changes or [CaseChange(name, "", before.score if before else None, after.score if after else None)]


def _decides_otherwise(before: TestCaseResult | None, after: TestCaseResult | None) -> bool:
    """Whether it takes other points; one that only one of both has does so if it fails."""
    if before is None or after is None:
        test = before or after
        return test is not None and not test.passed
    lost = (before.possible - before.points, after.possible - after.points)
    return before.passed != after.passed or not _equal(*lost)


def _points(test: TestCaseResult | None) -> float | None:
    return test.points if test else None


def _equal(before: float, after: float) -> bool:
    return math.isclose(before, after, abs_tol=CLOSE)


def _mean(percents: Iterable[float | None]) -> float | None:
    those = [percent for percent in percents if percent is not None]
    return math.fsum(those) / len(those) if those else None
