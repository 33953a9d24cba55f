"""The files of a class: grades.csv, course.csv, results/ and report.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from autograder.assignment.calibration import read_calibrations
from autograder.course.course import Course
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.grades.totals import Row, class_rows, results
from autograder.languages.catalogues import translations
from autograder.report.grades_csv import write_course_csv, write_grades_csv
from autograder.report.html import write_report
from autograder.report.notes import labelled
from autograder.report.payload import Facts
from autograder.report.results_json import write_results_json
from autograder.report.totals import course_totals, grade_facts
from autograder.results import GradingResult

LARGE = 2000  # hand-ins; a page with more of them is large and slow to write, so assignments get one each


def write_tables(
    course: Course,
    book: Gradebook,
    names: Sequence[str] | None,
    folder: Path,
    tests: Mapping[str, str] | None = None,
) -> list[Row]:
    """Writes grades.csv of these assignments, and gives what is in it.

    Args:
        names: None: of the whole course, and course.csv with the totals too.
        tests: assignment to the hash of its tests today. Default: the tests that were used last.
    """
    rows = class_rows(book, course, datetime.now(UTC), _names(course, names))
    begun = {row.assignment for row in rows if row.hand_in or row.part.missing or row.part.excused}
    write_grades_csv([row for row in rows if row.assignment in begun], folder / "grades.csv", tests)
    if names is None:
        write_course_csv(rows, folder / "course.csv")
    return rows


def write_class(
    course: Course,
    book: Gradebook,
    names: Sequence[str] | None,
    folder: Path,
    remarks: Sequence[str] = (),
    tests: Mapping[str, str] | None = None,
) -> list[GradingResult]:
    """Writes all files of these assignments, and gives the results that are shown.

    Args:
        names, tests: as for `write_tables`.
        remarks: on the class.
    """
    rows = write_tables(course, book, names, folder, tests)
    names = _names(course, names)
    shown = labelled(results(book, rows))
    write_results_json(shown, folder / "results", translations(course.language))
    withdrawn = {row.person.id for row in rows if row.person.is_withdrawn}
    write_report(
        [result for result in shown if result.student.id not in withdrawn],
        folder / "report.html",
        course.course,
        calibrations=read_calibrations({name: course.calibration(name) for name in names}),
        remarks=remarks,
        tests=tests,
        titles={name: course.assignment(name).title for name in names},
        totals=course_totals(rows, course, names),
        facts=_facts(rows),
    )
    return shown


def write_course(course: Course, book: Gradebook, folder: Path) -> None:
    """Writes the tables of the whole course, and a page with its totals alone: for a large class."""
    rows = write_tables(course, book, None, folder)
    remark = "The class is large: `autograder report NAME` writes the page of an assignment."
    write_report(
        [],
        folder / "report.html",
        course.course,
        remarks=[remark],
        totals=course_totals(rows, course, _names(course, None)),
    )


def _names(course: Course, names: Sequence[str] | None) -> Sequence[str]:
    return list(course.assignments) if names is None else names


def _facts(rows: Sequence[Row]) -> Facts:
    return {(row.assignment, row.person.id): grade_facts(row.part, row.person) for row in rows}
