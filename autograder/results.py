"""What grading one submission gave: the one record that the gradebook keeps and every report is made from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from autograder.message import Message, in_full, limited, put
from autograder.student import Student


class Verdict(StrEnum):
    """What grading a question gave; ``examiner.verdicts`` decides which."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ERROR = "error"  # the student's code raised, or its process died
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"
    BLANK = "blank"
    MANUAL = "manual"  # a person grades it


class Status(StrEnum):
    """What became of a submission as a whole."""

    GRADED = "graded"
    UNREADABLE = "unreadable"  # not a notebook of this assignment; the reason is in the message
    ERROR = "error"  # ours; it is graded again in the next run


ANSWER_CHARACTERS = 4000  # of any text that are kept, so that a class of thousands stays small
SENTENCES = 100  # that are kept, on what was changed, handed in too or went wrong


def cut(text: str, most: int = ANSWER_CHARACTERS) -> str:
    """The beginning of a text that is longer than ``most`` characters, and how much is missing."""
    return text if len(text) <= most else f"{text[:most]}\n… ({len(text) - most:,} more characters)"


class Metric(msgspec.Struct, frozen=True):
    """A number that a test case compared with a calibrated threshold.

    Attributes:
        name: the threshold's, as in ``calibration.json``.
        value: None where it was not a number.
        limit: None while the threshold is being calibrated.
        at_least: whether the value must not be smaller than the limit, else not larger.
    """

    name: str
    value: float | None
    limit: float | None
    at_least: bool


class TestCaseResult(msgspec.Struct, frozen=True):
    """One Otter test case.

    Attributes:
        message: never the test's source. A student reads it, so its part holds nothing that student code said
            once hidden inputs had reached it; of a hidden test case it is what its author wrote for students.
        metrics: what it compared with calibrated thresholds, in order.
        raised: it ended because code that it called raised.
    """

    name: str
    hidden: bool
    passed: bool
    points: float
    possible: float
    message: Message | str = ""
    metrics: list[Metric] = []
    raised: bool = False

    @property
    def full(self) -> str:
        """What the instructor reads."""
        return put(in_full(self.message))


class QuestionResult(msgspec.Struct, frozen=True):
    """One question.

    Attributes:
        message: why the verdict is what it is, where cells raised or were stopped: its own, or those of no
            question that it needs. Else empty. A student reads it.
        seconds: wall-clock time of the question's cells and tests.
        misconception: why the answer is wrong, where that is known, in a sentence for the instructor.
        feedback: what the student is told about it.
        answer: what the student wrote: the cells of the question that are not as they were released.
    """

    name: str
    verdict: Verdict
    score: float
    possible: float
    tests: list[TestCaseResult] = []
    message: Message | str = ""
    seconds: float = 0.0
    misconception: str = ""
    feedback: str = ""
    answer: str = ""

    @property
    def full(self) -> str:
        """What the instructor reads."""
        return put(in_full(self.message))


class CellTrouble(msgspec.Struct, frozen=True):
    """A cell that raised, was stopped or printed a traceback.

    Attributes:
        cell: its first line.
        question: whose cell it is; empty for a cell of no question.
        said: what happened, as in "raised NameError: name 'x' is not defined (line 1)". A student reads it.
    """

    cell: str
    question: str
    said: Message | str

    @property
    def full(self) -> str:
        """What the instructor reads."""
        return put(in_full(self.said))


class GradingResult(msgspec.Struct, frozen=True, kw_only=True):
    """One submission, graded.

    Attributes:
        student: whoever handed it in; the examiner does not know it.
        possible: the sum over auto-graded questions; manual ones count zero until a person grades them.
        changes: what the student changed in given cells, one sentence each.
        troubles: all cells that raised or were stopped, in the order in which they ran, and then those that
            printed a traceback.
        message: one sentence where status is not ``graded``, or where the whole submission needs a remark.
            A student reads it.
        source: where the file came from, for people.
        remarks: what else was handed in and why this file counts, one sentence each.
        layers: the walls in force, for example ``["namespaces", "no network"]``; empty means sandbox off.
        seconds: wall-clock time of the whole grading; ``cell_seconds`` is the part in the student's cells.
        peak_memory: bytes, the largest resident size of a candidate of this submission.
    """

    student: Student
    assignment: str
    status: Status
    score: float = 0.0
    possible: float = 0.0
    questions: list[QuestionResult] = []
    changes: list[Message | str] = []
    troubles: list[CellTrouble] = []
    message: Message | str = ""
    remarks: list[Message | str] = []
    sandbox: str = ""
    layers: list[str] = []
    seconds: float = 0.0
    cell_seconds: float = 0.0
    peak_memory: int = 0
    submission_hash: str = ""
    tests_hash: str = ""
    submitted_at: datetime | None = None
    marked_late: bool = False
    source: str = ""
    graded_at: datetime | None = None
    versions: dict[str, str] = {}

    @property
    def percent(self) -> float:
        """Score as a percentage of what is possible, 0 where nothing is possible."""
        return 100.0 * self.score / self.possible if self.possible else 0.0

    @property
    def has_no_walls(self) -> bool:
        """Whether code ran outside every sandbox; an unreadable submission never ran."""
        return self.status is Status.GRADED and (self.sandbox == "off" or not self.layers)


def bounded(result: GradingResult) -> GradingResult:
    """The same with no text and no list longer than is kept, whatever was handed in and did whatever."""
    kept: GradingResult = _cut_all(result)
    return msgspec.structs.replace(
        kept, changes=_first(kept.changes), remarks=_first(kept.remarks), troubles=kept.troubles[:SENTENCES]
    )


def _first(sentences: list[Message | str]) -> list[Message | str]:
    more = len(sentences) - SENTENCES
    if more <= 1:
        return sentences
    return [*sentences[:SENTENCES], Message("And {count:,} more of the kind.", {"count": more})]


def _cut_all(value: Any) -> Any:
    """A value with each text in it cut, but for those that were."""
    match value:
        case str():
            return _cut_once(value)
        case Message():
            return limited(value, _cut_once)
        case list():
            return [_cut_all(item) for item in value]
        case msgspec.Struct():
            fields = {name: _cut_all(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
    return value


def _cut_once(text: str) -> str:
    """`cut`, but not of what was."""
    return cut(text) if len(text) > ANSWER_CHARACTERS + 100 else text
