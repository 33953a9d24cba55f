"""Which results a change of tests or versions may change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from autograder.course.course import Course
from autograder.examiner.versions import differences
from autograder.gradebook import models
from autograder.gradebook.database.contents import Contents
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.facts import COUNTING, counting
from autograder.gradebook.grades.grades import grades
from autograder.gradebook.people import people
from autograder.results import Status


class Basis(msgspec.Struct, frozen=True):
    """What gradings are made with.

    Attributes:
        versions: of `examiner.versions.deciding`.
    """

    tests_hash: str
    versions: dict[str, str]


class Newest(NamedTuple):
    """The newest grading of a submission."""

    grading: int
    status: str
    tests_hash: str
    versions: dict[str, str]
    regrade: int | None
    recorded: datetime
    seconds: float

    def fits(self, basis: Basis) -> bool:
        """Whether it was made with ``basis``, as far as it tells."""
        return self.tests_hash == basis.tests_hash and not differences(self.versions, basis.versions)


class Affected(msgspec.Struct, frozen=True):
    """The submissions of an assignment, by what a regrade does with them; each by its number.

    Attributes:
        left: those still to be graded, with what they have now.
        graded: those that the regrade has graded.
        current: those that were made with the same tests and versions anyway.
        unkept: those whose files are not kept.
        unopened: those that could never be opened.
        superseded: those that do not count, whatever they would give.
        before: what counts of those left and graded.
    """

    left: dict[int, Newest]
    graded: list[int]
    current: list[int]
    unkept: list[int]
    unopened: list[int]
    superseded: list[int]
    before: list[Newest]

    @property
    def considered(self) -> int:
        """How many count, or may count."""
        groups = (self.left, self.graded, self.current, self.unkept, self.unopened)
        return sum(map(len, groups))


def may_count(book: Gradebook, course: Course, assignment: str, now: datetime) -> set[int]:
    """The submissions that count by the policy, or may if their points change."""
    parts = {
        person: part.submission
        for person, grade in grades(book, course, now).items()
        if (part := grade.parts[assignment]).submission is not None
    }
    with book.reading():
        of_assignment = models.Submission.objects.filter(assignment=assignment)
        submissions = {number for number in parts.values() if number is not None}
        if course.grades.counts == "best":
            persons = people.persons()
            rows = of_assignment.filter(gradings__in=models.Grading.objects.filter(COUNTING))
            submissions |= {
                number
                for number, student in rows.values_list("pk", "student")
                if not parts.keys().isdisjoint(persons.get(student, [student]))
            }
        return submissions | {
            number for number, newest in newest_gradings(assignment).items() if newest.status == Status.ERROR
        }


def affected(
    contents: Contents | None,
    assignment: str,
    submissions: Collection[int],
    basis: Basis,
    regrade: int | None = None,
) -> Affected:
    """What a regrade with ``basis`` does with each submission, inside a transaction.

    Args:
        submissions: that `may_count`.
        regrade: the one that has begun; its gradings are not made again, unless they failed for a reason of
            ours.
    """
    counts = newest_gradings(assignment)
    newest = newest_gradings(assignment, regrade)
    result = Affected({}, [], [], [], [], [], [])
    rows = models.Submission.objects.filter(assignment=assignment, pk__in=counts.keys() | newest.keys())
    for number, sha256, files in rows.order_by("pk").values_list("pk", "sha256", "files"):
        if number not in submissions:
            result.superseded.append(number)
            continue
        of_regrade = regrade is not None and newest[number].regrade == regrade
        failed = of_regrade and newest[number].status == Status.ERROR
        if newest[number].fits(basis) and not failed:
            (result.graded if of_regrade else result.current).append(number)
            if not of_regrade:
                continue
        elif not sha256:
            result.unopened.append(number)
            continue
        elif not _are_kept(contents, files):
            result.unkept.append(number)
            continue
        else:
            result.left[number] = newest[number]
        if number in counts:
            result.before.append(counts[number])
    return result


def newest_gradings(assignment: str, regrade: int | None = None) -> dict[int, Newest]:
    """By the submission, its newest grading of those that count, or would if ``regrade`` were kept."""
    query = models.Grading.objects.filter(counting(regrade), submission__assignment=assignment).order_by("pk")
    return {number: Newest(*fields) for number, *fields in query.values_list("submission", "pk", *_FIELDS)}


_FIELDS = ("status", "tests_hash", "versions", "regrade", "recorded", "seconds")


def _are_kept(contents: Contents | None, files: Mapping[str, str]) -> bool:
    return contents is not None and "" in files and all(map(contents.has, files.values()))
