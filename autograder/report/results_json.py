"""One results.json a student, in Gradescope's format."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import msgspec

from autograder.files import safe_stems, write_whole
from autograder.results import GradingResult, QuestionResult, Status, TestCaseResult, Verdict
from autograder.text import clean, number


class _OursExtra(msgspec.Struct):
    student: str
    assignment: str
    submission_hash: str
    tests_hash: str


class _Ours(msgspec.Struct):
    """What tells a file of ours from others."""

    extra_data: _OursExtra


def write_results_json(results: Sequence[GradingResult], folder: Path) -> list[Path]:
    """Write ``folder/<student>.json`` for each result, and say where.

    Files of ours for students without a result are removed. Where a student has results in several
    assignments, the name is ``<student>.<assignment>.json``.
    Characters that a file system may refuse are replaced; the name as it was stands in ``extra_data``.
    """
    count = Counter(result.student.name for result in results)
    names = [
        result.student.name
        if count[result.student.name] == 1
        else f"{result.student.name}.{result.assignment}"
        for result in results
    ]
    paths = [folder / f"{stem}.json" for stem in safe_stems(names)]
    for result, path in zip(results, paths, strict=True):
        text = msgspec.json.format(msgspec.json.encode(gradescope(result)), indent=2).decode()
        write_whole(path, text + "\n")
    _remove_stale(folder, set(paths), {result.assignment for result in results})
    return paths


def _remove_stale(folder: Path, kept: AbstractSet[Path], assignments: AbstractSet[str]) -> None:
    """Remove our files of students who are no longer there, and nobody else's."""
    for path in set(folder.glob("*.json")) - kept:
        with contextlib.suppress(msgspec.DecodeError, OSError):  # then it is somebody else's
            if msgspec.json.decode(path.read_bytes(), type=_Ours).extra_data.assignment in assignments:
                path.unlink()


def gradescope(result: GradingResult) -> dict[str, Any]:
    """The result in Gradescope's format.

    Each question is an entry with the score; its test cases follow as entries without one, so that the scores
    add up. As under Otter's defaults a student never sees a hidden test case; a question that has one shows
    its score when grades are published, because the score alone would tell how the hidden test went.
    How long grading took and when it ended is left out: student code decides it, and may know what is hidden.
    """
    return {
        "score": round(result.score, 5),
        "output": _remarks(result),
        "tests": [entry for question in result.questions for entry in _entries(question)],
        "extra_data": _extra(result),
    }


def _remarks(result: GradingResult) -> str:
    """What is to be said about the submission as a whole; nothing that a hidden test found."""
    if result.status is Status.ERROR:  # what failed is for the instructor: it may name a hidden test
        return "Grading failed for a reason that is not yours; it will be tried again."
    lines = [clean(said) for said in (result.message, *result.remarks) if said]
    lines += [
        f"{clean(question.name)} ({question.verdict}): {clean(question.message)}"
        for question in result.questions
        if question.message
    ]
    if result.changes:
        lines.append("Changed in the given cells:")
        lines += [f"- {clean(change)}" for change in result.changes]
    return "\n".join(lines)


def _entries(question: QuestionResult) -> list[dict[str, Any]]:
    name = clean(question.name)
    if question.verdict is Verdict.MANUAL:
        said = f"A person grades this question. {clean(question.message)}".strip()
        return [{"name": name, "visibility": "visible", "output": said}]
    secret = any(case.hidden for case in question.tests)
    public = [case for case in question.tests if not case.hidden]
    summary = [clean(said) for said in (question.message, question.feedback) if said]
    hints = [clean(case.message) for case in question.tests if case.hidden and not case.passed]
    summary += [*dict.fromkeys(filter(None, hints)), *map(_line, public)]
    whole = {
        "name": name,
        "score": round(question.score, 5),
        "max_score": round(question.possible, 5),
        "status": "passed" if question.verdict is Verdict.PASSED else "failed",
        "visibility": "after_published" if secret else "visible",
        "output": "\n".join(summary),
    }
    return [whole, *(_case_entry(name, case) for case in question.tests)]


def _case_entry(question: str, case: TestCaseResult) -> dict[str, Any]:
    return {
        "name": f"{question} - {clean(case.name)}",
        "status": "passed" if case.passed else "failed",
        "visibility": "hidden" if case.hidden else "visible",
        "output": _line(case),
    }


def _line(case: TestCaseResult) -> str:
    points = f" ({number(case.points)} of {number(case.possible)})" if case.possible else ""
    said = case.full if case.hidden else case.message
    said = f": {clean(said)}" if said else ""
    return f"{clean(case.name)} {'passed' if case.passed else 'failed'}{points}{said}"


def _extra(result: GradingResult) -> dict[str, Any]:
    return {
        "student": clean(result.student.name),
        "student_id": clean(result.student.id),
        "platform": result.student.platform,
        "members": [
            {"student": clean(one.name), "student_id": clean(one.id)} for one in result.student.members
        ],
        "file": clean(result.source.rpartition("/")[2]),
        "assignment": clean(result.assignment),
        "status": result.status.value,
        "possible": round(result.possible, 5),
        "verdicts": {clean(question.name): question.verdict.value for question in result.questions},
        "changes": [clean(change) for change in result.changes],
        "troubles": [
            {"cell": clean(one.cell), "question": clean(one.question), "said": clean(one.said)}
            for one in result.troubles
        ],
        "sandbox": result.sandbox,
        "layers": result.layers,
        "submission_hash": result.submission_hash,
        "tests_hash": result.tests_hash,
        "submitted_at": result.submitted_at,
        "marked_late": result.marked_late,
        "versions": result.versions,
    }
