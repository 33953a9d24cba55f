"""Versions of all that decides a verdict."""

from __future__ import annotations

import importlib.metadata

from autograder.candidate.zygote.versions import versions as candidate_versions


def versions() -> dict[str, str]:
    """Of what decides a verdict, if student code runs with this machine's Python."""
    return {**candidate_versions(), **own_versions()}


def own_versions() -> dict[str, str]:
    """Of what the examiner itself decides with."""
    return {"otter-grader": importlib.metadata.version("otter-grader")}
