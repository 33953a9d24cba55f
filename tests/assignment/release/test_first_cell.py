"""The first cell makes a notebook ready under any name, in a real kernel and in a candidate."""

from __future__ import annotations

import asyncio
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbformat import NotebookNode
from places import ROOT

from autograder.assignment.build import build
from autograder.assignment.errors import AuthoringError
from autograder.assignment.release.first_cell import OTTER, begin_with_setup
from autograder.course.course import Course
from autograder.runtimes import MODULES

Change = Callable[[str, str, str], None]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the Jupyter client's


def run(notebook: NotebookNode, folder: Path, **environment: str) -> list[str]:
    """What each code cell printed or showed, in a real kernel that works in ``folder``."""
    resources = {"metadata": {"path": str(folder)}}
    client = nbclient.NotebookClient(notebook, timeout=60, resources=resources)
    asyncio.run(client.async_execute(env=os.environ | environment))
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return ["".join(map(shown, cell.outputs)) for cell in cells]


def shown(output: NotebookNode) -> str:
    return str(output.get("text") or output.get("data", {}).get("text/plain", ""))


def test_versions_are_those_of_the_constraints() -> None:
    pins = dict(re.findall(r"^([\w-]+)==(\d+\.\d+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    for package in (OTTER, *(module.requirement for module in MODULES.values())):
        name, version = package.split("~=")
        assert version == f"{pins[name]}.0"


def test_checks_are_found_under_any_name_beside_any_files(
    course: Course, change: Change, tmp_path: Path
) -> None:
    change("master.py", "double(2) should be 4", "double(2) ist 4, nicht größer als żółw")
    made = build(course, "mini")
    folder = tmp_path / "my work"
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "q9.py").write_text("# the student's own")
    nbformat.write(made.released, folder / "mini (1).ipynb")
    other = nbformat.from_dict(made.released)
    other.metadata["otter"] = {"assignment_name": "other", "tests": {}}
    nbformat.write(other, folder / "other.ipynb")
    (folder / "half saved.ipynb").write_text('{"cells": [')
    solved = run(made.notebook(), folder)
    assert [text for text in solved if text] == [
        "q1 results: All test cases passed!",
        "q2 results: All test cases passed!",
    ]
    untouched = "\n".join(run(made.released, folder))
    assert "test_double_of_two result:" in untouched
    assert "double(2) ist 4, nicht größer als żółw" in untouched


def test_a_notebook_without_its_file_says_so(course: Course, tmp_path: Path) -> None:
    notebook = build(course, "mini").released
    notebook.cells = notebook.cells[:1]
    assert run(notebook, tmp_path) == [
        "This notebook's checks are not here: save it in the folder it runs in.\n"
    ]


def test_what_is_missing_is_installed_by_pip(tmp_path: Path) -> None:
    packages, installed = tmp_path / "packages", tmp_path / "installed"
    packages.mkdir()
    installed.mkdir()
    with zipfile.ZipFile(packages / "rarely_installed-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("rarely_installed.py", "answer = 42\n")
        wheel.writestr(
            "rarely_installed-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: rarely-installed\nVersion: 1.0\n",
        )
        wheel.writestr(
            "rarely_installed-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr("rarely_installed-1.0.dist-info/RECORD", "")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import rarely_installed\nprint(rarely_installed.answer)")]
    )
    begin_with_setup(notebook, "any")
    environment = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(packages),
        "PIP_TARGET": str(installed),
        "PYTHONPATH": str(installed),
    }
    first, second = run(notebook, tmp_path, **environment)
    assert first.startswith("Installing rarely_installed ...")
    assert second == "42\n"


def test_otters_own_cell_is_replaced_and_the_masters_refused(course: Course, change: Change) -> None:
    cells = build(course, "mini").released.cells  # its master says `init_cell: true`
    assert [cell.id for cell in cells if "otter.Notebook(" in cell.source] == ["given-setup"]
    assert cells[0].id == "given-setup"
    change("master.py", "offset = 10.0", 'offset = 10.0\nimport otter\ngrader = otter.Notebook("mini.ipynb")')
    with pytest.raises(AuthoringError, match=r"master of mini makes `otter.Notebook` .* take that cell out"):
        build(course, "mini")
