"""Malformed notebooks, graded for real: each ends with a status, and the examiner goes on."""

from __future__ import annotations

import json
import time
from collections import Counter

import nbformat
import pytest
from malformed import KINDS, malformed

from autograder.assignment.build import Build
from autograder.engine.worker.messages import Finished, encode
from autograder.examiner.examiner import Examiner
from autograder.results import Status

EACH = 5  # seeds of each kind
SECONDS = 60.0  # for one notebook, whose budget is 2 s a question; far more than any takes


@pytest.mark.parametrize("examiner", ["namespaces"], indirect=True)
def test_each_ends_with_a_status(examiner: Examiner, mini: Build) -> None:
    whole = json.loads(nbformat.writes(mini.notebook()))
    statuses: Counter[Status] = Counter()
    for kind in KINDS:
        for seed in range(EACH):
            began = time.monotonic()
            result = examiner.grade(malformed(kind, seed, whole))
            assert time.monotonic() - began < SECONDS, (kind, seed)
            assert 0 <= result.score <= result.possible
            assert result.status in (Status.GRADED, Status.UNREADABLE), (kind, seed, result.message)
            assert bool(result.message) or result.status is Status.GRADED
            encode(Finished(result))  # as the worker sends it
            statuses[result.status] += 1
    assert statuses[Status.GRADED] >= 10  # the way through the candidate is tried too
    assert statuses[Status.UNREADABLE] >= 10
    assert examiner.grade(nbformat.writes(mini.notebook()).encode()).score == 5
