"""The policy of grades in ``grading.yml``: the tables ``late`` and ``grades``."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from autograder.course.fields import Minutes, Number, Share, Text, contradiction, expects
from autograder.course.yaml_tables import Table

Counts: TypeAlias = Literal["latest", "best", "latest_before_deadline", "chosen"]
Rule = Annotated[Counts, expects("latest, best, latest_before_deadline or chosen")]
Days = Annotated[int, Field(strict=True, gt=0), expects("a whole number of days greater than 0")]
Dropped = Annotated[int, Field(strict=True, ge=0), expects("a whole number of assignments, 0 or more")]
Cap = Annotated[Number, Field(ge=100), expects("a number of percent, 100 or more")]
Decimals = Annotated[int, Field(strict=True, ge=0, le=6), expects("a whole number from 0 to 6")]
Percent = Annotated[Number, Field(ge=0), expects("a number of percent, 0 or more")]


class LatePolicy(Table):
    """What a late submission loses: a share of its score for each started day or hour, up to ``at_most``.

    Attributes:
        late_days: calendar days of the whole term that cost nothing. Beyond them a day costs
            ``penalty_per_day``; without it, what comes later is not accepted.
    """

    grace_minutes: Minutes = 0.0
    penalty_per_day: Share | None = None
    penalty_per_hour: Share | None = None
    at_most: Share = 1.0
    late_days: Days | None = None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> LatePolicy:
        if self.penalty_per_hour is not None:
            if self.penalty_per_day is not None:
                raise contradiction(
                    "expected a penalty per day or per hour, but there are both", "penalty_per_hour"
                )
            if self.late_days is not None:
                raise contradiction(
                    "late days go with penalty_per_day, but the penalty is per hour", "late_days"
                )
        elif self.penalty_per_day is None:
            if self.late_days is None:
                raise contradiction(
                    "expected penalty_per_day, penalty_per_hour or late_days, but none is given"
                )
            if "at_most" in self.model_fields_set:
                raise contradiction("there is no penalty that it could limit: add penalty_per_day", "at_most")
        return self


class GradePolicy(Table):
    """How submissions become a grade.

    Attributes:
        counts: which submission counts.
        drop_lowest: how many of the assignments with the lowest percentage do not count.
        cap: the highest total, in percent.
        decimals: of the total in percent, which alone is rounded.
        letters: the lowest total, in percent, that gives each letter; from the best letter to the worst.
    """

    counts: Rule = "latest"
    drop_lowest: Dropped = 0
    cap: Cap | None = None
    decimals: Decimals = 1
    letters: dict[Text, Percent] = Field(default={})

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> GradePolicy:
        bounds = list(self.letters.items())
        for (better, higher), (worse, lower) in pairwise(bounds):
            if lower >= higher:
                raise contradiction(
                    f"expected less than the {higher:g} of {better}, got {lower:g}", "letters", worse
                )
        if bounds and bounds[-1][1] != 0:
            letter, bound = bounds[-1]
            raise contradiction(
                f"expected 0 for the last letter, so that every total has one, got {bound:g}",
                "letters",
                letter,
            )
        if bounds and self.cap is not None and bounds[0][1] > self.cap:
            letter, bound = bounds[0]
            raise contradiction(f"no total reaches {bound:g}: the cap is {self.cap:g}", "letters", letter)
        return self


def check(grades: GradePolicy, weights: Collection[float], bonuses: Collection[str]) -> None:
    """Refuses a policy that the assignments contradict.

    Args:
        weights: of the assignments that are no bonus.
        bonuses: the assignments that are.
    """
    count = sum(weight > 0 for weight in weights)
    if grades.drop_lowest and grades.drop_lowest >= count:
        raise contradiction(
            f"expected less than {count}, the number of assignments with a weight that are no bonus, "
            f"got {grades.drop_lowest}",
            "grades",
            "drop_lowest",
        )
    if bonuses and not count:
        raise contradiction(
            "a bonus is added to other assignments, but none of them has a weight",
            "assignments",
            next(iter(bonuses)),
            "bonus",
        )
