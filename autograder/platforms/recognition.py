"""Which platform's download a file is from, and whose it is there."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from autograder.platforms import canvas, gradescope, moodle, nbgrader
from autograder.platforms.identity import Identity, Placed


def identify(
    file: Placed,
    tops: AbstractSet[tuple[str, ...]],
    folders: Mapping[tuple[str, ...], Identity],
    not_canvas: frozenset[tuple[str, ...]] = frozenset(),
) -> Identity | None:
    """What a platform wrote into the names: what lies deeper than that, a student may have named.

    Args:
        tops: where a platform names things below what was given.
        folders: what Gradescope's metadata says of folders, by their ``parts``.
        not_canvas: folders in which names that look like Canvas's are not, see ``canvas.look_alikes``.
    """
    for i, part in enumerate(file.parts):
        above = file.parts[:i]
        if i >= file.given and above not in tops:
            continue
        found = (
            folders.get(file.parts[: i + 1])
            or moodle.identify(part, file.parts[file.given : i])
            or gradescope.identify(part)
            or nbgrader.identify(file.parts, i)
        )
        if not found and i >= file.given and above not in not_canvas:
            found = canvas.identify(file, i)
        if found:
            return found
    return None


def is_platforms(name: str) -> bool:
    """Whether a platform may have named a folder or file so."""
    return any(platform.is_name(name) for platform in (canvas, gradescope, moodle, nbgrader))
