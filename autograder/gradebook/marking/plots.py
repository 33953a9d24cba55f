"""The plots of a sheet: what an answer's cells display when the submission runs again, as PNG files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from autograder.engine.events import Graded
from autograder.files import safe_stem, write_whole
from autograder.gradebook import models
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.message import put
from autograder.results import Status
from autograder.student import Student
from autograder.submissions.submission import Opened, Submission

FOLDER = "plots"  # beside the sheet


class Plots:
    """The plots of the answers to a question.

    Args:
        folder: of the sheet.

    Attributes:
        cells: by submission, what the sheet says: the paths of its plots, or why there are none.
        failed: how many submissions cannot run again.
        count: of plots.
    """

    def __init__(self, book: Gradebook, question: str, folder: Path) -> None:
        self.cells: dict[int, str] = {}
        self.count = 0
        self.failed = 0
        self._book = book
        self._question = question
        self._folder = folder

    def opened(self, submissions: Collection[int]) -> Iterator[Opened]:
        """The submissions as they were handed in, as far as their bytes are kept."""
        with self._book.reading():
            rows = models.Submission.objects.filter(pk__in=submissions).order_by("pk")
            kept = list(rows.values_list("pk", "sha256", "files", "student__name"))
        for number, digest, paths, name in kept:
            try:
                files = {path: self._read(content) for path, content in paths.items()}
                if "" not in files:
                    raise GradebookError("Its file was not kept.")
            except GradebookError as error:
                self._fail(number, str(error))
                continue
            student = Student(str(number), name)
            data = files.pop("")
            yield Opened(Submission(student, source=str(number)), data, files, [], digest)

    def keep(self, shown: Graded) -> str:
        """Writes what a submission displayed, and tells people about it.

        Raises:
            OSError: it cannot be written.
        """
        number, result = int(shown.result.student.id), shown.result
        if result.status is not Status.GRADED:
            return self._fail(number, put(result.message))
        names = []
        for count, picture in enumerate(shown.pictures.get(self._question, []), 1):
            names.append(f"{FOLDER}/{safe_stem(self._question)}-{number}-{count}.png")
            write_whole(self._folder / names[-1], picture)
        self.cells[number] = "\n".join(names)
        self.count += len(names)
        return f"submission {number}: plots {len(names)}"

    def _fail(self, number: int, why: str) -> str:
        self.failed += 1
        self.cells[number] = f"It cannot run again: {why}"
        return f"submission {number}: {self.cells[number]}"

    def _read(self, digest: str) -> bytes:
        if self._book.contents is None:
            raise GradebookError("This gradebook keeps no files.")
        return self._book.contents.read(digest)
