"""Remarks on a row of grades: when the work was handed in, and which tests graded it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from autograder.results import GradingResult, Status
from autograder.student import Student, labels
from autograder.text import clean_line

LATE = "marked late by the platform, time unknown"
_NEVER = datetime.min.replace(tzinfo=UTC)
_MOST = 5  # names in one sentence


def labelled(
    results: Sequence[GradingResult], everyone: Sequence[GradingResult] | None = None
) -> list[GradingResult]:
    """The same, with a name for each student that nobody else has.

    Args:
        everyone: the results of the whole class. Default: these are all.
    """
    label = labels(result.student for result in (*results, *(everyone or ())))
    return [
        msgspec.structs.replace(
            result, student=msgspec.structs.replace(result.student, name=label[result.student.id])
        )
        for result in results
    ]


def namesakes(results: Sequence[GradingResult]) -> list[str]:
    """A sentence if results in one assignment may be one person's, graded from several places."""
    places: defaultdict[tuple[str, str], list[Student]] = defaultdict(list)
    for result in results:
        places[result.assignment, result.student.name.casefold()].append(result.student)
    shared_names = [
        clean_line(students[0].name)
        for students in places.values()
        if len(students) > 1 and any(student.id.startswith("path:") for student in students)
    ]
    if not shared_names:
        return []
    return [
        f"Graded from several places under one name: {_listed(shared_names)}. They count as different "
        "students: if they are not, name a --roster that knows them."
    ]


def newest_tests(results: Sequence[GradingResult]) -> dict[str, str]:
    """Assignment to the hash of the tests that were used last."""
    in_order = sorted(results, key=lambda result: result.graded_at or _NEVER)
    return {result.assignment: result.tests_hash for result in in_order if result.tests_hash}


def has_older_tests(result: GradingResult, tests: Mapping[str, str]) -> bool:
    """Whether a grade comes from other tests than ``tests`` has for its assignment."""
    return result.status is Status.GRADED and tests.get(result.assignment, "") != result.tests_hash


def older_tests(digest: str) -> str:
    """The remark on a grade that other tests gave."""
    return f"graded with older tests ({digest[:12]})"


def mixture(results: Sequence[GradingResult], tests: Mapping[str, str]) -> list[str]:
    """A sentence for each assignment whose grades come from different tests."""
    sentences = []
    for assignment in dict.fromkeys(result.assignment for result in results):
        graded = [r for r in results if r.assignment == assignment and r.status is Status.GRADED]
        older = [clean_line(r.student.name) for r in graded if has_older_tests(r, tests)]
        if older:
            sentences.append(
                f"{clean_line(assignment)}: {len(older)} of {len(graded)} grades are of older tests "
                f"({_listed(older)}): `autograder regrade {assignment}` grades these again."
            )
    return sentences


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
