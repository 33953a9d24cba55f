"""Versions of the packages that decide what student code computes."""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform

PACKAGES = ("numpy", "torch", "tensorflow-cpu", "tensorflow", "keras", "transformers")


def versions() -> dict[str, str]:
    """The versions of this Python and of those packages that it has."""
    version_of = {"python": platform.python_version()}
    for package in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            version_of[package] = importlib.metadata.version(package)
    return version_of
