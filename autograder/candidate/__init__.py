"""Everything that runs beside student code; it imports nothing else of the package."""

from pathlib import Path


def stubs_folder(package_parent: str) -> str:
    """Where the modules that take the place of the grader's own stand beside student code."""
    return str(Path(package_parent) / "autograder" / "candidate" / "stubs")
