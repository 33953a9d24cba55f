"""Workers that are no processes: real examiners and candidates, in the process of the tests.

For tests of what is graded, where who grades it makes no difference: starting a process for it takes seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

from autograder.engine.worker.messages import (
    Failed,
    Finished,
    FromWorker,
    Job,
    Ready,
    Setup,
    Started,
    ToWorker,
)
from autograder.engine.worker.worker import Grades, open_examiner


class InProcess:
    """A worker, which works when it is asked for what it has to say."""

    def __init__(self) -> None:
        self.gone = False
        self.inbox: deque[ToWorker] = deque()
        self._examiner: Grades | None = None

    def send(self, message: ToWorker) -> None:
        self.inbox.append(message)

    def receive(self) -> list[FromWorker]:
        try:
            return self._work(self.inbox.popleft())
        except Exception as error:
            return [Failed(f"{type(error).__name__}: {error}")]

    def _work(self, message: ToWorker) -> list[FromWorker]:
        if isinstance(message, Setup):
            self._examiner = open_examiner(message)
            return [Ready()]
        assert isinstance(message, Job)
        assert self._examiner
        said: list[FromWorker] = []
        result = self._examiner.grade(
            message.data, lambda question: said.append(Started(question)), message.files
        )
        return [*said, Finished(result, self._examiner.record, self._examiner.pictures)]

    def close(self) -> None:
        if self._examiner:
            self._examiner.close()


class WorkersInProcess:
    """Stands in for ``autograder.engine.local.Processes``."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self.log = str(log)

    def start(self) -> InProcess:
        return InProcess()

    def listen(self, workers: Sequence[InProcess], seconds: float) -> list[InProcess]:
        return [worker for worker in workers if worker.inbox]

    def stop(self, workers: Sequence[InProcess], grace: float | None = None) -> None:
        for worker in workers:
            worker.close()
