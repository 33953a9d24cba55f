"""A real worker process whose examiner does what a submission's bytes tell it to; only tests run it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from autograder.engine.worker.messages import Setup
from autograder.engine.worker.worker import main
from autograder.results import GradingResult, Status
from autograder.student import Student


class FakeExaminer:
    record = None

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.pictures: dict[str, list[bytes]] = {}
        self.child: subprocess.Popen[bytes] | None = None
        if setup.sandbox == "broken":
            raise OSError("no such walls")
        if setup.sandbox == "dead":
            os.kill(os.getpid(), signal.SIGKILL)

    def grade(
        self, data: bytes, on_question: Callable[[str], None], files: Mapping[str, bytes]
    ) -> GradingResult:
        print("noise on standard output")
        order, _, detail = data.decode(errors="replace").partition(" ")
        for question in self.setup.assignment.questions:
            on_question(question.name)
        match order:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "kill-once" if not Path(detail).exists():
                Path(detail).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            case "raise":
                raise ValueError("a mistake of ours")
            case "garbage":
                _write_to_channel(b"this is no message\n")
            case "silent":
                time.sleep(600)
            case "hold":  # busy, with a child, until somebody stops us
                child = self.child = subprocess.Popen(["sleep", "600"])
                draft = Path(detail + ".draft")
                draft.write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
                draft.replace(detail)
                time.sleep(600)
            case "wait-for":
                while not Path(detail).exists():
                    time.sleep(0.02)
            case "stdin":
                assert sys.stdin.read() == "", "the protocol is not within reach of what the examiner starts"
        return GradingResult(
            student=Student.named("whoever"),
            assignment="x",
            status=Status.GRADED,
            score=float(len(data)),
            sandbox=str(os.getpid()),
            layers=[self.setup.share.devices] if self.setup.share else [],
        )

    def close(self) -> None:
        if self.child:
            self.child.kill()
        print("closed")


def _write_to_channel(text: bytes) -> None:
    for descriptor in range(3, 20):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, text)
        except OSError:
            continue


if __name__ == "__main__":
    main(FakeExaminer)
