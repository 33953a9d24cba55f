"""Random terms of random courses: every number can be computed by hand, and kept grades are the true ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import by_hand
import msgspec
import pytest
from books import hand_in, result
from by_hand import Hand
from histories import LATE, course_of

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import audit, decisions
from autograder.gradebook.decisions.undo import undo
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades import facts
from autograder.gradebook.grades.explanation import Explanation, explanation
from autograder.gradebook.grades.grades import CourseGrade, Part, grades, numbers
from autograder.gradebook.marking import marks
from autograder.gradebook.marking.new_mark import NewMark
from autograder.gradebook.people import people, recognition
from autograder.gradebook.policy import grade
from autograder.results import QuestionResult, Status, Verdict
from autograder.student import Student

COURSES = 40
STUDENTS = 25  # of each, so that there are 1,000 histories
EACH_TIME = 8  # courses that are tested wherever tests run
ACTS = 8 * STUDENTS
BEGIN = datetime(2101, 10, 28, 22, 59, tzinfo=UTC)  # the clocks of Lisbon change two nights later
POINTS = [0.0, 1 / 3, 2 / 3, 0.1, 0.2, 1.0, 2.5, 3.7, 4.0]
NUMBERS = {
    "points",
    "possible",
    "automatic",
    "automatic_possible",
    "written",
    "written_possible",
    "adjustment",
}
NUMBERS |= {"late", "submission", "dropped", "excused", "missing", "unmarked"}
ESSAY = QuestionResult("essay", Verdict.MANUAL, 0.0, 4.0)
WHY = ["ill", "automatic 3 of 4", "a\nbreak", "it's 'fair', by me"]


class Term:
    """A course whose students hand in, and whose teachers decide, at random."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.course = self._course()
        self.book = Gradebook("sqlite://:memory:")
        self.now = BEGIN - timedelta(days=2)
        self.students = [Student(f"s{number}", f"Student {number}") for number in range(STUDENTS)]
        with self.book.writing():
            self.rows = {recognition.row_of(student).pk: student for student in self.students}
        self.groups = [(one, other) for one, other in pairwise(self.students[:6])]
        self.submissions: list[tuple[int, str, Any]] = []
        self.events: list[int] = []

    def _course(self) -> Course:
        random = self.random
        names = [f"hw{number}" for number in range(1, random.randint(2, 5))]
        tables: dict[str, dict[str, Any]] = {
            name: {"weight": random.choice([0, 1, 2.5, 0.1, 3]), "bonus": random.random() < 0.2}
            for name in names
        }
        tables["hw1"] |= {"weight": 1, "bonus": False}
        for place, table in enumerate(tables.values()):
            if random.random() < 0.8:
                table["deadline"] = (BEGIN + timedelta(days=2 * place)).isoformat()
        most = sum(table["weight"] > 0 and not table["bonus"] for table in tables.values()) - 1
        grades: dict[str, Any] = {
            "counts": random.choice(["latest", "best", "latest_before_deadline", "chosen", "chosen"]),
            "drop_lowest": random.randint(0, most),
            "decimals": random.randint(0, 4),
            "letters": random.choice([{}, {"A": 90, "B": 62.5, "C": 33.33335, "F": 0}]),
        }
        if random.random() < 0.7:
            grades["cap"] = random.choice([100, 110.55555])
        return course_of(tables, random.choice(LATE), **grades)

    def act(self) -> None:
        """One thing that happens."""
        acts = [self.hands_in] * 8 + [self.grades_again, self.marks, self.marks, self.marks, self.adjusts]
        acts += [self.adjusts, self.excuses, self.extends, self.chooses, self.undoes, self.merges]
        self.now += timedelta(hours=self.random.random() * 3)
        self.random.choice(acts)()

    def hands_in(self) -> None:
        student = self.random.choice(self.students)
        if self.random.random() < 0.15:
            members = self.random.choice(self.groups)
            names = [member.name for member in members]
            student = Student(f"group:{names}", " and ".join(names), members=members)
        name = self.random.choice(list(self.course.assignments))
        is_known = self.random.random() < 0.9
        graded = result(
            student,
            name,
            self._questions(),
            self.now if is_known else None,
            status=self.random.choices([*Status], [8, 1, 1])[0],
            marked_late=self.random.random() < 0.2,
        )
        self.submissions.append((hand_in(self.book, graded), name, graded))

    def _questions(self) -> list[tuple[str, float | None, float]]:
        questions = [("q1", self.random.choice(POINTS), 4.0), ("q2", self.random.choice(POINTS), 10 / 3)]
        return self.random.choice(
            [questions, questions[:1], [*questions, ("essay", None, 4.0)], [("essay", None, 4.0)]]
        )

    def grades_again(self) -> None:
        if self.submissions:
            _, name, graded = self.random.choice(self.submissions)
            again = result(
                graded.student, name, self._questions(), graded.submitted_at, graded.submission_hash
            )
            self.book.record(again)

    def marks(self) -> None:
        essays = [one for one, _, graded in self.submissions if graded.questions[-1:] == [ESSAY]]
        if essays:
            mark = NewMark(
                submission=self.random.choice(essays), question="essay", points=self.random.choice(POINTS)
            )
            if marks.give(self.book, self.course, [mark], who="ana", skip_conflicts=True).given:
                with self.book.reading():
                    self.events.append(models.Event.objects.latest("pk").pk)

    def adjusts(self) -> None:
        points, number = self.random.choice([-1.0, 1 / 3, 2.0, 8.0, -20.0]), None
        name, students = self._whom()
        if self.submissions and self.random.random() < 0.5:
            number, name, _ = self.random.choice(self.submissions)
            with self.book.reading():
                students = decisions.owners(number)
        self._decided(
            decisions.adjust(
                self.book, self.course, name, points, students, submission=number, **self._signed()
            )
        )

    def excuses(self) -> None:
        self._decided(decisions.excuse(self.book, self.course, *self._whom(), **self._signed()))

    def extends(self) -> None:
        name, students = self._whom()
        until = self.random.choice(["+1d", "+30h", "2101-11-02 12:00"])
        try:
            self._decided(decisions.extend(self.book, self.course, name, until, students, **self._signed()))
        except GradebookError as error:  # the deadline is later, or there is none
            assert "deadline" in str(error)  # noqa: PT017

    def chooses(self) -> None:
        if self.submissions and self.course.grades.counts == "chosen":
            number = self.random.choice(self.submissions)[0]
            self._decided(decisions.choose(self.book, self.course, number, **self._signed()))

    def undoes(self) -> None:
        if self.events:
            event = self.events.pop(self.random.choice([-1, self.random.randrange(len(self.events))]))
            undo(self.book, event, **self._signed())

    def merges(self) -> None:
        with self.book.writing():
            into = people.merged()
            duplicate, person = self.random.sample(list(self.rows)[:8], 2)
            if len(into) < 3 and not {duplicate, person} & {*into, *into.values()}:
                merge = models.Merge.objects.create(
                    at=self.now, who="ana", duplicate_id=duplicate, into_id=person
                )
                self.events.append(audit.record("ana", "merge", merge, students=[duplicate]).pk)

    def _whom(self) -> tuple[str, list[int]]:
        with self.book.reading():
            persons = sorted(set(self.rows) - set(people.merged()))
        name = self.random.choice(list(self.course.assignments))
        return name, self.random.sample(persons, self.random.randint(1, 3))

    def _signed(self) -> dict[str, str]:
        return {"who": "ana", "why": self.random.choice(WHY)}

    def _decided(self, event: models.Event) -> None:
        self.events.append(event.pk)

    def fresh(self) -> dict[int, CourseGrade]:
        """Everybody's grade, computed anew."""
        with self.book.reading():
            works, persons = facts.works(), people.persons()
            every = models.Student.objects.values_list("pk", flat=True)
            return {
                row: numbers(grade(works.get(row, {}).values(), self.course, self.now))
                for row in every
                if row not in persons
            }


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=[pytest.mark.thorough] if seed >= EACH_TIME else [])
        for seed in range(COURSES)
    ],
)
def test_every_number_is_computed_by_hand_and_kept_grades_are_the_true_ones(seed: int) -> None:
    term = Term(seed)
    for step in range(ACTS):
        term.act()
        if step % 25 == 24:
            assert grades(term.book, term.course, term.now) == term.fresh()
    for now in (term.now, BEGIN + timedelta(days=100)):
        term.now = now
        computed = grades(term.book, term.course, now)
        assert computed == term.fresh()
    for row, given in computed.items():
        check(explanation(term.book, term.course, term.now, row), given, term.course)


def check(explained: Explanation, given: CourseGrade, course: Course) -> None:
    """Each number of the grade, by hand."""
    hands = {name: Hand(sentences) for name, sentences in explained.assignments.items()}
    dropped = by_hand.dropped(explained.total)
    for name, hand in hands.items():
        part = given.parts[name]
        assert [line for line in hand.sentences if line.startswith("score ")] == hand.score
        for field in msgspec.structs.fields(Part):
            if field.name in NUMBERS:
                value = name in dropped if field.name == "dropped" else getattr(hand, field.name)
                assert getattr(part, field.name) == by_machine(value, field.default), (field, hand.sentences)
        if hand.submission and (hand.automatic is not None or hand.written is not None):
            sums = (hand.automatic or 0) + (hand.written or 0), hand.possible
            assert hand.of_questions == sums, hand.sentences
    assert by_hand.total(explained.total, hands) == (given.total, given.letter)
    if given.letter and given.total:
        reached = [name for name, bound in course.grades.letters.items() if float(given.total) >= bound]
        assert given.letter == reached[0]


def by_machine(value: Any, default: Any) -> Any:
    """As the gradebook keeps it."""
    if value is None or value is default:
        return default
    return value if isinstance(value, bool | int | tuple) else float(value)
