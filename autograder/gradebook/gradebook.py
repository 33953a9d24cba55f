"""The gradebook: what was handed in, and what grading it gave. Other modules of this package add the rest."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import msgspec
from django.db.models import Count, Max, Q, QuerySet

from autograder.gradebook import enrolment, models, people, recognition, schema
from autograder.gradebook.contents import Contents, Folder
from autograder.gradebook.database import Database
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.facts import COUNTING
from autograder.gradebook.text import storable
from autograder.message import put
from autograder.results import GradingResult, Status, Verdict
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
            row = _received(
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
            gradings = models.Grading.objects.filter(
                submission__sha256=submission_hash,
                tests_hash=tests_hash,
                status__in=[Status.GRADED, Status.UNREADABLE],
            ).order_by("-pk")
            own = gradings.filter(submission__student__in=_rows_of(student)).first()
            grading = own or gradings.first()
            if grading is None:
                return None
            result = self._result(grading.pk)
        if own:
            return msgspec.structs.replace(result, student=student)
        return msgspec.structs.replace(result, student=student, submitted_at=None, source="")

    def record(self, result: GradingResult) -> int:
        """Adds one grading, in one transaction, and gives its number. Earlier ones stay as history."""
        with self.writing():
            return add_result(result, datetime.now(UTC)).pk

    def results(self, assignment: str | None = None) -> list[GradingResult]:
        """The newest result of each student and assignment, by assignment and name; None: of all."""
        with self.reading():
            submissions = models.Submission.objects.all()
            if assignment is not None:
                submissions = submissions.filter(assignment=storable(assignment))
            newest = (
                models.Grading.objects.filter(COUNTING, submission__in=submissions)
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
        for grading in sorted(owners):
            result = self._result(grading)
            student = students[owners[grading]]
            platform = result.student.platform or student.platform
            results.append(
                msgspec.structs.replace(result, student=msgspec.structs.replace(student, platform=platform))
            )
        return results

    def enrol(self, roster: Roster, who: str = people.GRADER) -> enrolment.Enrolment:
        """Takes a roster over. Whoever is not in this roster and was in an earlier one stays known."""
        with self.writing():
            return enrolment.enrol(roster, who)

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

    def _result(self, grading: int) -> GradingResult:
        document = models.GradingDocument.objects.filter(pk=grading).values_list("packed", flat=True).get()
        try:
            return msgspec.json.decode(zlib.decompress(bytes(document)), type=GradingResult)
        except (msgspec.MsgspecError, zlib.error) as error:
            raise GradebookError(
                f"Grading {grading} of the gradebook {self.name} holds no result ({error}): "
                "restore the gradebook from a backup."
            ) from error


def add_result(result: GradingResult, recorded: datetime) -> models.Grading:
    """Adds what one run of the examiner gave, and what was handed in, if that is not there yet."""
    submission = _received(
        recognition.row_of(result.student),
        result.assignment,
        result.submission_hash,
        received=result.submitted_at,
        marked_late=result.marked_late,
        source=result.source,
        remarks=[put(remark) for remark in result.remarks],
        entered=recorded,
    )
    return add_grading(submission, result, recorded)


def add_grading(
    submission: models.Submission, result: GradingResult, recorded: datetime, regrade: int | None = None
) -> models.Grading:
    """Adds what one run of the examiner gave for the submission.

    Args:
        regrade: the one that it belongs to; None: it counts from now on.
    """
    grading = models.Grading.objects.create(
        submission=submission,
        tests_hash=result.tests_hash,
        status=result.status.value,
        score=result.score,
        possible=result.possible,
        points=[
            [question.name, None if question.verdict is Verdict.MANUAL else question.score, question.possible]
            for question in result.questions
        ],
        versions=result.versions,
        walls=[result.sandbox, *result.layers] if result.layers else [],
        seconds=result.seconds,
        graded_at=result.graded_at,
        recorded=recorded,
        regrade_id=regrade,
    )
    models.GradingDocument.objects.create(grading=grading, packed=zlib.compress(_encode(result)))
    if regrade is None:
        people.touch([submission.student_id])
    return grading


def _received(
    student: models.Student,
    assignment: str,
    sha256: str,
    *,
    received: datetime | None,
    marked_late: bool,
    source: str,
    remarks: Sequence[str],
    entered: datetime,
) -> models.Submission:
    """The row of a hand-in: the one that there is already, or the student's next attempt.

    What came before the student was known to be somebody of the roster counts too.

    It is there if it has the same content and time. If the time is not known now, the student's latest
    attempt is taken if it has this content; if it was not known before, it is known from now on.
    """
    rows = [student.pk, *people.provisional(student.pk)]
    attempts = models.Submission.objects.filter(student__in=rows, assignment=storable(assignment))
    latest = attempts.order_by("-pk").first()
    row = _same(attempts.filter(sha256=sha256).order_by("-pk"), latest, received, source)
    if row is None:
        row = models.Submission(
            student=student,
            assignment=storable(assignment),
            sha256=sha256,
            attempt=1 + (attempts.aggregate(most=Max("attempt"))["most"] or 0),
            entered=entered,
        )
    before = (row.received, row.marked_late)
    row.received = received or row.received
    if received or not row.received:  # a time counts more than the mark that it was late
        row.marked_late = marked_late or (row.marked_late and not received)
    row.source, row.remarks = storable(source) or row.source, storable(list(remarks)) or row.remarks
    is_new = row.pk is None
    row.save()
    if is_new or before != (row.received, row.marked_late):
        people.touch([student.pk])
    return row


def _rows_of(student: Student) -> list[int]:
    """The rows whose hand-ins are the student's for good."""
    row = models.Student.objects.filter(key=storable(student.id)).values_list("pk", flat=True).first()
    return [] if row is None else [row, *people.provisional(row)]


def _same(
    alike: QuerySet[models.Submission],
    latest: models.Submission | None,
    received: datetime | None,
    source: str,
) -> models.Submission | None:
    """Of a student's attempts with one content, the one that is meant."""
    if received is not None:
        return alike.filter(received=received).first() or alike.filter(received=None).first()
    if latest and latest.sha256:
        return latest if latest in alike else None
    return alike.filter(source=storable(source)).first()  # could not be read, so the place tells


def _encode(result: GradingResult) -> bytes:
    try:
        return msgspec.json.encode(result)
    except UnicodeEncodeError:  # half a character, from a file name or a student's text
        return msgspec.json.encode(storable(msgspec.to_builtins(result)))
