"""Files of a report: written whole or not at all, under names that every file system takes."""

from __future__ import annotations

import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from autograder.text import clean_line

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)  # on Windows
_LONGEST = 180  # bytes in UTF-8; 255 is what file systems allow, some of it is for suffixes


def safe_stem(name: str) -> str:
    """A file name without suffix for ``name``: accents stay, what some file system refuses goes."""
    stem = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", clean_line(name)))
    stem = re.sub(r"\.{2,}", "_", stem).strip(". ")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem or "student"


def safe_stems(names: Iterable[str]) -> list[str]:
    """`safe_stem` of each name, in order; where two would be one file, the later ones get -2, -3, ..."""
    taken: set[str] = set()
    stems = []
    for name in names:
        first = stem = safe_stem(name)
        count = 1
        while _folded(stem) in taken:
            count += 1
            stem = f"{first}-{count}"
        taken.add(_folded(stem))
        stems.append(stem)
    return stems


def try_folder(folder: Path) -> None:
    """Make the folder of a report, and see that its files can be written.

    Raises:
        OSError: they cannot.
    """
    for place in (folder, folder / "results"):
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    for name in ("grades.csv", "report.html"):
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))


def write_whole(path: Path, content: str | bytes, durable: bool = False) -> None:
    """Write a file in one step, text in UTF-8: a reader sees the old one or the new one, never half of it.

    Args:
        durable: it is on the disk when this returns, so that it survives a crash of the machine.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        draft.chmod(0o644)  # mkstemp makes it private; these files are for handing on
        draft.replace(path)
        if durable:
            _sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folded(stem: str) -> str:
    # Some file systems ignore case, some keep accents apart from their letters.
    return unicodedata.normalize("NFD", stem.casefold())
