"""Versions of what decides what student code computes."""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform

PACKAGES = ("numpy", "torch", "tensorflow-cpu", "tensorflow", "keras", "transformers")


def versions() -> dict[str, str]:
    """Of this Python and of those packages that it has."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found
