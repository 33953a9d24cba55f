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
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from autograder.candidate import walls
from autograder.candidate.orders import (
    ORDER_BYTES,
    Answer,
    Ended,
    Failed,
    Fork,
    Forked,
    Kill,
    Ok,
    Order,
    read_order,
)
from autograder.candidate.process import Candidate
from autograder.candidate.shell import Shell

IMPORTS = {
    "numpy": ["numpy", "matplotlib.pyplot"],
    "torch": ["numpy", "matplotlib.pyplot", "torch", "torch.nn.functional"],
    "tensorflow": ["numpy", "matplotlib.pyplot", "tensorflow", "keras"],
}


class Zygote:
    """Carries out orders until the socket is closed."""

    def __init__(self, control: socket.socket, namespaces: bool, data: str) -> None:
        self.control = control
        self.namespaces = namespaces
        self.data = data
        self.shell = Shell()
        self.holders: dict[int, tuple[int, str]] = {}  # candidate -> its parent in our namespace, its folder

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
        if isinstance(order, Kill):
            _signal(order.pid, order.signal)
            return Ok()
        return self._wait(order.pid, order.patience)

    def _fork(self, wire: int, memory: int) -> Answer:
        folder = "" if self.namespaces else tempfile.mkdtemp(prefix="candidate-")
        news, report = os.pipe()
        holder = os.fork()
        if holder == 0:
            os.close(news)
            _become_candidate(self, wire, report, folder, memory)
        os.close(report)
        os.close(wire)
        with os.fdopen(news, "rb") as pipe:
            text = pipe.read()  # ends when the candidate is behind its walls and has closed its end
        pid, _, reason = text.partition(b" ")
        if reason or not pid.isdigit():
            os.waitpid(holder, 0)
            return Failed(reason.decode() or "the candidate died before its walls stood")
        self.holders[int(pid)] = (holder, folder)
        return Forked(int(pid))

    def _wait(self, pid: int, patience: float) -> Answer:
        holder, folder = self.holders.pop(pid)
        ended_by_itself = _ends_within(holder, patience)
        _signal(pid, signal.SIGKILL)
        _, status, usage = os.wait4(holder, 0)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)  # a student may have made parts of it unremovable
        unit = 1 if sys.platform == "darwin" else 1024
        return Ended(_exit_status(status), not ended_by_itself, usage.ru_maxrss * unit)


def _ends_within(pid: int, seconds: float) -> bool:
    """Whether the child ``pid`` ends within ``seconds``; it is left to be reaped."""
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


def _become_candidate(zygote: Zygote, wire: int, report: int, folder: str, memory: int) -> None:
    """In the fork: raise the walls and serve. Never returns."""
    try:
        zygote.control.close()
        if zygote.namespaces:
            walls.enter_namespaces()
            child = os.fork()
            if child:
                _hold(child, wire, report)
            walls.die_with_parent()
            walls.mount_private_folders()
        os.setsid()
        os.chdir(folder or _make_home())
        if zygote.data:
            Path("data").symlink_to(zygote.data)
        if zygote.namespaces:
            walls.drop_privileges()
        else:
            os.write(report, b"%d" % os.getpid())
        walls.limit_resources(memory)
        walls.silence_standard_streams()
    except OSError as error:
        os.write(report, b" " + str(error).encode())
        os._exit(70)
    os.close(report)
    _serve(wire, zygote.shell)


def _make_home() -> str:
    Path("/tmp/work").mkdir()
    return "/tmp/work"


def _hold(child: int, wire: int, report: int) -> None:
    """Between zygote and candidate: tell the candidate's pid, wait for it and pass on how it ended."""
    os.close(wire)
    os.write(report, b"%d" % child)
    os.close(report)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(128 - code if code < 0 else code)


def _serve(wire: int, shell: Shell) -> None:
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
    try:
        Candidate(socket.socket(fileno=wire), shell).serve()
    except (OSError, KeyboardInterrupt):
        os._exit(71)
    os._exit(0)


def main() -> None:
    """Import the runtime's frameworks, say that we are ready, and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--runtime", choices=sorted(IMPORTS), required=True)
    parser.add_argument("--namespaces", action="store_true")
    parser.add_argument("--data", default="")
    options = parser.parse_args()
    for name in IMPORTS[options.runtime]:
        importlib.import_module(name)
    control = socket.socket(fileno=options.control)
    zygote = Zygote(control, options.namespaces, options.data)
    sys.argv = ["notebook"]
    gc.collect()
    gc.freeze()  # the candidates share these pages with us as long as nobody writes to them
    control.sendall(msgspec.json.encode(Ok()))
    zygote.serve()


if __name__ == "__main__":
    main()
