"""One submission: who handed in what, and how to get at its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.errors import Unreadable
from autograder.message import Message
from autograder.student import Student
from autograder.submissions.archive import archive
from autograder.submissions.archive.archive import Member
from autograder.submissions.beside import Beside, read_beside


@dataclass(frozen=True)
class Submission:
    """One student's notebook as handed in. Holds no bytes: a class of any size stays small.

    Attributes:
        student: no other submission of a collection has the same.
        source: where it came from, for people: a path, zips on the way included.
        submitted_at: carries a time zone; ``None`` if the source does not tell.
        path: the file, or the zip that holds it.
        members: the way through zips, from the outermost in; empty for a plain file.
        problem: why there is nothing to read, one sentence; empty for most.
        beside: what was handed in with the notebook.
        remarks: what else the student handed in and why this file counts, a sentence each.
        marked_late: the platform says that it came late.
    """

    student: Student
    source: str
    submitted_at: datetime | None = None
    path: Path = Path()
    members: tuple[Member, ...] = ()
    problem: Message | str = ""
    beside: tuple[Beside, ...] = ()
    remarks: tuple[Message | str, ...] = ()
    marked_late: bool = False

    def read(self) -> bytes:
        """The notebook's bytes, read anew each time.

        Raises:
            Unreadable: there are none; the text is one sentence.
        """
        if self.problem:
            raise Unreadable(self.problem)
        return archive.read(self.path, self.members)

    def open(self, given: Path | None = None) -> Opened:
        """All that is graded, read once.

        Args:
            given: the folder that students get. Its own files are left out here: the given ones are used.

        Raises:
            Unreadable: there is no notebook; the text is one sentence.
        """
        data = self.read()
        files, remarks = read_beside(self.beside, given)
        digest = hashlib.sha256(data)
        for name, content in files.items():
            digest.update(f"\0{len(name)} {name} {len(content)} ".encode() + content)
        return Opened(self, data, files, remarks, digest.hexdigest())


@dataclass(frozen=True)
class Opened:
    """A submission with its bytes: what is hashed is what is graded and recorded.

    Attributes:
        files: what was handed in beside the notebook, by its path from there.
        remarks: what is to be said of those files.
        hash: SHA-256 of the notebook and of these files, in hex.
    """

    submission: Submission
    data: bytes
    files: dict[str, bytes]
    remarks: list[Message]
    hash: str
