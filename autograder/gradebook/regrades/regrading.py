"""A regrade as the engine sees it: submissions come from the gradebook, and results do not count yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from autograder.assignment.assignment import Assignment
from autograder.examiner.versions import differences
from autograder.gradebook import models
from autograder.gradebook.database.contents import Contents
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.facts import counting
from autograder.gradebook.gradings import add_grading
from autograder.gradebook.people import people
from autograder.gradebook.regrades.affected import Basis, Newest
from autograder.gradebook.regrades.regrades import State
from autograder.results import GradingResult, Status
from autograder.submissions.beside import standing
from autograder.submissions.submission import Opened, Submission


@dataclass(frozen=True)
class StoredSubmission(Submission):
    """A submission whose bytes the gradebook keeps.

    Attributes:
        numbers: of the submission; several if the student handed in the same more than once.
    """

    numbers: tuple[int, ...] = ()
    sha256: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    contents: Contents | None = None

    def open(self, given: Path | None = None) -> Opened:
        """As it was handed in; but what the assignment gives today is not among the files.

        Raises:
            GradebookError: a kept file is gone or damaged.
        """
        assert self.contents
        data = self.contents.read(self.files[""])
        files = {
            name: self.contents.read(digest)
            for name, digest in self.files.items()
            if name and (given is None or standing(name, given) is None)
        }
        return Opened(self, data, files, [], self.sha256)


class Regrading:
    """Gradings of a regrade; `engine.earlier.Earlier` says what the engine asks of it.

    Args:
        regrade: its number.
        left: what is to be graded, as `affected.Affected` has it.
        sandbox_kind: as ``--sandbox`` says it.

    Attributes:
        submissions: what is to be graded.
    """

    def __init__(
        self,
        book: Gradebook,
        assignment: Assignment,
        basis: Basis,
        regrade: int,
        left: Mapping[int, Newest],
        sandbox_kind: str,
    ) -> None:
        self.assignment = assignment
        self._book = book
        self._basis = basis
        self._regrade = regrade
        self._left = left
        self._sandbox_kind = sandbox_kind
        self.submissions = self._stored()
        self._by_content = {(stored.student.id, stored.sha256): stored for stored in self.submissions}
        self.seconds: Mapping[str, float] = {
            stored.student.id: max(left[number].seconds for number in stored.numbers)
            for stored in self.submissions
        }

    def _stored(self) -> list[StoredSubmission]:
        """The submissions, each content of a student once."""
        alike: defaultdict[tuple[int, str], list[models.Submission]] = defaultdict(list)
        with self._book.reading():
            into = people.merged()
            for row in models.Submission.objects.filter(pk__in=self._left).order_by("pk"):
                alike[into.get(row.student_id, row.student_id), row.sha256].append(row)
            students = people.students({student for student, _ in alike})
        return [
            StoredSubmission(
                students[student],
                rows[-1].source,
                submitted_at=rows[-1].received,
                remarks=tuple(rows[-1].remarks),
                marked_late=rows[-1].marked_late,
                numbers=tuple(row.pk for row in rows),
                sha256=sha256,
                files=rows[-1].files,
                contents=self._book.contents,
            )
            for (student, sha256), rows in alike.items()
        ]

    def timed(self, opened: Opened) -> Opened:
        """The same: the gradebook has told the time already."""
        return opened

    def keep(self, opened: Opened) -> None:
        """Nothing: it is kept."""

    def reusable(self, opened: Opened) -> GradingResult | None:
        """What the submission got meanwhile, or the same content with the same tests and versions."""
        stored = self._by_content[opened.submission.student.id, opened.hash]
        with self._book.reading():
            meanwhile = next(filter(None, map(self._meanwhile, stored.numbers)), None)
            grading = meanwhile or self._of_same_content(opened.hash)
            if grading is None:
                return None
            owner = models.Submission.objects.get(pk=stored.numbers[-1]).student_id
            [result] = self._book.of_gradings({grading: owner})
        if result.has_no_walls and self._sandbox_kind != "off" and meanwhile is None:
            return None
        return msgspec.structs.replace(
            result,
            student=stored.student,
            submission_hash=stored.sha256,
            submitted_at=stored.submitted_at,
            marked_late=stored.marked_late,
            source=stored.source,
            remarks=list(stored.remarks),
        )

    def record(self, result: GradingResult) -> None:
        """Put it beside the results that count; nothing if somebody else has graded the submission meanwhile.

        Raises:
            GradebookError: the regrade is not open any more.
        """
        stored = self._by_content[result.student.id, result.submission_hash]
        with self._book.writing():
            for submission in models.Submission.objects.filter(pk__in=stored.numbers).order_by("pk"):
                if self._meanwhile(submission.pk):
                    continue
                self._refuse_unless_open()
                own = msgspec.structs.replace(
                    result,
                    submitted_at=submission.received,
                    marked_late=submission.marked_late,
                    source=submission.source,
                )
                add_grading(submission, own, datetime.now(UTC), self._regrade)

    def _meanwhile(self, number: int) -> int | None:
        """A grading of the submission that is newer than what there was at the beginning."""
        gradings = models.Grading.objects.filter(counting(self._regrade), submission=number)
        newer = gradings.filter(pk__gt=self._left[number].grading).exclude(status=Status.ERROR)
        return newer.order_by("-pk").values_list("pk", flat=True).first()

    def _of_same_content(self, sha256: str) -> int | None:
        gradings = models.Grading.objects.filter(
            submission__sha256=sha256,
            submission__assignment=self.assignment.name,
            tests_hash=self._basis.tests_hash,
            status__in=[Status.GRADED, Status.UNREADABLE],
        )
        versions = gradings.order_by("-pk").values_list("pk", "versions")
        return next((pk for pk, of in versions if not differences(of, self._basis.versions)), None)

    def _refuse_unless_open(self) -> None:
        state = models.Regrade.objects.values_list("state", flat=True).get(pk=self._regrade)
        if state != State.OPEN:
            name = self.assignment.name
            raise GradebookError(
                f"The regrade of {name} was {state} while it ran: run `autograder regrade {name}` again."
            )
