"""The students of a report as data for its script: short, and safe inside a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from autograder.report.looks import LOOKS
from autograder.report.notes import LATE, has_older_tests, newest_tests
from autograder.report.summary import ClassSummary, QuestionSummary, misconception
from autograder.results import GradingResult, QuestionResult, Status, cut
from autograder.text import clean, clean_line, number

PAGE_CHARACTERS = 12_000_000  # of students' answers in a page, shared out evenly, so that a browser opens it
LEAST_CHARACTERS = 100  # of each, even if there are very many

# Lists instead of objects, and each text once: a class of 10,000 fits into some megabytes. The script
# (templates/report.js) reads the fields in this order.


Facts = Mapping[tuple[str, str], Sequence[tuple[str, str]]]  # by assignment and student's id: label and text


class CaseRow(msgspec.Struct, array_like=True):
    """One test case of one student; ``case`` and ``message`` are positions in the lists of the page."""

    case: int
    passed: int
    points: float
    possible: float
    message: int


class QuestionRow(msgspec.Struct, array_like=True):
    """One question of one student; ``misconception`` counts from 1 in the assignment's list, 0 is none."""

    question: int
    verdict: int
    score: float
    possible: float
    seconds: float
    message: int
    cases: list[CaseRow]
    misconception: int
    feedback: int
    answer: int


class StudentRow(msgspec.Struct, array_like=True):
    """One student in one assignment; ``facts`` are pairs of texts to list at the end."""

    name: str
    status: str
    score: float
    possible: float
    message: int
    seconds: float
    no_walls: int
    older_tests: int
    changes: list[int]
    facts: list[int]
    same_as: int
    questions: list[QuestionRow]


class Page(msgspec.Struct):
    """All that the script needs."""

    texts: list[str]
    verdicts: list[tuple[str, str, str]]
    assignments: list[dict[str, object]]


class Texts:
    """Every text once, cleaned; `at` gives its position. The empty text is 0.

    Attributes:
        answer_characters: how much of each answer there is room for.
    """

    def __init__(self, answers: int) -> None:
        self.answer_characters = max(PAGE_CHARACTERS // max(answers, 1), LEAST_CHARACTERS)
        self.all: list[str] = [""]
        self._positions: dict[str, int] = {"": 0}

    def at(self, text: str) -> int:
        position = self._positions.get(text)
        if position is None:
            position = self._positions[text] = len(self.all)
            self.all.append(clean(text))
        return position


def page_data(
    summaries: Sequence[ClassSummary], tests: Mapping[str, str] | None = None, facts: Facts | None = None
) -> str:
    """JSON that holds no character with a meaning in HTML, so that no text can end its script element.

    Args:
        facts: what is to be listed of a student's grade.
    """
    tests = tests or newest_tests([result for summary in summaries for result in summary.results])
    texts = Texts(sum(len(result.questions) for summary in summaries for result in summary.results))
    page = Page(
        texts=texts.all,
        verdicts=[(look.sign, look.word, look.tone) for look in LOOKS.values()],
        assignments=[_assignment(summary, texts, tests, facts or {}) for summary in summaries],
    )
    text = msgspec.json.encode(page).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _assignment(
    summary: ClassSummary, texts: Texts, tests: Mapping[str, str], facts: Facts
) -> dict[str, object]:
    # Questions that only unreadable or failed gradings know get no column: there is nothing to show.
    questions = {name: position for position, name in enumerate(summary.questions)}
    groups = {name: index for index, group in enumerate(summary.identical, 1) for name in group}
    return {
        "name": summary.assignment,
        "questions": [_question_head(question) for question in summary.questions.values()],
        "misconceptions": [reason.sentence for reason, _ in summary.misconceptions],
        "students": [
            _student(
                result, summary, questions, groups.get(clean(result.student.name), 0), texts, tests, facts
            )
            for result in summary.results
        ],
    }


def _question_head(question: QuestionSummary) -> dict[str, object]:
    return {
        "name": question.name,
        "possible": question.possible,
        "manual": question.manual,
        "cases": [[case.name, case.hidden] for case in question.cases.values()],
    }


def _student(
    result: GradingResult,
    summary: ClassSummary,
    positions: dict[str, int],
    same_as: int,
    texts: Texts,
    tests: Mapping[str, str],
    facts: Facts,
) -> StudentRow:
    questions = result.questions if result.status is Status.GRADED else []
    return StudentRow(
        name=clean_line(result.student.name),
        status=result.status.value,
        score=round(result.score, 4),
        possible=round(result.possible, 4),
        message=texts.at(" ".join(filter(None, map(str, (result.message, *result.remarks))))),
        seconds=round(result.seconds, 2),
        no_walls=int(result.has_no_walls),
        older_tests=int(has_older_tests(result, tests)),
        changes=[texts.at(str(change)) for change in result.changes],
        facts=[
            texts.at(text)
            for pair in (*facts.get((result.assignment, result.student.id), ()), *_facts(result, tests))
            for text in pair
        ],
        same_as=same_as,
        questions=[_question(result, q, positions[q.name], summary, texts) for q in questions],
    )


_VERDICTS = {verdict: index for index, verdict in enumerate(LOOKS)}


def _question(
    student: GradingResult, result: QuestionResult, position: int, summary: ClassSummary, texts: Texts
) -> QuestionRow:
    cases = {name: index for index, name in enumerate(summary.questions[result.name].cases)}
    reason = misconception(student, result)
    return QuestionRow(
        question=position,
        verdict=_VERDICTS[result.verdict],
        score=round(result.score, 4),
        possible=round(result.possible, 4),
        seconds=round(result.seconds, 2),
        message=texts.at(result.full),
        cases=[
            CaseRow(
                cases[case.name],
                int(case.passed),
                round(case.points, 4),
                round(case.possible, 4),
                texts.at(case.full),
            )
            for case in result.tests
        ],
        misconception=summary.place(reason) if reason else 0,
        feedback=texts.at(result.feedback),
        answer=texts.at(cut(result.answer, texts.answer_characters)),
    )


def _facts(result: GradingResult, tests: Mapping[str, str]) -> list[tuple[str, str]]:
    """What else is known of a grading, as label and text."""
    handed_in = result.submitted_at
    unknown = LATE if result.marked_late else "time unknown"
    facts = [("handed in", handed_in.isoformat(" ", "minutes") if handed_in else unknown)]
    if result.source:
        facts.append(("file", result.source))
    if result.student.id != result.student.name:
        facts.append(("student's id", result.student.id))
    if result.student.platform:
        facts.append(("platform", result.student.platform))
    if result.student.members:
        members = (f"{member.name} ({member.id})" for member in result.student.members)
        facts.append(("members of the group", ", ".join(members)))
    if result.graded_at:
        facts.append(("graded", result.graded_at.isoformat(" ", "minutes")))
    if result.layers and not result.has_no_walls:
        facts.append(("walls", ", ".join(result.layers)))
    if result.cell_seconds:
        facts.append(("in the student's cells", f"{number(result.cell_seconds)} s"))
    if result.peak_memory:
        facts.append(("most memory", f"{number(result.peak_memory / 2**20, 0)} MiB"))
    if result.versions:
        facts.append(
            ("versions", ", ".join(f"{name} {version}" for name, version in result.versions.items()))
        )
    if result.submission_hash:
        facts.append(("notebook", result.submission_hash[:12]))
    if result.tests_hash:
        older = " (older than today's)" if has_older_tests(result, tests) else ""
        facts.append(("tests", result.tests_hash[:12] + older))
    return facts
