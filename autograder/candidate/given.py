"""The files where a candidate works: those that students get, and those that came with the notebook."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

COPIED_BYTES = 64 * 2**10  # a larger file is a link to the original, which nobody can change


def visible(folder: Path) -> Iterator[Path]:
    """The paths in ``folder``, each folder before its content, without files that editors or Python make."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from visible(path)


def lay_out(source: Path, work: Path) -> None:
    """Put the content of ``source`` into the folder ``work``, where student code may read and add files."""
    for path in visible(source):
        place = work / path.relative_to(source)
        if path.is_dir() and not path.is_symlink():
            place.mkdir()
        elif path.is_file() and path.stat().st_size <= COPIED_BYTES:
            shutil.copyfile(path, place)
        else:
            place.symlink_to(path.absolute())


def is_safe(name: str) -> bool:
    """Whether ``name`` is a normalised relative path that never leads up."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and str(PurePosixPath(*parts)) == name
        and not {"..", "/"} & set(parts)
        and "\0" not in name
    )


def put(files: Iterable[tuple[str, int]], contents: memoryview, work: Path) -> None:
    """Write files into ``work``; to be called before any student code runs.

    Args:
        files: path and size of each, in the order of their ``contents``.

    Raises:
        ValueError: a name leads elsewhere.
        OSError: one cannot be written.
    """
    at = 0
    for name, size in files:
        if not is_safe(name):
            raise ValueError(f"{name!r} is not a path in this folder")
        place = work / name
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(contents[at : at + size])
        at += size
