"""Which cell of a student's notebook is which cell of the released one.

The surest evidence comes first: an equal id with equal text, then equal text that occurs once, then an equal
id, then likeness between neighbours that are already known. So text at its place beats an id that is wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from math import isqrt

import msgspec

from autograder.notebook import Cell

ALIKE = 0.5  # share of common words from which a given cell counts as edited, not as replaced
PAIRS = 40_000  # compared at most between two known neighbours: a notebook that needs more is no edited copy
COMPARED_CHARACTERS = 1_000  # of a cell

Pairs = dict[int, int]  # index of the student's cell -> index of the released cell
Score = Callable[[int, int], float]  # of a released and a student's cell; 0: never a pair


class Matching(msgspec.Struct, frozen=True):
    """Indices of the student's cells to indices of released cells.

    Attributes:
        cells: each student's cell that is a released one; no released cell twice.
        copies: further cells that repeat a released cell, as it was or as the student filled it.
        moved: the keys of ``cells`` that are at another place than in the released notebook.
    """

    cells: Pairs
    copies: Pairs
    moved: set[int]


def plain(source: str) -> str:
    """A cell's text without what an editor changes by itself: line ends and space at the end of lines."""
    return "\n".join(line.rstrip() for line in source.splitlines()).strip()


def words(source: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", source[:COMPARED_CHARACTERS]))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how many of their words two cells share."""
    return 2 * len(one & other) / (len(one) + len(other) or 1)


def increasing(pairs: Pairs) -> Pairs:
    """The largest part of ``pairs`` in which both notebooks have the same order."""
    tails: list[int] = []  # the released index that ends the best chain of each length
    ends: list[int] = []  # and its student's index
    before: dict[int, int] = {}
    for student in sorted(pairs):
        length = bisect_left(tails, pairs[student])
        if length:
            before[student] = ends[length - 1]
        tails[length : length + 1] = [pairs[student]]
        ends[length : length + 1] = [student]
    chain = ends[-1:]
    while chain and chain[-1] in before:
        chain.append(before[chain[-1]])
    return {student: pairs[student] for student in reversed(chain)}


def match(released: list[Cell], submitted: list[Cell]) -> Matching:
    """Match a student's cells to the released ones. Time grows with the number of cells, not its square."""
    return _Matcher(released, submitted).match()


class _Matcher:
    def __init__(self, released: list[Cell], submitted: list[Cell]) -> None:
        self.released = [msgspec.structs.replace(cell, source=plain(cell.source)) for cell in released]
        self.submitted = [msgspec.structs.replace(cell, source=plain(cell.source)) for cell in submitted]
        self.pairs: Pairs = {}
        self.taken: set[int] = set()
        self.known_words: dict[str, frozenset[str]] = {}

    def match(self) -> Matching:
        self.take(self.unique(lambda cell: (cell.kind, cell.id, cell.source) if cell.id else None))
        self.take_in_order(self.unique(lambda cell: (cell.kind, cell.source) if cell.source else None))
        self.take_in_order(self.unique(_by_id))
        self.fill_gaps(self.score_same)
        self.take(self.given_elsewhere())
        self.fill_gaps(self.score)
        self.take(self.unique(_by_id))
        in_order = increasing(self.pairs)
        return Matching(self.pairs, self.copies(), {s for s in self.pairs if s not in in_order})

    def take(self, pairs: Pairs) -> None:
        for student, given in pairs.items():
            if self.fits(given, student):
                self.pairs[student] = given
                self.taken.add(given)

    def take_in_order(self, pairs: Pairs) -> None:
        in_order = increasing(self.pairs | pairs)
        self.take({student: given for student, given in pairs.items() if student in in_order})

    def fits(self, given: int, student: int) -> bool:
        """A given cell that the student emptied counts as deleted; an emptied answer is an answer."""
        released, submitted = self.released[given], self.submitted[student]
        return released.kind == submitted.kind and (
            bool(submitted.source) or released.is_answer or not released.source
        )

    def free(self) -> list[int]:
        return [student for student in range(len(self.submitted)) if student not in self.pairs]

    def free_released(self) -> list[int]:
        return [given for given in range(len(self.released)) if given not in self.taken]

    def unique(self, key: Callable[[Cell], Hashable]) -> Pairs:
        """Pairs of free cells whose key is the same and occurs once in either notebook; None is no key."""
        submitted = _once((key(self.submitted[student]), student) for student in self.free())
        released = _once((key(self.released[given]), given) for given in self.free_released())
        return {submitted[name]: released[name] for name in submitted if name in released}

    def given_elsewhere(self) -> Pairs:
        """Given cells, unchanged but at another place. An untouched blank elsewhere proves nothing."""
        places: dict[tuple[str, str], list[int]] = {}
        for student in reversed(self.free()):
            cell = self.submitted[student]
            places.setdefault((cell.kind, cell.source), []).append(student)
        pairs = {}
        for given in self.free_released():
            cell = self.released[given]
            if cell.source and not cell.is_answer and places.get((cell.kind, cell.source)):
                pairs[places[cell.kind, cell.source].pop()] = given
        return pairs

    def fill_gaps(self, score: Score) -> None:
        """Match what is left between neighbours that are known, by likeness."""
        run: list[int] = []
        before = -1
        for student in range(len(self.submitted) + 1):
            after = self.pairs.get(student, len(self.released) if student == len(self.submitted) else None)
            if after is None:
                run.append(student)
                continue
            if run:
                self.fill_gap(self.around(before, after), run, score)
                run = []
            before = after

    def around(self, before: int, after: int) -> list[int]:
        """The free released cells directly after one released cell and directly before another."""
        free = set()
        for start, end, step in ((before + 1, len(self.released), 1), (after - 1, -1, -1)):
            for given in range(start, end, step):
                if given in self.taken:
                    break
                free.add(given)
        return sorted(free)

    def fill_gap(self, released: list[int], submitted: list[int], score: Score) -> None:
        while released and submitted and self.same(released[0], submitted[0]):
            self.take({submitted.pop(0): released.pop(0)})
        while released and submitted and self.same(released[-1], submitted[-1]):
            self.take({submitted.pop(): released.pop()})
        if released and submitted:
            submitted = submitted[: max(PAIRS // len(released), isqrt(PAIRS))]
            self.take(self.best(released[: PAIRS // len(submitted)], submitted, score))

    def same(self, given: int, student: int) -> bool:
        released, submitted = self.released[given], self.submitted[student]
        return (released.kind, released.source) == (submitted.kind, submitted.source)

    def best(self, released: list[int], submitted: list[int], score: Score) -> Pairs:
        """The pairs in order with the largest sum of scores."""
        scores = [[score(given, student) for student in submitted] for given in released]
        # sums[i][j]: of released[i:] and submitted[j:]
        sums = [[0.0] * (len(submitted) + 1) for _ in range(len(released) + 1)]
        for i in reversed(range(len(released))):
            row, below = sums[i], sums[i + 1]
            for j in reversed(range(len(submitted))):
                row[j] = max(row[j + 1], below[j], below[j + 1] + scores[i][j])
        pairs: Pairs = {}
        i = j = 0
        while i < len(released) and j < len(submitted):
            if scores[i][j] and sums[i][j] == sums[i + 1][j + 1] + scores[i][j]:
                pairs[submitted[j]] = released[i]
                i, j = i + 1, j + 1
            elif sums[i][j] == sums[i + 1][j]:
                i += 1
            else:
                j += 1
        return pairs

    def score_same(self, given: int, student: int) -> float:
        return 4.0 if self.same(given, student) else 0.0

    def score(self, given: int, student: int) -> float:
        if self.same(given, student):
            return 4.0
        if not self.fits(given, student):
            return 0.0
        alike = self.likeness(self.released[given].source, self.submitted[student].source)
        if not self.released[given].is_answer:
            return 1 + alike if alike >= ALIKE else 0.0
        # An answer may share no word with its blank.
        return 0.5 + alike if self.submitted[student].source else 0.25

    def likeness(self, one: str, other: str) -> float:
        return likeness(self.words(one), self.words(other))

    def words(self, source: str) -> frozenset[str]:
        if source not in self.known_words:
            self.known_words[source] = words(source)
        return self.known_words[source]

    def copies(self) -> Pairs:
        """Free cells that repeat a matched one: its text, as released or as filled, or its id and words."""
        texts = {(cell.kind, cell.source): given for given, cell in reversed(list(enumerate(self.released)))}
        for student, given in sorted(self.pairs.items()):
            texts.setdefault((self.submitted[student].kind, self.submitted[student].source), given)
        ids = _once((_by_id(cell), given) for given, cell in enumerate(self.released))
        primary = {given: student for student, given in self.pairs.items()}
        copies = {}
        for student in self.free():
            cell = self.submitted[student]
            repeated = texts.get((cell.kind, cell.source), ids.get(_by_id(cell)))
            if not cell.source or repeated is None or repeated not in primary:
                continue
            versions = (self.released[repeated].source, self.submitted[primary[repeated]].source)
            if (
                cell.source in versions
                or max(self.likeness(cell.source, version) for version in versions) >= ALIKE
            ):
                copies[student] = repeated
        return copies


def _by_id(cell: Cell) -> Hashable:
    return (cell.kind, cell.id) if cell.id else None


def _once(named: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    """What has a name that nothing else has."""
    pairs = list(named)
    count = Counter(name for name, _ in pairs)
    return {name: index for name, index in pairs if name is not None and count[name] == 1}
