"""What is missing is told before any work is done, and how to get it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.assignment.readiness import NotReadyError, imports, ready
from autograder.course.course import Course
from autograder.notebook import Cell, Notebook

Change = Callable[[str, str, str], None]


def test_an_assignment_that_lacks_nothing_is_built(course: Course) -> None:
    assert ready(course, "mini").assignment.name == "mini"


def test_missing_data_is_told_with_the_command_that_makes_it(course: Course) -> None:
    line = "0" * 64 + "  assignments/mini/data/texts.csv\n"
    (course.root / "solutions" / "mini" / "data.sha256").write_text(line)
    with pytest.raises(NotReadyError, match=r"mini needs .*texts\.csv, .*run `autograder data mini`"):
        ready(course, "mini")


def test_a_missing_package_is_told(course: Course, change: Change) -> None:
    change(
        "master.py", "\n# %%\nimport numpy as np", "\n# %%\nimport numpy as np\nimport no_such_package.part"
    )
    with pytest.raises(NotReadyError, match=r"mini imports no_such_package, which is not here: pip install"):
        ready(course, "mini")


@pytest.mark.parametrize("beside", ["utils.py", "utils/__init__.py"])
def test_a_module_that_lies_beside_the_released_notebook_is_there(
    course: Course, change: Change, beside: str
) -> None:
    change("master.py", "\n# %%\nimport numpy as np", "\n# %%\nimport numpy as np\nimport utils")
    with pytest.raises(NotReadyError, match=r"imports utils.*assignments/mini/utils\.py"):
        ready(course, "mini")
    path = course.root / "assignments" / "mini" / beside
    path.parent.mkdir(parents=True)
    path.write_text("")
    assert ready(course, "mini").assignment.name == "mini"


def test_only_unconditional_imports_count() -> None:
    cells = [
        "import b.c, a as x\nfrom d.e import f\n%matplotlib inline",
        "try:\n    import g\nexcept ImportError:\n    pass\ndef h():\n    import i",
        "this is no Python",
        "!pip install j\nfrom . import k",
    ]
    notebook = Notebook([*(Cell("", "code", source) for source in cells), Cell("", "markdown", "import l")])
    assert imports(notebook) == ["a", "b", "d"]
