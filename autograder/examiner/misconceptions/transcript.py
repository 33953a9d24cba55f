"""What arrives from a candidate while tests run, kept as fingerprints that compare within a tolerance."""

from __future__ import annotations

import math

import msgspec

# Two right implementations in float32 differ by rounding, 1e-7 to 1e-5 of an array's length after a few
# layers; a misconception moves it by a hundredth or more. Between the two limits nothing is claimed.
EQUAL = 1e-4
DIFFERENT = 1e-3
SMALL = 1e-2  # root mean square that an array counts as at least: rounding around 0 is no difference
MISSING = "no such name"
OBJECT = "object"  # it stayed in the candidate


class Numbers(msgspec.Struct, frozen=True, array_like=True):
    """Numbers: their shape, length and projections on fixed directions of signs.

    Attributes:
        kind: ``i`` for whole, ``f`` for other, ``c`` for complex numbers.
        exact: of whole numbers, which are compared exactly with one another, a digest.
        nan: how many are no numbers; they count as 0 beside that.
    """

    kind: str
    exact: str
    shape: list[int]
    nan: int
    norm: float
    along: list[float]


class Case(msgspec.Struct, frozen=True):
    """What became of one test case.

    Attributes:
        heard: what arrived, in order; texts stand for all that must be equal exactly. None if it is not
            known, since the test case was not run again.
    """

    failed: bool
    heard: list[str | Numbers] | None

    @property
    def tells(self) -> bool:
        """Something came of the student's code: the test found all names, and more than objects unseen."""
        heard = self.heard or []
        return MISSING not in heard and any(entry != OBJECT for entry in heard)


Transcript = dict[str, Case]  # by test case
Seconds = dict[str, float]  # by test case


class Record(msgspec.Struct, frozen=True):
    """What one known answer gave, by question, and how long grading it took.

    Attributes:
        seconds: of each test case as it ran first.
        whole: of cells and tests, without what is run again.
    """

    transcripts: dict[str, Transcript]
    seconds: dict[str, Seconds]
    whole: float


def distance(one: Case, other: Case) -> float:
    """The largest difference of what arrived, in parts of its size; infinite if it cannot be compared."""
    if one.heard is None or other.heard is None or len(one.heard) != len(other.heard):
        return math.inf
    return max((_apart(a, b) for a, b in zip(one.heard, other.heard, strict=True)), default=0.0)


def equal(one: Case, other: Case) -> bool:
    """The same but for rounding."""
    return distance(one, other) <= EQUAL


def different(one: Case, other: Case) -> bool:
    """Not the same, and rounding cannot be why: only whole numbers in place of others may be all of it."""
    return distance(one, other) > DIFFERENT or _kinds(one) != _kinds(other)


def _kinds(case: Case) -> list[str]:
    return [entry.kind for entry in case.heard or [] if isinstance(entry, Numbers)]


def _apart(one: str | Numbers, other: str | Numbers) -> float:
    if isinstance(one, str) or isinstance(other, str):
        return 0.0 if one == other else math.inf
    if (one.shape, one.nan, one.kind == "c") != (other.shape, other.nan, other.kind == "c"):
        return math.inf
    if one.exact and other.exact:
        return 0.0 if one.exact == other.exact else math.inf
    scale = max(one.norm, other.norm, SMALL * math.sqrt(math.prod(one.shape)))
    differences = [abs(a - b) for a, b in zip(one.along, other.along, strict=True)]
    return max(abs(one.norm - other.norm), *differences) / scale if scale else 0.0
