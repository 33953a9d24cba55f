"""What test cases draw."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks.functions import DRAWS
from autograder.examiner.misconceptions.draws import Draws
from autograder.examiner.session.reserved import Reserved

NOBODY: Any = None  # is asked


class Quiet(Reserved):
    """Has no reference, and notes how it is seeded."""

    def __init__(self) -> None:
        self.seeds: list[int | None] = []

    def environment(self, question: str, session: Any, draws: Any, recorder: Any = None) -> Any:
        return {"rng": draws}

    def seed_reference(self, seed: int | None) -> None:
        self.seeds.append(seed)


def drawn(seed: str, question: str, *cases: str) -> list[float]:
    draws = Draws(seed, question, Quiet())
    with draws.environment(NOBODY) as names:
        found = []
        for case in cases:
            draws.begin(case)
            found.append(float(names["rng"]().normal()))
    return found


def test_a_case_that_is_run_again_asks_the_same_and_another_one_something_else() -> None:
    first, second, again = drawn("secret", "q1", "one", "two", "one")
    assert first == again
    assert first != second


def test_another_submission_and_another_question_are_asked_something_else() -> None:
    found = {*drawn("secret", "q1", "one"), *drawn("other", "q1", "one"), *drawn("secret", "q2", "one")}
    assert len(found) == 3


def test_a_case_draws_one_stream_for_itself_and_for_the_checks() -> None:
    draws = Draws("secret", "q1", Quiet())
    with draws.environment(NOBODY) as names:
        draws.begin("one")
        assert names["rng"]() is names["rng"]() is DRAWS.get()()
    assert isinstance(DRAWS.get()(), np.random.Generator)  # those of nobody


def test_the_reference_draws_anew_for_each_case_and_goes_on_by_itself_afterwards() -> None:
    reserved = Quiet()
    draws = Draws("secret", "q1", reserved)
    with draws.environment(NOBODY):
        draws.begin("one")
        draws.begin("one")
    first, again, last = reserved.seeds
    assert first == again is not None
    assert last is None
