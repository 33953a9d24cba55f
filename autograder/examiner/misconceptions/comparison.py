"""Which misconception a lost question shows: its outputs are compared with catalogued wrong answers'.

The test cases that failed run once more with the catalogue's own seeds, so that every answer is asked the
same. The seeds are as secret as the tests, and no point depends on this.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping

import msgspec

from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.examiner.misconceptions.catalogue import Catalogue, Known, Wrong
from autograder.examiner.misconceptions.draws import Draws
from autograder.examiner.misconceptions.recorder import Recorder
from autograder.examiner.misconceptions.transcript import Transcript, different, equal
from autograder.examiner.session.remote import arrived_numbers
from autograder.examiner.session.reserved import Reserved
from autograder.examiner.session.session import Session, SessionError
from autograder.examiner.testing import examine

SHARE, LEAST = 0.08, 0.02  # of the time that grading takes, and seconds, for test cases that are run again
WORDS = 3000  # of an answer that are compared if outputs alone do not decide


def numbered(question: str, test_file: ExceptionTestFile) -> dict[str, str]:
    """The names of the test cases to their numbers, which stay when a test case gets another name."""
    return {case.name: f"{question} - {place}" for place, case in enumerate(test_file.test_cases, 1)}


def worth_asking(catalogue: Catalogue, failed: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Which of the ``failed`` test cases to run again, by question: the quickest, as far as time is left.

    How long each takes is the catalogue's to say, so that it is the same choice on each machine.
    """
    costs = sorted(
        (catalogue.questions[question].seconds.get(case, 0.0), question, case)
        for question, cases in failed.items()
        for case in cases
    )
    chosen: dict[str, set[str]] = {question: set() for question in failed}
    left = max(SHARE * catalogue.seconds, LEAST)
    for cost, question, case in costs:
        left -= cost
        if left < 0:
            break
        chosen[question].add(case)
    return chosen


class Replay:
    """Test cases of one question, run once more while what arrives is taken down.

    Args:
        seed: the catalogue's.
    """

    def __init__(self, seed: str, question: str, session: Session, reserved: Reserved) -> None:
        self._draws = Draws(seed, question, reserved)
        self._question = question
        self._session = session
        self._reserved = reserved
        self._recorder = Recorder(arrived_numbers)
        self._numbers: dict[str, str] = {}

    def run(self, test_file: ExceptionTestFile, cases: Collection[str] | None = None) -> Transcript | None:
        """What arrived in the test cases with these numbers; in all, if none are given.

        None if the candidate died or came to the end of its budget.
        """
        self._numbers = numbered(self._question, test_file)
        only = [name for name, number in self._numbers.items() if cases is None or number in cases]
        with self._draws.environment(self._session, self._recorder) as environment:
            examined = examine(test_file, environment, self._reserved.metrics, self._begin, only=only)
        if self._session.failure is not None:
            return None
        return self._recorder.transcript(
            {self._numbers[case.name]: not case.passed for case in examined.tests}
        )

    def _begin(self, case: str) -> None:
        """The candidate's own chance begins anew too."""
        self._recorder.begin(self._numbers[case])
        try:
            self._session.run("pass", seed=self._draws.begin(self._numbers[case]))
        except SessionError:
            return  # the session remembers it, and the case will meet it


class Match(msgspec.Struct, frozen=True):
    """A wrong answer that the outputs equal.

    Attributes:
        others: how many more answers fit as well; this one's text is the most similar.
    """

    name: str
    wrong: Wrong
    others: int = 0


def match(known: Known, heard: Transcript, cells: dict[str, str]) -> Match | None:
    """The wrong answer that gave what was ``heard``, or None.

    Args:
        cells: question to the source of the student's cells.
    """
    equals = {name: _equals(known, wrong, heard) for name, wrong in known.wrong.items()}
    most = max(equals.values(), default=0)
    fitting = [name for name, count in equals.items() if count and count == most]
    if not fitting:
        return None
    best = fitting[0]
    if len(fitting) > 1:
        best = max(fitting, key=lambda name: _similarity(cells, known.wrong[name].cells))
    return Match(best, known.wrong[best], len(fitting) - 1)


def _equals(known: Known, wrong: Wrong, transcript: Transcript) -> int:
    """In how many test cases the outputs equal the wrong answer's; 0 if one speaks against it or none for it.

    In an open case outputs may differ for no reason of interest; there, and in one that was not run again,
    both must pass, or both fail.
    A case speaks for it if both fail it, with outputs that are not the reference's.
    """
    count, speaks = 0, False
    for case, catalogued in wrong.cases.items():
        student = transcript.get(case)
        if student is None or student.failed != catalogued.failed:
            return 0
        if student.heard is None:
            continue
        if equal(student, catalogued):
            count += 1
            differs = case not in known.reference or different(catalogued, known.reference[case])
            speaks |= catalogued.failed and catalogued.tells and differs
        elif case not in known.open_cases:
            return 0
    return count if speaks else 0


def _similarity(student: dict[str, str], catalogued: dict[str, str]) -> float:
    texts = ("\n".join(student.get(question, "") for question in catalogued), "\n".join(catalogued.values()))
    student_words, catalogued_words = (re.findall(r"\w+|[^\w\s]", text)[:WORDS] for text in texts)
    return difflib.SequenceMatcher(None, student_words, catalogued_words).ratio()
