"""Stands in for TensorBoard's writers if it is not installed, so that a training that logs runs."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

NAMED = re.compile(r"tensorboard|SummaryWriter|tf\.summary", re.IGNORECASE)
FUNCTIONS = ("audio", "graph", "histogram", "image", "scalar", "text", "trace_export")
NOTHING = "TensorBoard is not there in grading: what is logged for it is dropped"


class SummaryWriter:
    """Stands in for ``torch.utils.tensorboard.SummaryWriter``."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.log_dir = options.get("log_dir", arguments[0] if arguments else "runs")

    def __getattr__(self, name: str) -> Callable[..., None]:
        if not name.startswith(("add_", "close", "flush")):
            raise AttributeError(name)
        return lambda *arguments, **options: None

    def __enter__(self) -> SummaryWriter:
        return self

    def __exit__(self, *error: object) -> None:
        return None


def offer(source: str, tell: Callable[[str], object]) -> None:
    """Before a cell that names TensorBoard: provide writers that accept what it logs."""
    if not NAMED.search(source) or importlib.util.find_spec("tensorboard") is not None:
        return
    tell(NOTHING)
    for name in ("torch.utils.tensorboard", "tensorboardX"):
        module = ModuleType(name)
        module.SummaryWriter = SummaryWriter  # type: ignore[attr-defined]
        sys.modules.setdefault(name, module)
    if (tensorflow := sys.modules.get("tensorflow")) is not None:
        for module in (tensorflow.summary, importlib.import_module("tensorflow.summary")):  # two, of the same
            for name in FUNCTIONS:
                setattr(module, name, lambda *arguments, **options: True)
