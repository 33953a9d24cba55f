"""Where the random numbers of a question's test cases come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from autograder.checks.functions import DRAWS
from autograder.examiner.misconceptions.recorder import Recorder
from autograder.examiner.session.remote import Environment
from autograder.examiner.session.reserved import Reserved
from autograder.examiner.session.session import Session


class Draws:
    """Every test case begins anew, so that it depends on none before it and asks the same when run again.

    Args:
        seed: as secret as the tests.
    """

    def __init__(self, seed: str, question: str, reserved: Reserved) -> None:
        self._seed = f"{seed} {question}"
        self._question = question
        self._reserved = reserved
        self._rng = np.random.default_rng()

    def begin(self, case: str) -> int:
        """What is drawn from now on is for ``case``; gives a seed for whoever else draws."""
        name = f"{self._seed} {case}"
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16])
        self._rng = np.random.default_rng(number)
        self._reserved.seed_reference(number % 2**31)
        return number // 2**64 % 2**31

    @contextmanager
    def environment(self, session: Session, recorder: Recorder | None = None) -> Iterator[Environment]:
        """What the question's tests can ask for, ``rng`` among them; ``checks`` draws from that too."""
        token = DRAWS.set(lambda: self._rng)
        try:
            yield self._reserved.environment(self._question, session, lambda: self._rng, recorder)
        finally:
            DRAWS.reset(token)
            self._reserved.seed_reference(None)
