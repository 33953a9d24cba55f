"""Runs notebook cells in this process with IPython's shell: magics work, nothing is installed or recorded."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import random
import re
import sys
from collections import deque
from functools import partial
from pathlib import Path
from typing import Any

from autograder.candidate.messages import NOTE_LIMIT, NOTES, OUTPUT_LIMIT, TEXT_LIMIT, Raised, Ran
from autograder.candidate.notebook import kernel
from autograder.candidate.notebook.cuda import CudaStandIn
from autograder.candidate.notebook.pictures import displayed

ASYNCHRONOUS = re.compile("asyn|await")


class Shell:
    """One notebook's namespace."""

    def __init__(self) -> None:
        self._ipython = kernel.make()
        self._ipython.ask_exit = self._ask_exit
        self._ipython.tell = self._tell
        self._called_exit = False
        self._notes: list[str] = []
        self._cuda = CudaStandIn()
        self._output = Tail(OUTPUT_LIMIT)
        self._out, self._err = Stream("stdout", 1, self._output), Stream("stderr", 2, self._output)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.run("pass", seed=0, in_history=False)  # loads what the first cell would otherwise load

    def arrive(self) -> None:
        """In a fork: make its working folder the notebook's folder."""
        self.names["_dh"][:] = [Path.cwd()]

    @property
    def names(self) -> dict[str, Any]:
        """The notebook's global names."""
        names: dict[str, Any] = self._ipython.user_ns
        return names

    def run(self, source: str, seed: int, in_history: bool = True) -> Ran:
        """Run a cell as a kernel would.

        From the first cell on that names anything asynchronous, cells run in an event loop, as a kernel's do.

        Args:
            in_history: whether ``In`` and ``Out`` keep it.
        """
        seed_everything(seed)
        self._cuda.notice(source)
        self._called_exit = False
        self._notes.clear()
        kernel.offer_stand_ins(self._ipython, source)
        self._output.clear()
        with contextlib.redirect_stdout(self._out), contextlib.redirect_stderr(self._err):
            result = self._run(source, in_history)
        _close_figures()
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, SystemExit):
            self._ask_exit()
            error = None
        problem = raised(error) if error else None
        return Ran(problem, self._output.text(), self._called_exit, self._cuda.used, [*self._notes])

    def show(self, source: str, seed: int) -> tuple[Ran, list[memoryview]]:
        """`run`, and the pictures that the cell displayed."""
        with displayed(self._ipython) as pictures:
            ran = self.run(source, seed)
        ran.pictures = [len(picture) for picture in pictures]
        return ran, [memoryview(picture) for picture in pictures]

    def _run(self, source: str, in_history: bool) -> Any:
        if self._loop is None and not ASYNCHRONOUS.search(source):
            return self._ipython.run_cell(source, store_history=in_history)
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        try:
            return self._loop.run_until_complete(self._cell(source, in_history))
        except BaseException:
            self._loop = None  # an interrupt came between two steps of it: what waits there is lost
            raise

    async def _cell(self, source: str, in_history: bool) -> Any:
        shell = self._ipython
        trouble = None
        try:
            transformed = shell.transform_cell(source)
        except Exception:
            transformed, trouble = source, sys.exc_info()
        options = {"transformed_cell": transformed, "preprocessing_exc_tuple": trouble}
        if not shell.should_run_async(source, **options):
            return shell.run_cell(source, store_history=in_history)
        result = await shell.run_cell_async(source, store_history=in_history, **options)
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
        return result

    def _tell(self, sentence: str) -> None:
        if sentence not in self._notes and len(self._notes) < NOTES:
            self._notes.append(sentence[:NOTE_LIMIT].encode("utf-8", "replace").decode())

    def _ask_exit(self) -> None:
        self._called_exit = True


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` while a cell runs, with the attributes of a kernel's."""

    encoding = "UTF-8"

    def __init__(self, name: str, descriptor: int, tail: Tail) -> None:
        self.name = name
        self._descriptor = descriptor
        self._tail = tail

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._tail.write(text)
        return len(text)

    def fileno(self) -> int:
        return self._descriptor


class Tail:
    """The last ``limit`` characters of what was written, in bounded memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.clear()

    def clear(self) -> None:
        self._parts: deque[str] = deque()
        self._size = 0

    def write(self, text: str) -> None:
        if text:
            self._parts.append(text[-self._limit :])
            self._size += len(self._parts[-1])
        while self._size - len(self._parts[0] if self._parts else "") >= self._limit:
            self._size -= len(self._parts.popleft())

    def text(self) -> str:
        return "".join(self._parts)[-self._limit :].encode("utf-8", "replace").decode()


def _close_figures() -> None:
    """Close all figures, as a kernel's backend does after each cell: the next one starts its own."""
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.close("all")


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


_drawn = [itertools.count()]  # seeds for what the frameworks would draw from the machine


def seed_everything(seed: int) -> None:
    """Seed Python, numpy, torch and TensorFlow/Keras, as far as they are loaded."""
    random.seed(seed)
    _drawn[0] = itertools.count(seed)
    sys.modules["numpy"].random.seed(seed % 2**32)
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(seed)
    if (keras := sys.modules.get("keras")) is not None:
        keras.utils.set_random_seed(seed % 2**32)


def _global_generator(get: Any) -> Any:
    """A generator of TensorFlow's, which it refuses to make if operations are deterministic."""
    random_ = sys.modules["tensorflow"].random
    try:
        return get()
    except RuntimeError:
        random_.set_global_generator(random_.Generator.from_non_deterministic_state())
        return get()


def make_deterministic() -> None:
    """Let the loaded frameworks use deterministic algorithms, if they have them.

    An operation without one warns in torch and continues; in TensorFlow it raises.
    """
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_deterministic_debug_mode("warn")  # `use_deterministic_algorithms` imports the compiler
    if (tensorflow := sys.modules.get("tensorflow")) is not None:
        tensorflow.config.experimental.enable_op_determinism()
        # These add and multiply in another order if the same operations are cut into other functions.
        rewriting = {"arithmetic_optimization": False, "constant_folding": False}
        tensorflow.config.optimizer.set_experimental_options(rewriting)
        generator = tensorflow.random.Generator  # it now raises if it would ask the machine for a state
        generator.from_non_deterministic_state = classmethod(
            lambda cls, alg=None: cls.from_seed(next(_drawn[0]), alg=alg)
        )
        tensorflow.random.get_global_generator = partial(
            _global_generator, tensorflow.random.get_global_generator
        )
