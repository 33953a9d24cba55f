"""The outcomes of mutants, and the share that was killed."""

from __future__ import annotations

import msgspec

from autograder.proofs.mutation.mutants import Mutant
from autograder.results import QuestionResult, Verdict

ENOUGH = 0.9  # of the mutants must be killed
CRASHES = (Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY)


class Judgement(msgspec.Struct, frozen=True):
    """The outcome of a mutant.

    Attributes:
        killed_by: the question that lost points; empty if none did and the mutant survived.
        verdict: that question's.
        crashed: only errors, time or memory killed it, which any test that calls the answer notices.
    """

    mutant: Mutant
    killed_by: str = ""
    verdict: Verdict = Verdict.PASSED
    crashed: bool = False

    @classmethod
    def of(cls, mutant: Mutant, result: QuestionResult) -> Judgement:
        """Of a mutant that lost points in a question."""
        failed = [test for test in result.tests if not test.passed]
        crashed = result.verdict in CRASHES or all(test.raised for test in failed)
        return cls(mutant, result.name, result.verdict, crashed)

    @property
    def survived(self) -> bool:
        return not self.killed_by


class Score(msgspec.Struct):
    """The outcomes of an assignment's mutants."""

    assignment: str
    equivalent: int
    judgements: list[Judgement]

    @property
    def survivors(self) -> list[Mutant]:
        return [judgement.mutant for judgement in self.judgements if judgement.survived]

    @property
    def killed(self) -> int:
        return len(self.judgements) - len(self.survivors)

    @property
    def crashed(self) -> int:
        """How many of the killed ones crashed."""
        return sum(judgement.crashed for judgement in self.judgements)

    @property
    def share(self) -> float:
        """The share of the mutants that were killed; 1 if there were none."""
        return self.killed / len(self.judgements) if self.judgements else 1.0

    @property
    def enough(self) -> bool:
        return self.share >= ENOUGH
