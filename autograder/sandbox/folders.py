"""Which of the machine's folders candidates see, and whether another user may read their content."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

from autograder.candidate.given import visible
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.zygote_program import PACKAGE

SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


def python_folders() -> list[str]:
    """The folders of this Python and its packages, except those in a system folder, which is bound anyway."""
    paths = {
        sys.prefix,
        sys.base_prefix,
        *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
    }
    folders = sorted({str(Path(path).absolute()) for path in paths})
    roots = [*SYSTEM_FOLDERS]
    chosen = []
    for folder in folders:
        if not any(Path(folder).is_relative_to(root) for root in roots):
            chosen.append(folder)
            roots.append(folder)
    return chosen


def font_lists() -> list[Path]:
    """Matplotlib's list of this machine's fonts, if this user has one; else each zygote makes its own."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return sorted(Path(caches, "matplotlib").glob("fontlist-*.json"))


def check_readable(folder: str) -> None:
    """Check that ``folder`` is readable for candidates that run as another user.

    Raises:
        SandboxError: something in it is closed to them.
    """
    if closed := closed_file(folder):
        raise SandboxError(f"Student code cannot read {closed}: run chmod -R a+rX {folder}.")


def closed_file(folder: str) -> Path | None:
    """The first path in ``folder``, if that is a folder, which other users cannot read."""
    top = Path(folder)
    paths = (top, *visible(top)) if folder and top.is_dir() else ()
    return next(filter(_is_closed, paths), None)


def closed_part() -> Path | None:
    """The first of this Python's folders and ours which other users cannot read, in whole or in part.

    Only the upper levels are checked: if a user's files are closed by default, these are too.
    """
    paths = {sysconfig.get_path(name) for name in ("scripts", "stdlib", "purelib", "platlib")}
    folders = [*map(Path, sorted({*python_folders(), *paths})), PACKAGE, PACKAGE / "candidate"]
    return next(
        (
            folder
            for folder in folders
            if folder.is_dir() and any(map(_is_closed, (folder, *folder.iterdir())))
        ),
        None,
    )


def _is_closed(path: Path) -> bool:
    needed = 0o005 if path.is_dir() else 0o004
    return path.exists() and path.stat().st_mode & needed != needed
