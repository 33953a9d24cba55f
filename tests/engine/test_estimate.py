"""Estimates of the time left, held against simulated classes."""

from __future__ import annotations

import heapq
import random

import pytest

from autograder.engine.estimate import TimeLeft
from autograder.engine.events import Working
from autograder.student import Student


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr("time.monotonic", lambda: self.now)


def simulate(
    clock: Clock, took: dict[str, float], workers: int, before: dict[str, float], start: float
) -> list[tuple[float | None, float]]:
    """Each estimate with what was really left; workers begin together after ``start`` seconds."""
    left = TimeLeft(len(took), before)
    clock.now += start
    waiting = list(took.items())
    running: list[tuple[float, int]] = []
    said: list[tuple[float | None, float]] = []

    def begin(worker: int) -> None:
        if waiting:
            student, seconds = waiting.pop(0)
            left.event(Working(worker, Student.named(student)))
            heapq.heappush(running, (clock.now + seconds, worker))

    for worker in range(workers):
        begin(worker)
    while running:
        clock.now, worker = heapq.heappop(running)
        said.append((left.finished(), clock.now))
        left.event(Working(worker))
        begin(worker)
    return [(estimate, clock.now - at) for estimate, at in said]


def durations(seed: int, count: int, spread: float) -> dict[str, float]:
    chance = random.Random(seed)
    return {f"s{number}": chance.lognormvariate(1.0, spread) for number in range(count)}


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("spread", [0.1, 0.6])
def test_what_is_said_is_about_right(monkeypatch: pytest.MonkeyPatch, workers: int, spread: float) -> None:
    clock, near, all_said = Clock(monkeypatch), 0, 0
    for seed in range(20):
        said = simulate(clock, durations(seed, 100, spread), workers, {}, start=30.0)
        assert all(estimate is None for estimate, _ in said[: max(3, workers) - 1])  # too early to know
        told = [(one, real) for one, real in said[max(3, workers) :] if real > 5]
        near += sum(real / 2 < (one or 0.0) < real * 2 for one, real in told)
        all_said += len(told)
    assert near > 0.95 * all_said


@pytest.mark.parametrize("pace", [1.0, 2.5])
def test_an_earlier_run_tells_at_once_and_its_pace_is_learned(
    monkeypatch: pytest.MonkeyPatch, pace: float
) -> None:
    before = durations(1, 60, 0.9)
    took = {student: seconds * pace for student, seconds in sorted(before.items(), key=lambda one: -one[1])}
    said = simulate(Clock(monkeypatch), took, 2, before, start=10.0)
    first, real = said[0]
    assert first == pytest.approx(real / pace, rel=0.2)
    for estimate, left in said[5:-2]:
        assert estimate == pytest.approx(left, rel=0.2, abs=2.0)


def test_nothing_is_left_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    [*_, (last, real)] = simulate(Clock(monkeypatch), durations(1, 9, 0.3), 2, {}, start=0.0)
    assert (last, real) == (0.0, 0.0)


def test_what_was_kept_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, left = Clock(monkeypatch), TimeLeft(300)
    assert {left.finished() for _ in range(200)} == {None}
    for _ in range(60):
        clock.now += 6.0
        said = left.finished()
    assert said == pytest.approx(40 * 6.0)
