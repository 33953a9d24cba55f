"""Stands in for ``google.colab``, so that a cell written for Colab runs; calls that do nothing are reported.

It exists only for a cell that imports it without a condition: a notebook that asks where it runs gets the
true answer, and takes its other branch.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

NAME = "google.colab"
NOTHING = "does nothing in grading"
TO_READ = "the files of the assignment and those handed in beside the notebook are in its folder"
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "drive": ("mount", "flush_and_unmount"),
    "files": ("upload", "download", "view", "upload_file"),
    "auth": ("authenticate_user", "authenticate_service_account"),
    "output": (
        "clear",
        "eval_js",
        "enable_custom_widget_manager",
        "disable_custom_widget_manager",
        "no_vertical_scroll",
    ),
    "userdata": ("get",),
    "runtime": ("unassign",),
    "patches": ("cv2_imshow",),
    "data_table": ("enable_dataframe_formatter", "disable_dataframe_formatter", "load_ipython_extension"),
    "widgets": (),
    "syntax": (),
}


class Uploaded(dict[str, bytes]):
    """The result of ``files.upload()``: reads the file of the requested name from the notebook's folder."""

    def __missing__(self, name: str) -> bytes:
        return Path(name).read_bytes()


def is_imported(source: str) -> bool:
    """Whether a cell imports Colab's modules without a condition."""
    if "google.colab" not in source and "google import colab" not in source:
        return False
    plain = "\n".join("pass" if line.startswith(("%", "!")) else line for line in source.splitlines())
    try:
        statements = ast.parse(plain).body
    except SyntaxError:
        return False
    return any(_imports(statement) for statement in statements)


def _imports(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import):
        return any(alias.name.startswith(NAME) for alias in statement.names)
    if isinstance(statement, ast.ImportFrom):
        names = [f"{statement.module}.{alias.name}" for alias in statement.names]
        return any(name.startswith(NAME) for name in names)
    return isinstance(statement, ast.With) and any(map(_imports, statement.body))


def install(tell: Callable[[str], object]) -> None:
    """Make the modules importable; ``tell`` takes a sentence for each call that does nothing."""
    if NAME in sys.modules:
        return
    try:
        parent = importlib.import_module("google")
    except ImportError:
        parent = sys.modules["google"] = ModuleType("google")
        parent.__path__ = []
    colab = ModuleType(NAME)
    colab.__path__ = []
    parent.colab = colab  # type: ignore[attr-defined]
    sys.modules[NAME] = colab
    for name, functions in FUNCTIONS.items():
        module = ModuleType(f"{NAME}.{name}")
        for function in functions:
            setattr(module, function, _stand_in(f"{name}.{function}", tell))
        setattr(colab, name, module)
        sys.modules[module.__name__] = module


def _stand_in(name: str, tell: Callable[[str], object]) -> Callable[..., Any]:
    def stand_in(*arguments: Any, **options: Any) -> Any:
        if name == "files.upload":
            tell(f"`{name}` {NOTHING}: {TO_READ}")
            return Uploaded()
        tell(f"`{name}` {NOTHING}: {TO_READ}" if name == "drive.mount" else f"`{name}` {NOTHING}")
        return "" if name == "userdata.get" else None

    return stand_in
