"""Known answers against test cases: what each test case is good for, and which answers slip through."""

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
        """Each proof with what came of its test cases."""
        return zip(self.proofs, self._passed, strict=True)

    def findings(self, complete: bool) -> list[str]:
        """What the author should look at, the most serious first.

        Args:
            complete: all known answers are there, so that what none of them shows is a finding too.
        """
        return [*self._holes(), *self._varying(), *(self._useless() if complete else ())]

    def _holes(self) -> list[str]:
        return [
            f"{proof.answer} is caught by no test case."
            for proof, passed in self.rows
            if proof.kind == "wrong answer" and passed and all(passed.values())
        ]

    def _varying(self) -> list[str]:
        """Test cases that do not say the same of the same answer each time."""
        seen: defaultdict[tuple[str, MatrixCase], list[bool]] = defaultdict(list)
        for proof, passed in self.rows:
            for case, came in passed.items():
                seen[proof.answer, case].append(came)
        return [
            f"{case} passes {answer} in {sum(came)} of {len(came)} gradings."
            for (answer, case), came in seen.items()
            if 0 < sum(came) < len(came)
        ]

    def _useless(self) -> list[str]:
        wrong = [passed for proof, passed in self.rows if proof.kind == "wrong answer"]
        return [
            f"{case} is failed by no wrong answer: what does it check that another does not?"
            for case in self.cases
            if wrong and all(passed.get(case, True) for passed in wrong)
        ]

    def write(self, path: Path, complete: bool) -> None:
        """The same as a page."""
        rows = [
            MatrixRow(
                answer=proof.answer,
                kind=proof.kind,
                about=proof.about,
                cells={case.key: came for case, came in passed.items()},
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
