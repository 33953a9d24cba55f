"""The versions that a grading depends on: which a new one would have, and which earlier ones had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from autograder.examiner.versions import deciding, differences, own_versions
from autograder.sandbox.choice import Sandbox


def versions_today(sandbox: Sandbox | None, runtime: str) -> dict[str, str]:
    """What a grading would be made with now, as `examiner.versions.deciding` tells it.

    Args:
        sandbox: None: candidates run on a cluster, whose packages nobody knows here.
    """
    packages = sandbox.versions() if sandbox else {}
    return deciding({**packages, **own_versions()}, runtime)


def updates(gradings: Iterable[Mapping[str, str]], today: Mapping[str, str]) -> list[str]:
    """What was updated since, as "torch 2.12.0 → 2.13.0 in 31 of 40".

    Args:
        gradings: the versions of each.
    """
    gradings = list(gradings)
    counts = Counter(
        (name, before, now)
        for versions in gradings
        for name, (before, now) in differences(versions, today).items()
    )
    return [
        f"{name} {before} → {now} in {count} of {len(gradings)}"
        for (name, before, now), count in sorted(counts.items())
    ]
