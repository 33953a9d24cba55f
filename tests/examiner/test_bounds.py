"""The limits of the examiner's own work: reached, they end a test case and nothing else."""

from __future__ import annotations

import resource
import signal
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.assignment.otter_tests import ExceptionTestFile
from autograder.examiner import bounds
from autograder.examiner.bounds import Bounds, TooMuch
from autograder.examiner.session.session import MIB, Session
from autograder.examiner.testing import Examined, examine
from autograder.sandbox import zygote

SOURCE = """
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"
points = None

@test_case(points=1, hidden=False)
def test_first(first):
    first()

@test_case(points=1, hidden=False)
def test_second(second):
    second()
"""


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(bounds, "CPU_SECONDS", 0.3)
    monkeypatch.setattr(bounds, "AGAIN", 0.1)
    monkeypatch.setattr(bounds, "LEAST_MEMORY", 256 * MIB)
    before = (resource.getrlimit(resource.RLIMIT_DATA), signal.getsignal(signal.SIGPROF))
    yield
    assert (resource.getrlimit(resource.RLIMIT_DATA), signal.getsignal(signal.SIGPROF)) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def examined(first: object, second: object = lambda: None) -> Examined:
    test_file = ExceptionTestFile.from_string(SOURCE, "q1.py")
    return examine(test_file, {"first": first, "second": second}, [])


def spin(seconds: float = 5.0) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_what_stays_within_passes() -> None:
    assert examined(lambda: np.ones(2**20).tolist()).score == 2


def test_time_that_is_used_up_costs_the_rest_of_the_question() -> None:
    began = time.process_time()
    found = examined(spin)
    assert time.process_time() - began < 1
    assert found.score == 0
    assert [str(test.message) for test in found.tests] == [
        "What your code gave is too large to be tested: its tests need more than 0.3 seconds of computing."
    ] * 2


def test_a_test_that_catches_everything_is_stopped_all_the_same() -> None:
    def stubborn() -> None:
        for _ in range(3):
            try:
                spin(3)
            except Exception:
                continue

    began = time.process_time()
    assert examined(stubborn).score == 0
    assert time.process_time() - began < 2


def test_waiting_takes_none_of_the_time() -> None:
    assert examined(lambda: time.sleep(0.6)).score == 2


@pytest.mark.skipif(not bounds._data(), reason="this system does not tell how much memory a process has")
def test_memory_that_is_used_up_costs_the_test_case_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CPU_SECONDS", 30.0)
    found = examined(lambda: np.ones(2**27, np.uint8).tolist())
    assert [test.passed for test in found.tests] == [False, True]
    assert str(found.tests[0].message).endswith("its tests need more than 256 MiB of memory.")


def test_a_stricter_limit_of_the_machines_is_left_alone() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    strict = bounds._data() + 128 * MIB
    resource.setrlimit(resource.RLIMIT_DATA, (strict, hard))
    try:
        with Bounds().case():
            assert resource.getrlimit(resource.RLIMIT_DATA) == (strict, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def test_a_conversation_is_not_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    def talk() -> None:
        spin(0.6)
        ended.append(True)

    monkeypatch.setattr(bounds, "CONVERSATIONS", {(__name__, "talk")})
    assert examined(talk).score == 0
    assert ended == [True]


def test_the_conversations_are_where_they_are_said_to_be() -> None:
    assert ("autograder.examiner.session.session", Session._ask.__name__) in bounds.CONVERSATIONS
    assert (zygote.__name__, "") in bounds.CONVERSATIONS


def test_another_thread_counts_no_time_but_memory() -> None:
    found: list[Examined] = []
    thread = threading.Thread(target=lambda: found.append(examined(lambda: spin(0.5))))
    thread.start()
    thread.join()
    assert found[0].score == 2


def test_what_a_test_says_itself_goes_on() -> None:
    with pytest.raises(ValueError, match="as it was"), Bounds().case():
        raise ValueError("as it was")
    with pytest.raises(TooMuch), Bounds().case():
        raise MemoryError
