"""A zygote for each candidate, started ahead, so that nothing that one submission does reaches another."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from autograder.sandbox.zygote import CandidateProcess, Zygote

if TYPE_CHECKING:
    from autograder.candidate.zygote.equipment import Equipment
    from autograder.sandbox.choice import Sandbox


def open_zygote(sandbox: Sandbox, equipment: Equipment) -> Zygote | SingleUse:
    """The zygote that forks candidates in ``sandbox``, or what takes its place.

    Raises:
        ZygoteError: the sandbox does not start.
    """
    return SingleUse(sandbox, equipment) if sandbox.single_use else Zygote(sandbox, equipment)


class SingleUse:
    """Stands in for a ``Zygote``.

    Attributes:
        versions: of the packages that student code runs with.

    Raises:
        ZygoteError: the sandbox does not start.
    """

    def __init__(self, sandbox: Sandbox, equipment: Equipment) -> None:
        self._start = partial(Zygote, sandbox, equipment)
        self._starters = ThreadPoolExecutor(2)
        first = self._start()  # fails now if the machine cannot start one
        self.versions = first.versions
        self._first: Zygote | None = first

    def fork_ahead(self, memory: int) -> Ordered:
        """Start a zygote for one candidate, and do not wait for it."""
        zygote: Future[Zygote]
        if self._first is None:
            zygote = self._starters.submit(self._start)
        else:
            zygote = Future()
            zygote.set_result(self._first)
            self._first = None
        return Ordered(zygote, memory)

    def close(self) -> None:
        self._starters.shutdown()
        if self._first is not None:
            self._first.close()


class Ordered:
    """A candidate that was ordered, and the zygote that only it will have."""

    def __init__(self, zygote: Future[Zygote], memory: int) -> None:
        self._zygote = zygote
        self._memory = memory

    def candidate(self) -> CandidateProcess:
        """The candidate; to be called once.

        Raises:
            ZygoteError: it could not be made.
        """
        zygote = self._zygote.result()
        try:
            candidate = zygote.fork(self._memory)
        except BaseException:
            zygote.close()
            raise
        candidate.on_end = zygote.close
        return candidate
