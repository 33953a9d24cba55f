"""Versions of all that decides a verdict."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping

from autograder.candidate.zygote.versions import versions as candidate_versions
from autograder.runtimes import NUMBERS_FROM

OWN = ("autograder", "otter-grader")
UNRECORDED = "unrecorded"  # the version of autograder, up to 0.2


def versions() -> dict[str, str]:
    """Of what decides a verdict, if student code runs with this machine's Python."""
    return {**candidate_versions(), **own_versions()}


def own_versions() -> dict[str, str]:
    """Of what the examiner itself decides with."""
    return {name: importlib.metadata.version(name) for name in OWN}


def deciding(versions: Mapping[str, str], runtime: str) -> dict[str, str]:
    """Those of ``versions`` that a verdict of ``runtime`` depends on, as `differences` compares them.

    A package that only other runtimes use is left out, and so is what changes no number: the build of a
    package, and the last part of Python's version.
    """
    names = {"python", *NUMBERS_FROM[runtime], *OWN}
    if runtime == "tensorflow":
        names.add(runtime)
    return {name: version for name, version in _comparable(versions).items() if name in names}


def differences(before: Mapping[str, str], today: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By name, the version of a grading and today's, where they differ and both are known.

    Args:
        before: that a grading was made with; empty if nothing ran.
        today: of `deciding`.
    """
    former = _comparable(before)
    if before:
        former.setdefault("autograder", UNRECORDED)
    return {
        name: (former[name], version)
        for name, version in today.items()
        if former.get(name, version) != version
    }


def _comparable(versions: Mapping[str, str]) -> dict[str, str]:
    releases = {name.removesuffix("-cpu"): version.partition("+")[0] for name, version in versions.items()}
    if "python" in releases:
        releases["python"] = releases["python"].rpartition(".")[0]
    return releases
