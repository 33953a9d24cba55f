"""What ``import otter`` finds beside student code: tests run elsewhere, so every check does nothing."""

from __future__ import annotations

from typing import Any


class Notebook:
    """Takes the place of ``otter.Notebook``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None
