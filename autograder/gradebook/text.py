"""Text as a database holds it."""

from __future__ import annotations

from typing import TypeVar

Plain = TypeVar("Plain")


def storable(value: Plain) -> Plain:
    """The same plain value, with what UTF-8 and PostgreSQL cannot hold replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")  # type: ignore[return-value]
    if isinstance(value, list):
        return [storable(item) for item in value]  # type: ignore[return-value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}  # type: ignore[return-value]
    return value
