"""One results.json a student, in Gradescope's format."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import msgspec

from autograder.files import safe_stems, write_whole
from autograder.message import ENGLISH, Message, in_full, joined, put
from autograder.results import GradingResult, QuestionResult, Status, TestCaseResult, Verdict
from autograder.text import clean, number

Say = Callable[[Message | str], str]  # a message in a student's language, fit to be shown

_VERDICTS = {
    Verdict.PASSED: Message("passed"),
    Verdict.PARTIAL: Message("partial"),
    Verdict.FAILED: Message("failed"),
    Verdict.ERROR: Message("error"),
    Verdict.TIMEOUT: Message("timeout"),
    Verdict.OUT_OF_MEMORY: Message("out of memory"),
    Verdict.BLANK: Message("blank"),
    Verdict.MANUAL: Message("manual"),
}


class _OursExtra(msgspec.Struct):
    student: str
    assignment: str
    submission_hash: str
    tests_hash: str


class _Ours(msgspec.Struct):
    """What tells a file of ours from others."""

    extra_data: _OursExtra


def write_results_json(
    results: Sequence[GradingResult], folder: Path, translations: NullTranslations = ENGLISH
) -> list[Path]:
    """Write ``folder/<student>.json`` for each result, in the students' language, and say where.

    Files of ours for students without a result are removed. If a student has results in several
    assignments, the name is ``<student>.<assignment>.json``.
    Characters that a file system may refuse are replaced; ``extra_data`` has the name as it was.
    """
    counts = Counter(result.student.name for result in results)
    names = [
        result.student.name
        if counts[result.student.name] == 1
        else f"{result.student.name}.{result.assignment}"
        for result in results
    ]
    paths = [folder / f"{stem}.json" for stem in safe_stems(names)]
    for result, path in zip(results, paths, strict=True):
        text = msgspec.json.format(msgspec.json.encode(gradescope(result, translations)), indent=2).decode()
        write_whole(path, text + "\n")
    _remove_stale(folder, set(paths), {result.assignment for result in results})
    return paths


def _remove_stale(folder: Path, written: AbstractSet[Path], assignments: AbstractSet[str]) -> None:
    """Remove our files of students who are no longer there, and nobody else's."""
    for path in set(folder.glob("*.json")) - written:
        with contextlib.suppress(msgspec.DecodeError, OSError):  # then it is somebody else's
            if msgspec.json.decode(path.read_bytes(), type=_Ours).extra_data.assignment in assignments:
                path.unlink()


def gradescope(result: GradingResult, translations: NullTranslations = ENGLISH) -> dict[str, Any]:
    """The result in Gradescope's format.

    Each question is an entry with the score; its test cases follow as entries without one, so that the scores
    add up. As under Otter's defaults a student never sees a hidden test case; a question that has one shows
    its score when grades are published, because the score alone would tell how the hidden test went.
    How long grading took and when it ended is left out: student code decides it, and may know what is hidden.
    """

    def say(message: Message | str) -> str:
        return clean(put(message, translations))

    return {
        "score": round(result.score, 5),
        "output": _remarks(result, say),
        "tests": [entry for question in result.questions for entry in _entries(question, say)],
        "extra_data": _extra(result, say),
    }


def _remarks(result: GradingResult, say: Say) -> str:
    """Remarks on the submission as a whole; nothing that a hidden test found."""
    if result.status is Status.ERROR:  # what failed is for the instructor: it may name a hidden test
        return say(Message("Grading failed for a reason that is not yours; it will be tried again."))
    lines = [*filter(None, map(say, (result.message, *result.remarks)))]
    lines += [
        f"{clean(question.name)} ({say(_VERDICTS[question.verdict])}): {message}"
        for question in result.questions
        if (message := say(question.message))
    ]
    if result.changes:
        lines.append(say(Message("Changed in the given cells:")))
        lines += [f"- {say(change)}" for change in result.changes]
    return "\n".join(lines)


def _entries(question: QuestionResult, say: Say) -> list[dict[str, Any]]:
    name = clean(question.name)
    if question.verdict is Verdict.MANUAL:
        output = say(joined([Message("A person grades this question."), question.message])).strip()
        return [{"name": name, "visibility": "visible", "output": output}]
    secret = any(case.hidden for case in question.tests)
    public = [case for case in question.tests if not case.hidden]
    lines = [*filter(None, map(say, (question.message, question.feedback)))]
    hints = [say(case.message) for case in question.tests if case.hidden and not case.passed]
    lines += [*dict.fromkeys(filter(None, hints)), *(_line(case, say) for case in public)]
    entry = {
        "name": name,
        "score": round(question.score, 5),
        "max_score": round(question.possible, 5),
        "status": "passed" if question.verdict is Verdict.PASSED else "failed",
        "visibility": "after_published" if secret else "visible",
        "output": "\n".join(lines),
    }
    return [entry, *(_case_entry(name, case, say) for case in question.tests)]


def _case_entry(question: str, case: TestCaseResult, say: Say) -> dict[str, Any]:
    return {
        "name": f"{question} - {clean(case.name)}",
        "status": "passed" if case.passed else "failed",
        "visibility": "hidden" if case.hidden else "visible",
        "output": _line(case, say),
    }


def _line(case: TestCaseResult, say: Say) -> str:
    points = {"points": number(case.points), "possible": number(case.possible)}
    earned = say(Message("{points} of {possible}", points))
    earned = f" ({earned})" if case.possible else ""
    verdict = say(_VERDICTS[Verdict.PASSED if case.passed else Verdict.FAILED])
    message = say(in_full(case.message) if case.hidden else case.message)
    return f"{clean(case.name)} {verdict}{earned}{f': {message}' if message else ''}"


def _extra(result: GradingResult, say: Say) -> dict[str, Any]:
    return {
        "student": clean(result.student.name),
        "student_id": clean(result.student.id),
        "platform": result.student.platform,
        "members": [
            {"student": clean(member.name), "student_id": clean(member.id)}
            for member in result.student.members
        ],
        "file": clean(result.source.rpartition("/")[2]),
        "assignment": clean(result.assignment),
        "status": result.status.value,
        "possible": round(result.possible, 5),
        "verdicts": {clean(question.name): question.verdict.value for question in result.questions},
        "changes": [say(change) for change in result.changes],
        "troubles": [
            {"cell": clean(trouble.cell), "question": clean(trouble.question), "said": say(trouble.said)}
            for trouble in result.troubles
        ],
        "sandbox": result.sandbox,
        "layers": result.layers,
        "submission_hash": result.submission_hash,
        "tests_hash": result.tests_hash,
        "submitted_at": result.submitted_at,
        "marked_late": result.marked_late,
        "versions": result.versions,
    }
