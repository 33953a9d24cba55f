"""Every mistake of a master is one sentence with its line, before Otter sees it."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from places import MINI

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master.outline import Outline

MASTER = (MINI / "solutions" / "mini" / "master.py").read_text(encoding="utf-8")
PUBLIC = "def test_double_of_two(double):\n"


def outline(tmp_path: Path, text: str) -> Outline:
    path = tmp_path / "master.py"
    path.write_text(text, encoding="utf-8")
    return Outline(jupytext.read(path), path, "mini")


def test_questions_with_their_solutions_and_cases(tmp_path: Path) -> None:
    first, second, third = outline(tmp_path, MASTER).questions
    assert (first.name, first.line, first.worth) == ("q1", 28, None)
    assert [(case.name, case.settings.hidden) for case in first.cases] == [
        ("test_double_of_two", False),
        ("test_double_of_anything", True),
    ]
    assert [line.strip() for line in second.solution] == [
        "moved_by_the_offset = np.asarray(x) + offset",
        "return moved_by_the_offset",
    ]
    assert (third.settings.manual, third.solution) == (True, ["Because two is one and one."])


CONFIG = MASTER[MASTER.index("# %% [raw]\n# # ASSIGNMENT") : MASTER.index("# %% [markdown]\n# # Three")]
TESTS = MASTER[MASTER.index("# %% [raw]\n# # BEGIN TESTS") : MASTER.index("# %% [raw]\n# # END QUESTION")]


def config(text: str) -> str:
    return f'""" # BEGIN TEST CONFIG\n{text}\n"""  # END TEST CONFIG\n{PUBLIC}'


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (CONFIG, "", 0, "it has no raw cell `# ASSIGNMENT CONFIG`: `autograder new`"),
        ("# # ASSIGNMENT CONFIG", "# # ASSIGNMENT CONFG", 9, 'did you mean `# ASSIGNMENT CONFIG`?'),
        (
            "# tests:\n#     ok_format: false\n",
            "",
            10,
            'key "tests": expected this key (`tests: {ok_format: false}`), but it is',
        ),
        (
            "#     ok_format: false",
            "#     ok_format: true",
            17,
            'key "tests.ok_format": expected false, which means',
        ),
        ("#     ok_format: false", "#     files: true", 17, 'key "tests.files": unknown key'),
        (
            "# init_cell: true",
            "# init_cels: true",
            12,
            'key "init_cels": unknown key, did you mean "init_cell"?',
        ),
        ("# init_cell: true", "# init_cell: yes", 12, 'key "init_cell": expected true or false, got "yes"'),
        ("# name: mini", "# name: maxi", 0, "its `name` must be that of its folder, mini, got maxi"),
        ("# name: q2", "# name: q 2", 76, 'key "name": expected a name of letters, digits and _, got "q 2"'),
        ("# name: q2\n", "", 75, 'key "name": expected this key (letters, digits and _, such as q1)'),
        ("# name: q2", "# name: q1", 74, "question q1 is there twice, first in line 28: rename one"),
        ("# name: q2", "# name: [q2", 77, "this is not YAML"),
        ("# name: q2", "# name: q2\n# poins: 3", 77, 'unknown key, did you mean "points"?'),
        (
            "# name: q2",
            "# name: q2\n# builds_on: {q3: why}",
            74,
            "question q2 cannot build on q3, which is none before it",
        ),
        ("# points: 2", "# points: two", 77, 'expected a number of points, 0 or more'),
        ("# points: 2", "# points: -1", 77, 'expected a number of points, 0 or more'),
        ("# points: 2", "# points: [1]", 74, "question q2 lists 1 points for 2 test cases"),
        (
            "# manual: true\n# points: 5",
            "# manual: true",
            120,
            "the manual question q3 needs `points`, a number",
        ),
        ("# manual: true\n", "", 120, "question q3 has no tests and is not `manual: true`"),
        (
            "# name: q1\n# points: 3",
            "# name: q1\n# manual: true\n# points: 3",
            28,
            "question q1 is manual and has tests",
        ),
        (TESTS, "", 28, "question q1 has no tests and is not `manual: true`"),
        (
            "# # BEGIN QUESTION\n# name: q2",
            "# # BEGIN QESTION\n# name: q2",
            74,
            "did you mean `# BEGIN QUESTION`?",
        ),
        (
            "# %% [raw]\n# # BEGIN QUESTION\n# name: q2",
            "# %% [markdown]\n# # BEGIN QUESTION\n# name: q2",
            74,
            "must be in a raw cell",
        ),
        (
            "# %% [raw]\n# # BEGIN QUESTION\n# name: q2",
            "# %% [raw]\n# name: q2",
            81,
            "`# BEGIN QUESTION` must come first",
        ),
        (
            "# # END QUESTION\n\n# %% [raw]\n# # BEGIN QUESTION\n# name: q2",
            "# # BEGIN QUESTION\n# name: q2",
            71,
            "`# END QUESTION` of line 28 must come first",
        ),
        ("# # END TESTS", "# # END SOLUTION", 69, "`# BEGIN TESTS` of line 53 must end first"),
        (
            "# %% [raw]\n# # END SOLUTION\n\n# %% [raw]\n# # BEGIN TESTS\n\n# %%\ndef test_d",
            "# %% [raw]\n# # BEGIN TESTS\n\n# %%\ndef test_d",
            50,
            "`# END SOLUTION` of line 36 must come first",
        ),
        (PUBLIC, "# HIDEN\n" + PUBLIC, 57, "`# HIDEN` hides no test: did you mean `# HIDDEN`?"),
        (PUBLIC, PUBLIC + "    # HIDDEN\n", 57, "`# HIDDEN` counts only as the first line"),
        (PUBLIC, config(""), 58, "expected a table of keys and values"),
        (PUBLIC, config("point: 1"), 58, 'did you mean "points"?'),
        (PUBLIC, config("points: one"), 58, "expected a number of points, 0 or more"),
        (PUBLIC, config("hidden: 'true'"), 58, "expected true or false"),
        (PUBLIC, config("failure_message: say \"x\""), 58, "without double quotes"),
        (PUBLIC, config("points: 3.5"), 28, "question q1 is worth 3 points, but its test cases have 3.5"),
        (PUBLIC, "x = 1\n" + PUBLIC, 57, "a test must be one function"),
        (PUBLIC, "def test_double_of_two(double:\n", 57, "this is no Python"),
        (
            "import numpy as np\n\n# %%\noffset",
            "import numpy as np\n# BEGIN SOLUTION\n\n# %%\noffset",
            24,
            "is outside of a solution",
        ),
        ("    # BEGIN SOLUTION NO PROMPT\n    moved", "    moved", 90, "has no `# BEGIN SOLUTION` before it"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in MASTER
    with pytest.raises(AuthoringError) as raised:
        outline(tmp_path, MASTER.replace(old, new, 1))
    text = str(raised.value)
    place = f"master.py, line {line}" if line else "master.py: "
    assert said in text
    assert place in text
    assert "\n" not in text


def test_a_master_without_questions_or_without_tests_is_refused(tmp_path: Path) -> None:
    start = MASTER[: MASTER.index("# %% [raw]\n# # BEGIN QUESTION")]
    with pytest.raises(AuthoringError, match="it has no question"):
        outline(tmp_path, start)
    third = MASTER[MASTER.index("# %% [raw]\n# # BEGIN QUESTION\n# name: q3") :]
    with pytest.raises(AuthoringError, match="none of its questions has a test"):
        outline(tmp_path, start + third)


def test_points_may_be_written_with_the_rounding_of_their_sum(tmp_path: Path) -> None:
    """0.1 + 0.2 is 0.30000000000000004."""
    text = MASTER.replace("# points: 3", "# points: 0.3").replace(PUBLIC, config("points: 0.1"))
    text = text.replace("hidden: true", "hidden: true\npoints: 0.2")
    asked = outline(tmp_path, text).questions[0]
    assert asked.worth == 0.1 + 0.2
    with pytest.raises(
        AuthoringError, match=r"is worth 0.4 points, but its test cases 0.3: change one of the two"
    ):
        outline(tmp_path, text.replace("# points: 0.3", "# points: 0.4"))
