"""Runs notebook cells in this process with IPython's shell: magics work, nothing is installed or recorded."""

from __future__ import annotations

import contextlib
import io
import random
import subprocess
import sys
from collections import deque
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.candidate.cuda import CudaStandIn
from autograder.candidate.messages import OUTPUT_LIMIT, TEXT_LIMIT, Raised, Ran


class Shell:
    """One notebook's namespace."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.autoindent = False
        self._ipython = InteractiveShell.instance(config=config)
        self._ipython.enable_matplotlib = lambda gui=None: ("agg", "agg")  # no window to open
        self._ipython.showtraceback = lambda *args, **kwargs: None  # the error is in the result
        self._ipython.ask_exit = self._ask_exit
        self._ipython.system = self._system
        self._called_exit = False
        self._cuda = CudaStandIn()
        self.run("pass", seed=0)  # loads what the first cell would otherwise load

    @property
    def names(self) -> dict[str, Any]:
        """The notebook's global names."""
        names: dict[str, Any] = self._ipython.user_ns
        return names

    def run(self, source: str, seed: int) -> Ran:
        """Run a cell as Jupyter would."""
        seed_everything(seed)
        self._cuda.notice(source)
        self._called_exit = False
        output = Tail(OUTPUT_LIMIT)
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            result = self._ipython.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, SystemExit):
            self._ask_exit()
            error = None
        return Ran(raised(error) if error else None, output.text(), self._called_exit, self._cuda.used)

    def _system(self, command: str) -> None:
        """`!command`: IPython's own needs a terminal."""
        text = self._ipython.var_expand(command, depth=1)
        done = subprocess.run(text, shell=True, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        print((done.stdout + done.stderr).decode(errors="replace"), end="")
        self._ipython.user_ns["_exit_code"] = done.returncode

    def _ask_exit(self) -> None:
        self._called_exit = True


class Tail(io.TextIOBase):
    """A text stream that keeps the last ``limit`` characters written to it, in bounded memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: deque[str] = deque()
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._parts.append(text[-self._limit :])
            self._size += len(self._parts[-1])
        while self._size - len(self._parts[0] if self._parts else "") >= self._limit:
            self._size -= len(self._parts.popleft())
        return len(text)

    def text(self) -> str:
        return "".join(self._parts)[-self._limit :].encode("utf-8", "replace").decode()


def raised(error: BaseException) -> Raised:
    """An exception as texts."""
    trace, line = _where(error)
    return Raised(type(error).__name__, _text(error), trace, line).cut()


def _text(error: BaseException) -> str:
    try:
        text = str(error.msg if isinstance(error, SyntaxError) and _is_cell(error.filename) else error)
    except Exception as second:  # a student's own __str__
        text = f"(its text cannot be shown: {type(second).__name__})"
    return text[:TEXT_LIMIT].encode("utf-8", "replace").decode()


def _where(error: BaseException) -> tuple[str, int]:
    """The innermost line of the student's own code that led to ``error``, and the line of the cell itself."""
    if isinstance(error, SyntaxError) and _is_cell(error.filename) and error.lineno:
        return f"line {error.lineno}", 0
    place, line = "", 0
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if _is_cell(code.co_filename):
            name = "" if code.co_name.startswith("<") else f" of {code.co_name}"
            place = f"line {step.tb_lineno}{name}"
            line = line or step.tb_lineno
        step = step.tb_next
    return place, line


def _is_cell(filename: object) -> bool:
    return isinstance(filename, str) and ("ipython-input" in filename or "ipykernel" in filename)


def seed_everything(seed: int) -> None:
    """Seed Python, numpy, torch and TensorFlow/Keras, as far as they are loaded."""
    random.seed(seed)
    sys.modules["numpy"].random.seed(seed % 2**32)
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(seed)
    if (keras := sys.modules.get("keras")) is not None:
        keras.utils.set_random_seed(seed % 2**32)


def make_deterministic() -> None:
    """Let the loaded frameworks take the same way through the same numbers each time, where they offer it.

    An operation that has no such way warns under torch and goes on; under TensorFlow it raises.
    """
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_deterministic_debug_mode("warn")  # `use_deterministic_algorithms` imports the compiler
    if (tensorflow := sys.modules.get("tensorflow")) is not None:
        tensorflow.config.experimental.enable_op_determinism()
        # These add and multiply in another order where the same operations are cut into other functions.
        rewriting = {"arithmetic_optimization": False, "constant_folding": False}
        tensorflow.config.optimizer.set_experimental_options(rewriting)
