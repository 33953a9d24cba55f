"""A student's grade computed as a person would: only from the sentences that `explain` prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

NUMBER = r"(\d+(?:\.\d+)?(?: \(\d+/\d+\))?)"  # 0.5, or 3.3333 (10/3)
SHARE = r"(\d+(?:\.\d+|/\d+)?)"  # 0.5, or 1/3
OF = rf"{NUMBER} of {NUMBER}"


class Percents(NamedTuple):
    """The sentences of a total, taken apart."""

    shares: list[tuple[Fraction, str]]  # and the percentage as it is shown
    total: str


class Hand:
    """One assignment; the attributes are those of `grades.Part`."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = sentences
        counts = self._one(r"submission (\d+) counts, of \d+: .+")
        self.submission = int(counts[0]) if counts else None
        self.automatic, self.automatic_possible = self._pair("automatic")
        self.written, self.written_possible = self._pair("written answers")
        signed = [found for line in sentences if (found := re.match(rf"adjustment ([+−]){NUMBER}, '", line))]  # noqa: RUF001
        self.adjustment = sum(
            (number(found[2]) * (1 if found[1] == "+" else -1) for found in signed), Fraction(0)
        )
        lost = self._one(rf"\d+ (?:hour|day)s? late.*: −{NUMBER} %")  # noqa: RUF001
        self.late = number(lost[0]) / 100 if lost else Fraction(0)
        self.excused = any(line.startswith("excused, '") for line in sentences)
        self.missing = any(line.startswith("missing, due ") for line in sentences)
        waiting = self._one(r"not marked yet: (.+) \(.+\)")
        self.unmarked = tuple(waiting[0].split(", ")) if waiting else ()
        nothing = self._one(rf"(?:missing, due .+|submission \d+ could not be read): 0 of {NUMBER}")
        given = [self.automatic_possible, self.written_possible, number(nothing[0]) if nothing else None]
        self.possible = sum(filter(None, given), Fraction(0))
        sums = [self.automatic, self.written, self.adjustment]
        has_score = any(possible is not None for possible in given) and not (
            self.unmarked and not self.possible
        )
        self.points = (
            max(sum(filter(None, sums), Fraction(0)), Fraction(0)) * (1 - self.late) if has_score else None
        )

    @property
    def percent(self) -> Fraction | None:
        if self.points is None:
            return None
        return 100 * self.points / self.possible if self.possible else Fraction(0)

    @property
    def score(self) -> list[str]:
        """What the sentence of the score must say."""
        if self.points is None or self.percent is None:
            return []
        return [f"score {shown(self.points)} of {shown(self.possible)}: {shown(self.percent)} %"]

    @property
    def of_questions(self) -> tuple[Fraction, Fraction]:
        """What the questions of the submission that counts give together, of what is possible."""
        lines = (
            line for line in self.sentences if re.match(rf"submission {self.submission}: \S+ {OF}", line)
        )
        pairs = [re.findall(OF, line) for line in lines]
        numbers = [(number(points), number(possible)) for line in pairs for points, possible in line]
        return (
            sum((points for points, _ in numbers), Fraction(0)),
            sum((possible for _, possible in numbers), Fraction(0)),
        )

    def _one(self, pattern: str) -> tuple[str, ...] | None:
        found = [match.groups() for line in self.sentences if (match := re.fullmatch(pattern, line))]
        assert len(found) <= 1, found
        return found[0] if found else None

    def _pair(self, kind: str) -> tuple[Fraction | None, Fraction | None]:
        found = self._one(f"{kind} {OF}")
        return (number(found[0]), number(found[1])) if found else (None, None)


def dropped(sentences: Sequence[str]) -> dict[str, str]:
    """The assignments that were dropped, and their percentages as they are shown."""
    found = (re.fullmatch(rf"dropped: (\S+) with {NUMBER} % \(lowest of \d+\)", line) for line in sentences)
    return {match[1]: match[2] for match in found if match}


def total(sentences: Sequence[str], hands: dict[str, Hand]) -> tuple[str | None, str | None]:
    """The rounded total and the letter, if the sentences of the total agree with those of the assignments.

    Args:
        hands: in the order of the course.
    """
    text = "\n".join(sentences)
    out = dropped(sentences).keys() | set(re.findall(r"^left out: (\S+)", text, re.M))
    for name, percent in dropped(sentences).items():
        assert percent == shown(hands[name].percent or Fraction(0))
    found = re.search(rf"^total {NUMBER} %: (.+)$", text, re.M)
    if not found:
        assert "no total yet: nothing counts" in sentences
        return None, None
    counting = [hand.percent for name, hand in hands.items() if name not in out]
    terms = re.findall(rf"{SHARE} × {NUMBER}(?: \(bonus\))?", found[2])  # noqa: RUF001
    assert [percent for _, percent in terms] == [shown(percent or Fraction(0)) for percent in counting]
    value = sum(Fraction(share) * (percent or 0) for (share, _), percent in zip(terms, counting, strict=True))
    assert found[1] == shown(Fraction(value))
    if cap := re.search(rf"^at most {NUMBER} %$", text, re.M):
        assert value > number(cap[1])
        value = number(cap[1])
    rounded = re.search(r"^rounded (\d+(?:\.(\d+))?) %$", text, re.M)
    assert rounded
    assert rounded[1] == f"{half_up(Fraction(value), len(rounded[2] or '')):f}"
    letter = re.search(rf"^letter (\S+): {NUMBER} % or more$", text, re.M)
    if letter:
        assert Fraction(rounded[1]) >= number(letter[2])
    return rounded[1], letter[1] if letter else None


def number(text: str) -> Fraction:
    """The number that a text gives exactly."""
    decimals, _, fraction = text.partition(" ")
    if not fraction:
        return Fraction(decimals)
    exact = Fraction(fraction.strip("()"))
    assert decimals == shown(exact)
    return exact


def shown(value: Fraction) -> str:
    """The number with up to four decimals."""
    return f"{half_up(value, 4).normalize():f}"


def half_up(value: Fraction, places: int) -> Decimal:
    with localcontext() as context:
        context.prec = 100
        return (Decimal(value.numerator) / value.denominator).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
