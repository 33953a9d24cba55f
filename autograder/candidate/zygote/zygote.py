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
import select
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass

import msgspec

from autograder.candidate.keras.acceleration import accelerate
from autograder.candidate.notebook.shell import Shell
from autograder.candidate.walls import Outer, seccomp
from autograder.candidate.walls.limits import adopt_orphans, data_size
from autograder.candidate.zygote.descriptors import be_frugal
from autograder.candidate.zygote.ends import ends_within, remove, send_signal, try_kill
from autograder.candidate.zygote.equipment import Equipment
from autograder.candidate.zygote.fork import WalledCandidate, assist, become_candidate
from autograder.candidate.zygote.memory import Census, children
from autograder.candidate.zygote.protocol import (
    END_OF_ANSWER,
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
    Started,
    read_order,
)
from autograder.candidate.zygote.versions import versions

TEMPORARY = "/tmp"  # each candidate's own, with namespaces
SHARED_MEMORY = "/dev/shm"
WATCH_SECONDS = 0.1  # between two looks at the candidates' memory

TORCH = ["numpy", "matplotlib.pyplot", "torch", "torch.nn.functional"]
IMPORTS = {
    "numpy": ["numpy", "matplotlib.pyplot"],
    "torch": TORCH,
    "tensorflow": ["numpy", "matplotlib.pyplot", "tensorflow", "keras"],
    # The library loads what a model is made of when it is first used; BERT's modules bring in most of that.
    "transformers": [*TORCH, "transformers.models.bert.modeling_bert"],
}


@dataclass
class _Candidate:
    """A candidate as we must remember it.

    Attributes:
        child: the child of ours to wait for: the candidate, or with namespaces its holder.
        folder: its own; with namespaces it goes by itself.
        walled: what its fork reported.
        memory: bytes that it may have with all that it started.
        over_memory: bytes that it had when it was ended for using too much; otherwise 0.
    """

    child: int
    folder: str
    walled: WalledCandidate
    memory: int
    over_memory: int = 0


class Zygote:
    """Carries out orders until the socket is closed, and watches the candidates' memory meanwhile.

    Attributes:
        current: the candidate whose memory was limited last, so the one that is running.
    """

    def __init__(self, control: socket.socket, outer: Outer, equipment: Equipment, keep: list[str]) -> None:
        self.control = control
        self.outer = outer
        self.equipment = equipment
        self.keep = keep
        self.shell = Shell()
        self.candidates: dict[int, _Candidate] = {}
        self.current = 0
        self.data_size = data_size()
        if outer is not Outer.OFF:
            seccomp.programs(bool(equipment.gpus))
        if outer is not Outer.NAMESPACES:
            adopt_orphans()
        self.census = Census()

    def serve(self) -> None:
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        watched = time.monotonic()
        while True:
            seconds = watched + WATCH_SECONDS - time.monotonic()
            if self.candidates and seconds <= 0:
                self._watch()
                watched = time.monotonic()
            elif poll.poll(seconds * 1000 if self.candidates else None) and not self._hear():
                return

    def _hear(self) -> bool:
        """Carry out one order; False if no more will come."""
        message, descriptors, _, _ = socket.recv_fds(self.control, ORDER_BYTES, 2)
        if not message:
            return False
        try:
            answer = self._carry_out(read_order(message), descriptors)
        except OSError as error:
            answer = Failed(str(error))
        self.say(answer)
        return True

    def say(self, answer: Answer) -> None:
        self.control.sendall(msgspec.json.encode(answer) + END_OF_ANSWER)

    def _watch(self) -> None:
        """End each candidate over its memory limit, whatever the examiner is doing."""
        for pid, candidate in self.candidates.items():
            if not candidate.over_memory and (used := self._measure(pid)) > candidate.memory:
                candidate.over_memory = used
                send_signal(pid, signal.SIGKILL)

    def _carry_out(self, order: Order, descriptors: list[int]) -> Answer:
        if isinstance(order, Fork):
            return self._fork(*descriptors, memory=order.memory)
        if isinstance(order, Limit):
            limit = self.data_size + order.memory
            _, most = resource.prlimit(order.pid, resource.RLIMIT_DATA)
            resource.prlimit(order.pid, resource.RLIMIT_DATA, (min(limit, most), most))
            self.candidates[order.pid].memory = order.memory
            self.current = order.pid
            return Ok()
        if isinstance(order, Measure):
            return Measured(self._measure(order.pid))
        if isinstance(order, Kill):
            send_signal(order.pid, order.signal)
            return Ok()
        return self._wait(order.pid, order.patience)

    def _fork(self, wire: int, *entrance: int, memory: int) -> Answer:
        folder = TEMPORARY if self.outer is Outer.NAMESPACES else tempfile.mkdtemp(prefix="candidate-")
        news, report = socket.socketpair()
        child = os.fork()
        if child == 0:
            news.close()
            self.control.close()
            for candidate in self.candidates.values():
                candidate.walled.close()
            become_candidate(
                self.outer, self.shell, wire, entrance, report, folder, self.equipment, self.keep, memory
            )
        report.close()
        for passed in (wire, *entrance):
            os.close(passed)
        with news:
            walled = assist(news, self.outer)
        if not walled.pid:
            os.waitpid(child, 0)
            return Failed(walled.reason)
        self.candidates[walled.pid] = _Candidate(child, folder, walled, memory)
        return Forked(walled.pid)

    def _measure(self, pid: int) -> int:
        candidate = self.candidates[pid]
        if self.outer is Outer.NAMESPACES:
            used = self.census.memory(children(candidate.walled.holder), candidate.walled.shared)
            return used + (candidate.walled.sockets.memory() if candidate.walled.sockets else 0)
        if pid != self.current:
            return self.census.memory([str(candidate.child)])
        # What belongs to none of them belongs to the one that is running.
        return self.census.memory(map(str, [candidate.child, *self._orphans()]), candidate.walled.shared)

    def _wait(self, pid: int, patience: float) -> Answer:
        candidate = self.candidates.pop(pid)
        child = candidate.child
        ended_by_itself = ends_within(child, patience)
        send_signal(pid, signal.SIGKILL)
        _, status, usage = os.wait4(child, 0)
        candidate.walled.close()
        if self.outer is not Outer.NAMESPACES:
            self._end_orphans()
            remove(candidate.folder)
            if self.outer is Outer.CONTAINER:
                remove(SHARED_MEMORY)
        unit = 1 if sys.platform == "darwin" else 1024
        ended = os.waitstatus_to_exitcode(status)
        was_killed = ended == -signal.SIGKILL and not ended_by_itself
        return Ended(ended, was_killed, usage.ru_maxrss * unit, candidate.over_memory)

    def _end_orphans(self) -> None:
        """Without a process namespace: end the processes that ended candidates have left to us."""
        while orphans := self._orphans():
            for orphan in orphans:  # each death may leave us its children
                try_kill(os.kill, orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)

    def _orphans(self) -> set[int]:
        living = {candidate.child for candidate in self.candidates.values()}
        return {int(name) for name in children("self")} - living


def _equipment(text: str) -> Equipment:
    return msgspec.json.decode(text, type=Equipment)


def main() -> None:
    """Import the runtime's frameworks, report that we are ready, and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int, help="descriptor of the socket to the grader")
    parser.add_argument("--connect", default="", help="path of a socket to connect to instead")
    parser.add_argument("--equipment", type=_equipment, required=True)
    parser.add_argument("--outer", type=Outer, default=Outer.OFF)
    parser.add_argument("--keep", action="append", default=[])
    parser.add_argument("--close", type=int, action="append", default=[], help="what only the wall needed")
    options = parser.parse_args()
    for descriptor in options.close:
        os.close(descriptor)
    equipment: Equipment = options.equipment
    be_frugal()
    gc.disable()  # nothing that is imported here is ever freed, and looking for garbage takes a while
    for name in IMPORTS[equipment.runtime]:
        importlib.import_module(name)
    for name in equipment.modules:
        with contextlib.suppress(Exception):  # whatever it is, the notebook's own import raises it again
            importlib.import_module(name)
    if equipment.runtime == "tensorflow" and equipment.accelerate_from:
        accelerate(equipment.accelerate_from)
    zygote = Zygote(_control(options), options.outer, equipment, options.keep)
    sys.argv = ["notebook"]
    sys.path.insert(0, "")  # as in a notebook: modules beside it
    gc.freeze()  # the candidates share these pages with us as long as nobody writes to them
    gc.enable()
    gc.set_threshold(20_000, 20, 20)  # a training step is traced in many objects, few of them to collect
    zygote.say(Started(versions()))
    zygote.serve()


def _control(options: argparse.Namespace) -> socket.socket:
    if not options.connect:
        return socket.socket(fileno=options.control)
    control = socket.socket(socket.AF_UNIX)
    control.connect(options.connect)
    return control


if __name__ == "__main__":
    main()
