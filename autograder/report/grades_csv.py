"""The class as a table for spreadsheets: grades.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from autograder.files import write_whole
from autograder.report.notes import newest_tests, notes
from autograder.results import GradingResult, Verdict
from autograder.text import number, text_field

WHO = ["student_id", "platform", "folder", "file"]
FIXED = ["student", "assignment", "score", "possible", "percent", "status", "submitted_at", "late_penalty"]


def write_grades_csv(
    results: Sequence[GradingResult],
    path: Path,
    late_penalty: Callable[[GradingResult], float | None],
    tests: Mapping[str, str] | None = None,
) -> None:
    """Write one row per student, in UTF-8 with its mark; the members of a group have the same grades.

    The columns are the fixed ones, a score per question, remarks if there are any, and where it came from.

    A question's column is its name, or ``assignment:question`` in a class of several assignments. It is empty
    if a person grades the question, and if the submission was not graded.

    Args:
        late_penalty: what lateness costs a submission, in whatever unit the course uses; None: not known.
        tests: assignment to the hash of its tests today. Default: the tests that were used last.
    """
    tests = tests or newest_tests(results)
    remarks = ["; ".join([*map(str, result.remarks), *notes(result, tests)]) for result in results]
    several = len({result.assignment for result in results}) > 1

    def column(result: GradingResult, question: str) -> str:
        return f"{result.assignment}:{question}" if several else question

    # a dict and not a set: questions keep the order of the notebook
    columns = list(dict.fromkeys(column(r, q.name) for r in results for q in r.questions))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    remarks_column = ["remarks"] if any(remarks) else []
    writer.writerow(FIXED + [text_field(name) for name in columns] + remarks_column + WHO)
    for result, remark in zip(results, remarks, strict=True):
        scores = {
            column(result, question.name): number(question.score, 5)
            for question in result.questions
            if question.verdict is not Verdict.MANUAL
        }
        penalty = late_penalty(result)
        folder, _, file_name = result.source.rpartition("/")
        row = [
            text_field(result.assignment),
            number(result.score, 5),
            number(result.possible, 5),
            number(result.percent, 2),
            result.status.value,
            result.submitted_at.isoformat() if result.submitted_at else "",
            "" if penalty is None else number(penalty, 5),
            *(scores.get(name, "") for name in columns),
            *([text_field(remark)] if remarks_column else []),
        ]
        for student in result.student.members or (result.student,):
            who = (student.id, student.platform, folder, file_name)
            writer.writerow([text_field(student.name), *row, *map(text_field, who)])
    write_whole(path, "\ufeff" + file.getvalue())  # without the mark Excel takes it for the locale's encoding
