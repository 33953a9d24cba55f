"""A class in numbers: what the report draws."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import StatisticsError, correlation, fmean, median
from typing import NamedTuple

from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.text import clean, clean_line

FEW = 10  # below this many students a correlation says nothing


@dataclass
class CaseSummary:
    """One test case over the class: how many ran it, and how many of these failed."""

    name: str
    hidden: bool
    ran: int = 0
    failed: int = 0

    @property
    def share(self) -> float:
        """The share of those who ran it that failed it, 0 to 1."""
        return self.failed / self.ran if self.ran else 0.0


@dataclass
class QuestionSummary:
    """One question over the class; shares are of the question's points, 0 to 1.

    Attributes:
        discrimination: correlation of the share with the rest of the student's score, -1 to 1; None if
            the class is too small or all answers are alike.
    """

    name: str
    possible: float = 0.0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    shares: list[float] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cases: dict[str, CaseSummary] = field(default_factory=dict)
    discrimination: float | None = None

    @property
    def manual(self) -> bool:
        """Whether a person grades it."""
        return not self.shares

    @property
    def mean(self) -> float:
        """The mean share of the points."""
        return fmean(self.shares) if self.shares else 0.0

    @property
    def typical_seconds(self) -> float:
        """The median time."""
        return median(self.seconds) if self.seconds else 0.0

    def add(self, result: GradingResult, question: QuestionResult) -> None:
        """Count one student's answer."""
        self.verdicts[question.verdict] += 1
        self.possible = max(self.possible, question.possible)
        self.seconds.append(question.seconds)
        if question.verdict is not Verdict.MANUAL and question.possible:
            self.shares.append(question.score / question.possible)
            self.rests.append(result.score - question.score)
        for test in question.tests:
            case = self.cases.setdefault(test.name, CaseSummary(clean_line(test.name), test.hidden))
            case.ran += 1
            case.failed += not test.passed


class Misconception(NamedTuple):
    """A reason why answers to a question are wrong; all text is cleaned."""

    assignment: str
    question: str
    sentence: str


@dataclass
class Distribution:
    """Percentages of a class.

    Attributes:
        percents: of those for whom it counts.
    """

    percents: list[float]

    @property
    def mean(self) -> float:
        """0 if there are none."""
        return fmean(self.percents) if self.percents else 0.0

    @property
    def median(self) -> float:
        """0 if there are none."""
        return median(self.percents) if self.percents else 0.0

    @property
    def bins(self) -> list[int]:
        """How many have 0 to 10 %, 10 to 20 %, ..., 90 to 100 %; what is more is in the last."""
        counts = Counter(min(max(int(percent // 10), 0), 9) for percent in self.percents)
        return [counts[index] for index in range(10)]


@dataclass
class ClassSummary(Distribution):
    """One assignment over the class. Scores and questions count submissions that were graded."""

    assignment: str
    results: list[GradingResult]
    statuses: Counter[Status]
    questions: dict[str, QuestionSummary]
    identical: list[list[str]]  # groups of students who handed in the same notebook
    misconceptions: list[tuple[Misconception, int]]  # with how many students have it, the most frequent first

    @property
    def total_seconds(self) -> float:
        """Time of all gradings, one after the other."""
        return sum(result.seconds for result in self.results)

    @property
    def median_seconds(self) -> float:
        """The typical time of one grading."""
        return median(result.seconds for result in self.results)

    @property
    def slowest(self) -> list[GradingResult]:
        """The five that took longest."""
        return sorted(self.results, key=lambda result: -result.seconds)[:5]

    @property
    def without_walls(self) -> int:
        """How many were graded with the sandbox off."""
        return sum(result.has_no_walls for result in self.results)

    @property
    def changed(self) -> int:
        """How many students changed given cells."""
        return sum(bool(result.changes) for result in self.results)

    @property
    def shared_troubles(self) -> list[tuple[tuple[str, str], int]]:
        """Cells of no question, what they did, and for how many students, if for more than one."""
        count = Counter(
            (trouble.cell, trouble.full)
            for result in self.results
            for trouble in set(result.troubles)
            if not trouble.question
        )
        return [(trouble, number) for trouble, number in count.most_common() if number > 1]

    def place(self, misconception: Misconception) -> int:
        """The place of a misconception in the list, from 1."""
        return 1 + [reason for reason, _ in self.misconceptions].index(misconception)

    def stopped(self, verdict: Verdict) -> int:
        """How many students have a question with this verdict."""
        return sum(any(q.verdict is verdict for q in result.questions) for result in self.results)


def summarise(results: Sequence[GradingResult]) -> list[ClassSummary]:
    """One summary per assignment, in the order in which assignments first appear."""
    groups: defaultdict[str, list[GradingResult]] = defaultdict(list)
    for result in results:
        groups[result.assignment].append(result)
    return [_summarise(name, group) for name, group in groups.items()]


def misconception(result: GradingResult, question: QuestionResult) -> Misconception | None:
    """What is wrong with an answer, if that is known."""
    sentence = clean_line(question.misconception)
    return (
        Misconception(clean_line(result.assignment), clean_line(question.name), sentence)
        if sentence
        else None
    )


def misconceptions(results: Sequence[GradingResult]) -> list[tuple[Misconception, int]]:
    """Each misconception with the number of answers that show it, the most frequent first."""
    reasons = (misconception(r, q) for r in results if r.status is Status.GRADED for q in r.questions)
    return Counter(reason for reason in reasons if reason).most_common()


def _summarise(assignment: str, results: list[GradingResult]) -> ClassSummary:
    graded = [result for result in results if result.status is Status.GRADED]
    questions: dict[str, QuestionSummary] = {}
    for result in graded:
        for question in result.questions:
            summary = questions.setdefault(question.name, QuestionSummary(clean_line(question.name)))
            summary.add(result, question)
    for summary in questions.values():
        summary.discrimination = _discrimination(summary)
    return ClassSummary(
        assignment=clean_line(assignment),
        results=results,
        statuses=Counter(result.status for result in results),
        percents=[result.percent for result in graded if result.possible],
        questions=questions,
        identical=_identical(graded),
        misconceptions=misconceptions(graded),
    )


def _discrimination(question: QuestionSummary) -> float | None:
    if len(question.shares) < FEW:
        return None
    try:
        return correlation(question.shares, question.rests)
    except StatisticsError:  # all the same
        return None


def _identical(graded: list[GradingResult]) -> list[list[str]]:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for result in graded:
        if result.submission_hash and result.score > 0:  # an untouched notebook is nobody's work
            owners[result.submission_hash].append(clean(result.student.name))
    return [students for students in owners.values() if len(students) > 1]
