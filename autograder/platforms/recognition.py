"""Which platform's download a file is from, and whose file it is."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from autograder.platforms import canvas, gradescope, moodle, nbgrader
from autograder.platforms.identity import Identity, Placed, Platform

# In this order, because Canvas's names are the least particular.
PLATFORMS: tuple[Platform, ...] = (moodle, gradescope, nbgrader, canvas)


def identify(
    file: Placed,
    tops: AbstractSet[tuple[str, ...]],
    folders: Mapping[tuple[str, ...], Identity],
    not_canvas: frozenset[tuple[str, ...]] = frozenset(),
) -> Identity | None:
    """Who handed in a file, by the names that a platform wrote: a student may have named what is deeper.

    Args:
        tops: folders below the given path in which a platform names things.
        folders: what Gradescope's metadata says about folders, by their ``parts``.
        not_canvas: folders in which names that look like Canvas's are not, see ``canvas.look_alikes``.
    """
    for place in range(len(file.parts)):
        above = file.parts[:place]
        if place >= file.given and above not in tops:
            continue
        if identity := folders.get(file.parts[: place + 1]):
            return identity
        for platform in PLATFORMS:
            if platform is canvas and above in not_canvas:
                continue
            if identity := platform.identify(file, place):
                return identity
    return None


def is_platforms(name: str) -> bool:
    """Whether a platform may have given a folder or file this name."""
    return any(platform.is_name(name) for platform in PLATFORMS)
