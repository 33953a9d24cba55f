"""What became of mutants, and the share that was killed."""

from __future__ import annotations

import msgspec

from autograder.authoring.mutation.mutants import Mutant
from autograder.results import Verdict

ENOUGH = 0.9  # of the mutants must be killed
CRASHES = (Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY)


class Judgement(msgspec.Struct, frozen=True):
    """What became of a mutant.

    Attributes:
        killed_by: the question that lost points; empty where none did and the mutant survived.
        verdict: that question's.
    """

    mutant: Mutant
    killed_by: str = ""
    verdict: Verdict = Verdict.PASSED

    @property
    def survived(self) -> bool:
        return not self.killed_by


class Score(msgspec.Struct):
    """What became of an assignment's mutants."""

    assignment: str
    equivalent: int
    judgements: list[Judgement]

    @property
    def survivors(self) -> list[Mutant]:
        return [one.mutant for one in self.judgements if one.survived]

    @property
    def killed(self) -> int:
        return len(self.judgements) - len(self.survivors)

    @property
    def crashed(self) -> int:
        """How many were killed by an error, or by time or memory: any test would have noticed those."""
        return sum(one.verdict in CRASHES for one in self.judgements)

    @property
    def share(self) -> float:
        """Of the mutants that were killed; 1 where there was none to kill."""
        return self.killed / len(self.judgements) if self.judgements else 1.0

    @property
    def enough(self) -> bool:
        return self.share >= ENOUGH
