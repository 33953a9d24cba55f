"""The gradebook: what was handed in, and what grading it gave. Other modules of this package add the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec
from django.db.models import Count, Max, Q

from autograder.gradebook import gradings, models, submissions
from autograder.gradebook.database import schema
from autograder.gradebook.database.contents import Contents, Folder
from autograder.gradebook.database.database import Database
from autograder.gradebook.grades.facts import COUNTING
from autograder.gradebook.people import enrolment, people, recognition
from autograder.gradebook.text import storable
from autograder.message import put
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.owners.roster import Roster
from autograder.submissions.submission import Submission

FILES = "gradebook-files"  # the folder beside SQLite's file


class HandedIn(msgspec.Struct, frozen=True):
    """What is known of when a content was handed in."""

    student: Student
    submission_hash: str
    submitted_at: datetime | None = None
    marked_late: bool = False


class Gradebook:
    """A gradebook at a URL; tables and, for SQLite, the folder are made if they are missing.

    Every grading is one transaction, so a process that is killed loses at most the one it was writing.
    Several processes may use one gradebook, and it may be carried over a fork.

    Args:
        files: the folder for the bytes of submissions, if the database is not a file of SQLite: the folder of
            one is beside it.

    Raises:
        GradebookError: here and in every method, one sentence on why the database cannot be used.
    """

    def __init__(self, url: str, files: Path | None = None) -> None:
        self.database = Database(url)
        self.name = self.database.name
        try:
            schema.prepare(self.database)
        except BaseException:
            self.close()
            raise
        if self.database.file is not None:
            files = self.database.file.parent / FILES
        self.contents = Contents(Folder(files)) if files is not None else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Queries of `models` inside see one state of the database."""
        with self.database.reading():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is written to `models` inside is kept together or not at all."""
        with self.database.writing():
            yield

    def receive(
        self, submission: Submission, assignment: str, sha256: str, files: Mapping[str, bytes]
    ) -> int:
        """Keeps what was handed in, unless it is there already, and gives the number of the submission.

        Args:
            sha256: of all of it.
            files: the bytes by path, those of the notebook by the empty path.
        """
        kept = (
            {storable(name): self.contents.keep(data) for name, data in files.items()}
            if self.contents
            else {}
        )
        with self.writing():
            student = recognition.row_of(submission.student)
            row = submissions.row_of(
                student,
                assignment,
                sha256,
                received=submission.submitted_at,
                marked_late=submission.marked_late,
                source=submission.source,
                remarks=[put(remark) for remark in submission.remarks],
                entered=datetime.now(UTC),
            )
            if kept and row.files != kept:
                row.files = kept
                row.save()
            return row.pk

    def lookup(self, submission_hash: str, tests_hash: str, student: Student) -> GradingResult | None:
        """The grade that this content already has under these tests, or None if it must be graded.

        The student's own newest grading is taken before another's; another's comes back as this student's
        and without ``submitted_at``, which only the caller knows. A grading that failed for a reason of
        ours is no hit. An empty hash never hits.
        """
        if not submission_hash or not tests_hash:
            return None
        with self.reading():
            earlier = models.Grading.objects.filter(
                submission__sha256=submission_hash,
                tests_hash=tests_hash,
                status__in=[Status.GRADED, Status.UNREADABLE],
            ).order_by("-pk")
            own = earlier.filter(submission__student__in=submissions.rows_of(student)).first()
            grading = own or earlier.first()
            if grading is None:
                return None
            [result] = gradings.results([grading.pk], self.name)
        if own:
            return msgspec.structs.replace(result, student=student)
        return msgspec.structs.replace(result, student=student, submitted_at=None, source="")

    def record(self, result: GradingResult) -> int:
        """Adds one grading, in one transaction, and gives its number. Earlier ones stay as history."""
        with self.writing():
            return gradings.add_result(result, datetime.now(UTC)).pk

    def results(self, assignment: str | None = None) -> list[GradingResult]:
        """The newest result of each student and assignment, by assignment and name; None: of all."""
        with self.reading():
            handed_in = models.Submission.objects.all()
            if assignment is not None:
                handed_in = handed_in.filter(assignment=storable(assignment))
            newest = (
                models.Grading.objects.filter(COUNTING, submission__in=handed_in)
                .values("submission__student", "submission__assignment")
                .annotate(newest=Max("pk"))
                .values_list("newest", "submission__student", "submission__assignment")
            )
            found = self.of_gradings({grading: student for grading, student, _ in newest})
        latest = {(result.assignment, result.student.id): result for result in found}
        return sorted(
            latest.values(), key=lambda result: (result.assignment, result.student.name, result.student.id)
        )

    def handed_in(self) -> dict[str, int]:
        """By assignment, how many students or groups handed something in."""
        with self.reading():
            counts = models.Submission.objects.values("assignment").annotate(
                students=Count("student", distinct=True)
            )
            return dict(counts.values_list("assignment", "students"))

    def of_gradings(self, owners: Mapping[int, int]) -> list[GradingResult]:
        """The results of these gradings, by number; each is its student's, by the row of the student."""
        students = people.students(set(owners.values()))
        results = []
        numbers = sorted(owners)
        for grading, result in zip(numbers, gradings.results(numbers, self.name), strict=True):
            student = students[owners[grading]]
            platform = result.student.platform or student.platform
            results.append(
                msgspec.structs.replace(result, student=msgspec.structs.replace(student, platform=platform))
            )
        return results

    def enrol(
        self, roster: Roster, who: str = people.GRADER, *, is_whole: bool = False
    ) -> enrolment.Enrolment:
        """Takes a roster over, in one step; see `enrolment.enrol`."""
        with self.writing():
            return enrolment.enrol(roster, who, is_whole=is_whole)

    def roster(self) -> Roster:
        """All people that this gradebook was told of."""
        with self.reading():
            return recognition.enrolled()

    def duplicates(self) -> dict[str, str]:
        """By the id of a student who was merged into another one: the id of that one."""
        with self.reading():
            return people.duplicates()

    def times(self, assignment: str) -> dict[tuple[str, str], HandedIn]:
        """When work was handed in, by the student's id and the content's hash, as far as that is known.

        A time counts more than the mark that it was late; of several times the one recorded last counts.
        """
        with self.reading():
            rows = list(
                models.Submission.objects.filter(assignment=storable(assignment))
                .filter(Q(received__isnull=False) | Q(marked_late=True))
                .order_by("pk")
                .values_list("student", "sha256", "received", "marked_late")
            )
            students = people.students({student for student, *_ in rows})
        times: dict[tuple[str, str], HandedIn] = {}
        for row, content, received, marked_late in rows:
            key = (students[row].id, content)
            if received or key not in times:
                times[key] = HandedIn(students[row], content, received, marked_late)
        return times

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
