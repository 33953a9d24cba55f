"""Known answers against test cases: which answers each test case catches, and which slip through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.proofs.verify import KINDS, Proof
from autograder.report.matrix import MatrixCase, MatrixRow, write_matrix


class Matrix:
    """The proofs of one assignment as a table; an answer that was graded several times has several rows.

    Attributes:
        proofs: right answers before wrong ones.
        cases: in the order of the test files.
    """

    def __init__(self, proofs: Sequence[Proof]) -> None:
        self.proofs = sorted(proofs, key=lambda proof: (KINDS.index(proof.kind), proof.answer, proof.run))
        self._passed = [_passed(proof) for proof in self.proofs]
        self.cases = list(dict.fromkeys(case for passed in self._passed for case in passed))

    @property
    def rows(self) -> Iterable[tuple[Proof, dict[MatrixCase, bool]]]:
        """Each proof with the outcomes of its test cases."""
        return zip(self.proofs, self._passed, strict=True)

    def findings(self, complete: bool) -> list[str]:
        """What the author should look at, the most serious first.

        Args:
            complete: all known answers are included, so a test case that none of them fails is a finding.
        """
        return [*self._holes(), *self._varying(), *(self._useless() if complete else ())]

    def _holes(self) -> list[str]:
        return [
            f"{proof.answer} is caught by no test case."
            for proof, passed in self.rows
            if proof.kind == "wrong answer" and passed and all(passed.values())
        ]

    def _varying(self) -> list[str]:
        """Flaky test cases: those that do not decide the same way on the same answer each time."""
        verdicts: defaultdict[tuple[str, MatrixCase], list[bool]] = defaultdict(list)
        for proof, passed in self.rows:
            for case, outcome in passed.items():
                verdicts[proof.answer, case].append(outcome)
        return [
            f"{case} passes {answer} in {sum(outcomes)} of {len(outcomes)} gradings."
            for (answer, case), outcomes in verdicts.items()
            if 0 < sum(outcomes) < len(outcomes)
        ]

    def _useless(self) -> list[str]:
        wrong_answers = [passed for proof, passed in self.rows if proof.kind == "wrong answer"]
        return [
            f"{case} is failed by no wrong answer: what does it check that another does not?"
            for case in self.cases
            if wrong_answers and all(passed.get(case, True) for passed in wrong_answers)
        ]

    def write(self, path: Path, complete: bool) -> None:
        """The same as a page."""
        rows = [
            MatrixRow(
                answer=proof.answer,
                kind=proof.kind,
                about=proof.about,
                cells={case.key: outcome for case, outcome in passed.items()},
                expected=proof.expected,
                came=proof.came,
                holds=proof.holds,
                loses=proof.loses,
            )
            for proof, passed in self.rows
        ]
        write_matrix(path, self.proofs[0].assignment, rows, self.cases, self.findings(complete))


def _passed(proof: Proof) -> dict[MatrixCase, bool]:
    return {
        MatrixCase(question, test.name, test.hidden): test.passed
        for question, tests in proof.cases.items()
        for test in tests
    }
