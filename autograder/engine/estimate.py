"""How long the rest of a class takes; no estimate until enough is known."""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Mapping
from statistics import fmean

from autograder.engine.events import Working
from autograder.student import Student

RECENT = 30  # durations that tell how long the rest takes
ENOUGH = 3  # at least so many must be known, and one for each worker: the first to finish are the fastest
AT_ONCE = 0.05  # seconds; what an earlier run had done takes less, and tells nothing


class TimeLeft:
    """Is told of what begins and ends, and estimates what is left.

    Args:
        total: how many there are.
        before: by the student's id, the seconds that an earlier run took, as far as they are known.
    """

    def __init__(self, total: int, before: Mapping[str, float] | None = None) -> None:
        self._left = total
        self._before = dict(before or {})  # of those that have not begun
        self._busy: dict[int, tuple[str, float, float]] = {}  # worker to id, begin and seconds before
        # Seconds now and before, of each that has ended.
        self._took: deque[tuple[float, float]] = deque(maxlen=RECENT)
        self._last = time.monotonic()
        self._workers = 1

    def event(self, working: Working) -> None:
        """A worker begins with a student, or has ended."""
        now = time.monotonic()
        student = working.student.id if working.student else ""
        current = self._busy.get(working.worker)
        if current and current[0] != student:
            del self._busy[working.worker]
            self._took.append((now - current[1], current[2]))
        if student and working.worker not in self._busy:
            before = self._before.pop(student, 0.0)
            self._busy[working.worker] = (student, now, before)
            self._workers = max(self._workers, len(self._busy))

    def spared(self, student: Student) -> None:
        """One that was waiting needs no grading."""
        self._left -= 1
        self._before.pop(student.id, None)

    def finished(self) -> float | None:
        """One is done. Seconds until all are, or None if that is not known yet."""
        now = time.monotonic()
        self._left -= 1
        if not self._busy and now - self._last > AT_ONCE:  # nobody tells what begins: one after the other
            self._took.append((now - self._last, 0.0))
        self._last = now
        return self._estimate(now)

    def _estimate(self, now: float) -> float | None:
        enough = len(self._took) >= max(ENOUGH, self._workers)
        if not enough and len(self._before) < self._left / 2:
            return None
        pairs = [(seconds, before) for seconds, before in self._took if before]
        pace = 1.0
        if len(pairs) >= ENOUGH:
            pace = sum(seconds for seconds, _ in pairs) / sum(before for _, before in pairs)
        durations = [seconds for seconds, _ in self._took] if enough else list(self._before.values())
        usual = fmean(durations) if durations else 0.0
        busy = [(before * pace or usual) - (now - began) for _, began, before in self._busy.values()]
        free = sorted(max(0.0, seconds) for seconds in busy)[: self._left]
        waiting = sorted((before * pace for before in self._before.values()), reverse=True)
        waiting += [usual] * (self._left - len(free) - len(waiting))
        free += [0.0] * (self._workers - len(free))
        heapq.heapify(free)
        for seconds in waiting:
            heapq.heapreplace(free, free[0] + seconds)
        return max(free)
