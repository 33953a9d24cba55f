"""Everything that runs beside student code; it imports nothing else of the package."""

from pathlib import Path


def stubs_folder(package_parent: str) -> str:
    """The folder of the modules that replace the grader's own beside student code."""
    return str(Path(package_parent) / "autograder" / "candidate" / "stubs")
