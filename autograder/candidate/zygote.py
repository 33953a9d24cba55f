"""The zygote: a process with the frameworks imported that forks a candidate for each submission.

It runs no student code and no TensorFlow op, makes no CUDA context, and holds nothing but what every
candidate may see. It takes orders over a Unix socket; with ``Fork`` comes the candidate's end of the wire.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
import time
from typing import Any, NamedTuple

import msgspec

from autograder.candidate.acceleration import accelerate
from autograder.candidate.birth import attend, become_candidate
from autograder.candidate.census import Census, children
from autograder.candidate.equipment import Equipment
from autograder.candidate.orders import (
    ORDER_BYTES,
    Answer,
    Ended,
    Failed,
    Fork,
    Forked,
    Kill,
    Limit,
    Measure,
    Measured,
    Ok,
    Order,
    read_order,
)
from autograder.candidate.shell import Shell
from autograder.candidate.walls.limits import adopt_orphans, data_size

# What `make_deterministic` would load anew in each candidate stands last.
TORCH = ["numpy", "matplotlib.pyplot", "torch", "torch.nn.functional", "torch._inductor.config"]
IMPORTS = {
    "numpy": ["numpy", "matplotlib.pyplot"],
    "torch": TORCH,
    "tensorflow": ["numpy", "matplotlib.pyplot", "tensorflow", "keras"],
    # The library loads what a model is made of when it is first used; BERT's modules bring in most of that.
    "transformers": [*TORCH, "transformers.models.bert.modeling_bert"],
}


class _Candidate(NamedTuple):
    """A candidate as we must remember it.

    Attributes:
        parent: the child of ours to wait for: the candidate's parent, or itself where it has no namespaces.
        proc_name: of that parent, in our /proc; empty without namespaces.
        folder: to be removed at the end; empty with namespaces, where it goes by itself.
    """

    parent: int
    proc_name: str
    folder: str


class Zygote:
    """Carries out orders until the socket is closed."""

    def __init__(self, control: socket.socket, namespaces: bool, data: str, keep: list[str]) -> None:
        self.control = control
        self.namespaces = namespaces
        self.data = data
        self.keep = keep
        self.shell = Shell()
        self.candidates: dict[int, _Candidate] = {}
        self.data_size = data_size()
        if not namespaces:
            adopt_orphans()
        self.census = Census()

    def serve(self) -> None:
        while True:
            message, descriptors, _, _ = socket.recv_fds(self.control, ORDER_BYTES, 1)
            if not message:
                return
            try:
                answer = self._carry_out(read_order(message), descriptors)
            except OSError as error:
                answer = Failed(str(error))
            self.control.sendall(msgspec.json.encode(answer))

    def _carry_out(self, order: Order, descriptors: list[int]) -> Answer:
        if isinstance(order, Fork):
            return self._fork(descriptors[0], order.memory)
        if isinstance(order, Limit):
            limit = self.data_size + order.memory
            _, most = resource.prlimit(order.pid, resource.RLIMIT_DATA)
            resource.prlimit(order.pid, resource.RLIMIT_DATA, (min(limit, most), most))
            return Ok()
        if isinstance(order, Measure):
            name = self.candidates[order.pid].proc_name
            return Measured(self.census.memory(name) if name else 0)
        if isinstance(order, Kill):
            _signal(order.pid, order.signal)
            return Ok()
        return self._wait(order.pid, order.patience)

    def _fork(self, wire: int, memory: int) -> Answer:
        folder = "" if self.namespaces else tempfile.mkdtemp(prefix="candidate-")
        news, report = socket.socketpair()
        parent = os.fork()
        if parent == 0:
            news.close()
            self.control.close()
            become_candidate(self.shell, wire, report, folder, self.data, self.keep, memory)
        report.close()
        os.close(wire)
        with news:
            newborn = attend(news, self.namespaces)
        if not newborn.pid:
            os.waitpid(parent, 0)
            return Failed(newborn.reason)
        self.candidates[newborn.pid] = _Candidate(parent, newborn.holder, folder)
        return Forked(newborn.pid)

    def _wait(self, pid: int, patience: float) -> Answer:
        parent, _, folder = self.candidates.pop(pid)
        ended_by_itself = _ends_within(parent, patience)
        _signal(pid, signal.SIGKILL)
        _, status, usage = os.wait4(parent, 0)
        if folder:
            self._end_orphans()
            shutil.rmtree(folder, ignore_errors=True)  # a student may have made parts of it unremovable
        unit = 1 if sys.platform == "darwin" else 1024
        ended = _exit_status(status)
        was_killed = ended == -signal.SIGKILL and not ended_by_itself
        return Ended(ended, was_killed, usage.ru_maxrss * unit)

    def _end_orphans(self) -> None:
        """Without a process namespace: end what candidates that are gone have left to us."""
        living = {candidate.parent for candidate in self.candidates.values()}
        while orphans := {int(name) for name in children("self")} - living:
            for orphan in orphans:  # each death may leave us its children
                _try_kill(os.kill, orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)


def _ends_within(pid: int, seconds: float) -> bool:
    """Whether the child ``pid`` ends within ``seconds``; it is left to be reaped."""
    if not hasattr(os, "waitid"):  # macOS, before Python 3.13
        time.sleep(seconds)
        return False
    deadline = time.monotonic() + seconds
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.002)
    return True


def _signal(pid: int, number: int) -> None:
    if number == signal.SIGKILL:
        _try_kill(os.killpg, pid, number)  # without a process namespace, its children would live on
    _try_kill(os.kill, pid, number)


def _try_kill(kill: Any, pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # dead already
        kill(pid, number)


def _exit_status(status: int) -> int:
    """An exit status where the holder passes on that its child died by signal n as 128 + n."""
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code > 128 else code


def _equipment(text: str) -> Equipment:
    return msgspec.json.decode(text, type=Equipment)


def main() -> None:
    """Import the runtime's frameworks, say that we are ready, and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--equipment", type=_equipment, required=True)
    parser.add_argument("--namespaces", action="store_true")
    parser.add_argument("--keep", action="append", default=[])
    options = parser.parse_args()
    equipment: Equipment = options.equipment
    for name in IMPORTS[equipment.runtime]:
        importlib.import_module(name)
    for name in equipment.modules:
        with contextlib.suppress(Exception):  # whatever it is, the notebook's own import raises it again
            importlib.import_module(name)
    if equipment.runtime == "tensorflow" and equipment.accelerate_from:
        accelerate(equipment.accelerate_from)
    control = socket.socket(fileno=options.control)
    zygote = Zygote(control, options.namespaces, equipment.data_folder, options.keep)
    sys.argv = ["notebook"]
    sys.path.insert(0, "")  # as in a notebook: modules that lie beside it
    gc.collect()
    gc.freeze()  # the candidates share these pages with us as long as nobody writes to them
    control.sendall(msgspec.json.encode(Ok()))
    zygote.serve()


if __name__ == "__main__":
    main()
