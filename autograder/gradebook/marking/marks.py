"""Marks that people give: one way for the terminal, for a sheet, and for whatever else marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from autograder.course.course import Course
from autograder.gradebook import models
from autograder.gradebook.decisions import audit
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marking.answers import Answer, Given, marks_numbered
from autograder.gradebook.marking.new_mark import Conflict, NewMark, Question, Ready
from autograder.gradebook.text import storable


class Outcome(msgspec.Struct, frozen=True):
    """What became of marks.

    Attributes:
        given: how many were written.
        unchanged: how many say what is there already.
        conflicts: why a mark was not given, by its place among those that came; they begin in lower case.
    """

    given: int
    unchanged: int
    conflicts: Mapping[int, str]


class MarkConflictsError(GradebookError):
    """Marks that cannot be given; nothing was written.

    Attributes:
        conflicts: as in `Outcome`.
    """

    def __init__(self, conflicts: Mapping[int, str]) -> None:
        first = next(iter(conflicts.values()))
        more = f" There are {len(conflicts) - 1} more conflicts." if len(conflicts) > 1 else ""
        super().__init__(f"{first[0].upper()}{first[1:]}{more}")
        self.conflicts = conflicts


def give(
    book: Gradebook, course: Course, marks: Sequence[NewMark], *, who: str, skip_conflicts: bool = False
) -> Outcome:
    """Gives marks, in one transaction. The newest of a question counts; what says nothing new is left out.

    Args:
        skip_conflicts: give those that can be given. Default: all or none.

    Raises:
        MarkConflictsError: some cannot be given.
        CourseError: the course does not have the assignment of one.
    """
    who = storable(who)
    conflicts: dict[int, str] = {}
    ready: list[Ready | None] = []
    with book.writing():
        questions = _questions(book, course, marks)
        seen = marks_numbered({mark.after for mark in marks if mark.after is not None})
        times = Counter((mark.submission, mark.question) for mark in marks)
        for place, mark in enumerate(marks):
            key = mark.submission, mark.question
            try:
                if times[key] > 1:
                    raise Conflict(f"there are {times[key]} marks for it here: leave one of them.")
                if key not in questions:
                    raise Conflict("there is no such submission.")
                ready.append(questions[key].ready(mark, seen.get(mark.after or 0), who))
            except Conflict as conflict:
                conflicts[place] = str(conflict)
        if conflicts and not skip_conflicts:
            raise MarkConflictsError(conflicts)
        new = [mark for mark in ready if mark]
        _write(new, who)
    return Outcome(len(new), len(ready) - len(new), conflicts)


def _questions(book: Gradebook, course: Course, marks: Sequence[NewMark]) -> dict[tuple[int, str], Question]:
    """By submission and question, as far as there are such submissions: the question of the assignment."""
    submissions = models.Submission.objects.filter(pk__in={mark.submission for mark in marks})
    assignments = dict(submissions.values_list("pk", "assignment"))
    keys = {(mark.submission, mark.question) for mark in marks if mark.submission in assignments}
    pairs = {(assignments[submission], name) for submission, name in keys}
    questions = {pair: Question(book, course, *pair) for pair in pairs}
    return {(submission, name): questions[assignments[submission], name] for submission, name in keys}


def _write(marks: Sequence[Ready], who: str) -> None:
    """Adds the rows, with as many statements for a class as for one student."""
    now = datetime.now(UTC)
    rows = models.Mark.objects.bulk_create(
        models.Mark(
            at=now,
            who=who,
            submission_id=mark.answer.submission,
            question=mark.answer.question,
            points=mark.points,
            comment=mark.comment,
        )
        for mark in marks
    )
    named = models.Mark.items.through
    named.objects.bulk_create(
        named(mark_id=row.pk, rubricitem_id=item)
        for row, mark in zip(rows, marks, strict=True)
        for item in mark.items
    )
    audit.record_all(
        who,
        "mark",
        [
            audit.Change(
                row,
                mark.answer.assignment,
                mark.answer.students,
                _plain(mark.answer, mark.answer.mark) if mark.answer.mark else None,
                _plain(mark.answer, mark),
            )
            for row, mark in zip(rows, marks, strict=True)
        ],
    )


def _plain(answer: Answer, mark: Ready | Given) -> dict[str, Any]:
    return {
        "submission": answer.submission,
        "question": answer.question,
        "points": mark.points,
        "items": list(mark.items),
        "comment": mark.comment,
    }
