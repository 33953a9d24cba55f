"""Which platform's download a file is from, and whose file it is."""

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
    """Who handed in a file, by the names that a platform wrote: a student may have named what is deeper.

    Args:
        tops: folders below the given path in which a platform names things.
        folders: what Gradescope's metadata says about folders, by their ``parts``.
        not_canvas: folders in which names that look like Canvas's are not, see ``canvas.look_alikes``.
    """
    for i, part in enumerate(file.parts):
        above = file.parts[:i]
        if i >= file.given and above not in tops:
            continue
        identity = (
            folders.get(file.parts[: i + 1])
            or moodle.identify(part, file.parts[file.given : i])
            or gradescope.identify(part)
            or nbgrader.identify(file.parts, i)
        )
        if not identity and i >= file.given and above not in not_canvas:
            identity = canvas.identify(file, i)
        if identity:
            return identity
    return None


def is_platforms(name: str) -> bool:
    """Whether a platform may have given a folder or file this name."""
    return any(platform.is_name(name) for platform in (canvas, gradescope, moodle, nbgrader))
