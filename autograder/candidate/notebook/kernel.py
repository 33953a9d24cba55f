"""IPython's shell with what a Jupyter kernel adds to it, but without anybody who watches or answers."""

from __future__ import annotations

import builtins
import getpass
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline.config import InlineBackend
from traitlets.config import Config

from autograder.candidate.notebook import colab, commands, tensorboard

# Magics of the kernel's or of extensions' that only change what is seen.
SHOWN = (
    "autosave",
    "clear",
    "connect_info",
    "less",
    "man",
    "more",
    "notebook",
    "qtconsole",
    "subshell",
    "tensorboard",
)
# Extensions that only change what is seen: they may be loaded whether they are installed or not.
SHOWING = ("tensorboard", "tensorboard.notebook", "google.colab.data_table")


class ZMQInteractiveShell(InteractiveShell):  # type: ignore[misc]  # IPython is not typed
    """Has the kernel's name for its class, because notebooks ask for it to know that they are notebooks.

    Attributes:
        tell: takes a sentence for the student.
    """

    tell: Callable[[str], object] = staticmethod(lambda sentence: None)

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str, str]:
        """There is no window to open, and nobody looks at figures."""
        return "agg", "agg"

    def enable_gui(self, gui: str | None = None) -> None:
        """As above."""

    def showtraceback(self, *arguments: Any, **options: Any) -> None:
        """The error is in the result."""

    def _format_exception_for_storage(self, *arguments: Any, **options: Any) -> dict[str, str]:
        """IPython's own takes a quarter of a second for the first error, and nobody reads what it keeps."""
        return {}

    def system(self, command: str) -> None:
        """`!command`."""
        outcome = commands.run(self.var_expand(command, depth=1), sys.stdout.write)
        self.user_ns["_exit_code"] = outcome.status
        if outcome.note:
            self.tell(outcome.note)

    def _nothing_shown(self, line: str = "", cell: str = "") -> None:
        """A magic that only changes what is seen."""


def make() -> ZMQInteractiveShell:
    """The process's shell."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autoindent = False
    InteractiveShell.clear_instance()
    shell: ZMQInteractiveShell = ZMQInteractiveShell.instance(config=config)
    shell.configurables.append(InlineBackend.instance(parent=shell))  # for `%config InlineBackend...`
    shell.kernel = SimpleNamespace(shell=shell, do_shutdown=lambda restart: shell.ask_exit())
    for name in SHOWN:
        shell.register_magic_function(shell._nothing_shown, "line", name)
    load = shell.extension_manager.load_extension
    shell.extension_manager.load_extension = lambda name: None if name in SHOWING else load(name)
    builtins.input = getpass.getpass = _nobody_answers
    return shell


def offer_stand_ins(shell: ZMQInteractiveShell, source: str) -> None:
    """If a cell needs something that grading lacks, provide a stand-in, so that the rest of it runs."""
    if colab.is_imported(source):
        colab.install(shell.tell)
    tensorboard.offer(source, shell.tell)


def _nobody_answers(prompt: object = "", stream: object = None) -> NoReturn:
    raise StdinNotImplementedError("input() was called, and in grading nobody answers.")
