"""The time of a submission as a whole."""

from __future__ import annotations

import contextlib
import time

from autograder.examiner.session.allowance import Allowance


def test_what_is_spent_is_not_left_whatever_ended_the_wait() -> None:
    allowance = Allowance(10.0)
    with allowance.spend():
        time.sleep(0.02)
    with contextlib.suppress(TimeoutError), allowance.spend():
        time.sleep(0.02)
        raise TimeoutError
    assert 0 < allowance.left <= 9.96


def test_there_is_never_less_than_nothing_left() -> None:
    allowance = Allowance(0.01)
    with allowance.spend():
        time.sleep(0.02)
    assert allowance.left == 0
