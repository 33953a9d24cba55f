"""The README of a released assignment, which tells students how to install, work, check and hand in."""

from __future__ import annotations

from pathlib import Path

import jinja2

from autograder.assignment.build import README, Build
from autograder.assignment.data import listed
from autograder.assignment.release.first_cell import packages
from autograder.candidate.given import visible
from autograder.course.course import Course

DATA = "the notebook's data"
MADE = "the notebook's data; the notebook makes what is missing when it runs for the first time"


def readme(course: Course, name: str, build: Build) -> str:
    """The text of ``assignments/<name>/README.md``."""
    folder = course.root / "assignments" / name
    by_recipe = [
        path.split("/")[2] for path in listed(course, name) if path.startswith(f"assignments/{name}/")
    ]
    beside = {path.name: path.is_dir() for path in _top(folder) if path.name not in (README, f"{name}.ipynb")}
    files = [(f"{name}.ipynb", "the assignment; your answers go into it")]
    for entry, is_folder in sorted({**beside, **dict.fromkeys(by_recipe, True)}.items()):
        purpose = MADE if entry in by_recipe else DATA if entry == "data" else "the notebook uses it"
        files.append((f"{entry}/" if is_folder else entry, purpose))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # it is not HTML
    )
    needed = packages(build.released, beside=[Path(entry).stem for entry in beside])
    return (
        environment.get_template("README.md.j2").render(
            title=course.assignment(name).title or name,
            notebook=f"{name}.ipynb",
            files=files,
            packages=[f'"{package}"' for package in needed.values()],
            torch="torch" in needed,
            beside=[entry for entry in sorted(beside) if entry not in by_recipe],
            data="data/" in dict(files),
        )
        + "\n"
    )


def _top(folder: Path) -> list[Path]:
    return [path for path in visible(folder) if path.parent == folder] if folder.is_dir() else []
