"""report.html: one file that opens offline, for the person who teaches the class.

The template is ``templates/report.html.j2``; students are data (``payload.py``) that ``report.js`` draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from autograder.assignment.calibration import Calibration
from autograder.files import write_whole
from autograder.report.calibration.part import calibration_part
from autograder.report.looks import LOOKS, WITHOUT_WALLS
from autograder.report.notes import mixture, newest_tests
from autograder.report.pages import page
from autograder.report.payload import Facts, page_data
from autograder.report.summary import ClassSummary, summarise
from autograder.report.totals import CourseTotals
from autograder.results import GradingResult, Status, Verdict
from autograder.text import clean_line, number

SHARED = 0.2  # of the class: so many with one trouble is no accident


def write_report(
    results: Sequence[GradingResult],
    path: Path,
    title: str,
    written_at: datetime | None = None,
    calibrations: Mapping[str, Calibration] | None = None,
    remarks: Sequence[str] = (),
    tests: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    totals: CourseTotals | None = None,
    facts: Facts | None = None,
) -> None:
    """Write the report of a class, of any number of assignments.

    The class is drawn in plain HTML and SVG; the students are data that a small script shows as text. The
    page forbids itself everything but its own style and script, so that nothing in a student's text can load
    or run.

    Args:
        written_at: the date on the page. Default: now.
        calibrations: assignment to what was measured of its thresholds.
        titles: assignment to what the course calls it.
        remarks: on the class as a whole, to be looked at first too.
        tests: assignment to the hash of its tests today. Default: the tests that were used last.
        totals: final grades, to be drawn first.
        facts: by assignment and student's id, what makes up the grade, as label and text.
    """
    tests = tests or newest_tests(results)
    summaries = summarise(results)
    parts = {name: calibration_part(calibration) for name, calibration in (calibrations or {}).items()}
    text = page(
        "report.html.j2",
        ["report.css", "calibration.css"],
        "report.js",
        title=clean_line(title),
        written_at=(written_at or datetime.now(UTC)).astimezone(),
        summaries=summaries,
        findings=[
            [
                *map(Finding, map(clean_line, remarks)),
                *(Finding(sentence, serious=True) for sentence in mixture(summary.results, tests)),
                *findings(summary),
            ]
            for summary in summaries
        ],
        titles=[clean_line((titles or {}).get(summary.results[0].assignment, "")) for summary in summaries],
        calibrations=[parts.get(summary.results[0].assignment) for summary in summaries],
        totals=totals,
        remarks=[*map(clean_line, remarks)],
        looks=LOOKS,
        without_walls=WITHOUT_WALLS,
        data=Markup(page_data(summaries, tests, facts or {})),
    )
    write_whole(path, text)


class Finding:
    """Something to look at first: a sentence, and which students it is about.

    Attributes:
        filter: what the page's script selects by, as ``kind:value``; empty for none.
        serious: the grades themselves are in doubt.
    """

    def __init__(self, sentence: str, filter: str = "", serious: bool = False) -> None:
        self.sentence = sentence
        self.filter = filter
        self.serious = serious


def findings(summary: ClassSummary) -> list[Finding]:
    """What an instructor should look at before anything else, the most serious first."""
    entries = []
    if count := summary.without_walls:
        entries.append(Finding(f"{_students(count)}: sandbox {WITHOUT_WALLS}.", "walls:off", True))
    if count := summary.statuses[Status.ERROR]:
        sentence = f"{_students(count)} could not be graded for a reason of ours; the next run tries again."
        entries.append(Finding(sentence, "status:error", True))
    if count := summary.statuses[Status.UNREADABLE]:
        sentence = f"{_students(count)} handed in a file that could not be read."
        entries.append(Finding(sentence, "status:unreadable"))
    if len(summary.identical) <= 3:
        for group, students in enumerate(summary.identical, 1):
            sentence = f"The same notebook, byte for byte, came from {_names(students)}."
            entries.append(Finding(sentence, f"same:{group}"))
    else:
        sentence = f"{len(summary.identical)} groups of students handed in the same notebook, byte for byte."
        entries.append(Finding(sentence, "same:any"))
    for verdict, excess in ((Verdict.TIMEOUT, "over the time"), (Verdict.OUT_OF_MEMORY, "over the memory")):
        if count := summary.stopped(verdict):
            sentence = f"{_students(count)} went {excess} that a question allows."
            entries.append(Finding(sentence, f"verdict:{list(LOOKS).index(verdict)}"))
    entries += [Finding(sentence, serious=True) for sentence in _shared_troubles(summary)]
    if count := sum(bool(result.remarks) for result in summary.results):
        entries.append(
            Finding(f"{_students(count)} handed in more than one file to choose from: see their rows.")
        )
    if count := summary.changed:
        entries.append(Finding(f"{_students(count)} changed given cells.", "changed:yes"))
    return entries + _doubtful_questions(summary)


def _shared_troubles(summary: ClassSummary) -> list[str]:
    """Cells of no question that failed in the same way for a large part of the class: seldom their fault."""
    graded = summary.statuses[Status.GRADED]
    return [
        f"The cell {clean_line(cell)}, which belongs to no question, {clean_line(failure)} "
        f"for {count} of {graded} students: is something missing in grading?"
        for (cell, failure), count in summary.shared_troubles
        if count >= SHARED * graded
    ]


def _doubtful_questions(summary: ClassSummary) -> list[Finding]:
    entries = []
    for question in summary.questions.values():
        if count := question.verdicts[Verdict.MANUAL]:
            sentence = f"{question.name} waits for a person to grade it: {_students(count)}."
            entries.append(Finding(sentence))
        if question.discrimination is not None and question.discrimination < 0.1:
            sentence = (
                f"{question.name} hardly tells strong students from weak ones (correlation "
                f"{number(question.discrimination)}): is it clear, and do its tests check what it asks?"
            )
            entries.append(Finding(sentence))
    return entries


def _students(count: int) -> str:
    return f"{count} student" if count == 1 else f"{count} students"


def _names(students: list[str], most: int = 4) -> str:
    names = [clean_line(student) for student in students]
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return f"{', '.join(names[:-1])} and {names[-1]}"
