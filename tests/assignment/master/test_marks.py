"""Which lines of a solution cell students do not get, and which marks would hand some of them out."""

from __future__ import annotations

import pytest

from autograder.assignment.master.marks import MarkError, solution_lines

BLOCK = """
def f(x):
    # BEGIN SOLUTION NO PROMPT
    y = x + 1
    return y
    # END SOLUTION
    \"\"\" # BEGIN PROMPT
    return ...
    \"\"\" # END PROMPT
""".strip()


def test_blocks_and_single_lines_are_solutions() -> None:
    assert solution_lines(BLOCK) == ["    y = x + 1", "    return y"]
    assert solution_lines("a = 1\nb = a + 2  # SOLUTION\nc = b # SOLUTION NO PROMPT") == [
        "b = a + 2",
        "c = b",
    ]


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("x = 1\ny = 2", 1, "this solution has no mark, so students would get all of it"),
        (
            BLOCK.replace("# BEGIN SOLUTION NO PROMPT", "# BEGIN SOLUTON"),
            5,
            "has no `# BEGIN SOLUTION` before",
        ),
        (BLOCK.replace("    # END SOLUTION\n", ""), 5, "before the one of line 2 of the cell ends"),
        (BLOCK.replace('    """ # BEGIN PROMPT\n', ""), 7, "`# END PROMPT` has no `# BEGIN PROMPT`"),
        ("# BEGIN SOLUTION\nx = 1", 1, "the block that begins here has no `# END SOLUTION`"),
        ("y = 2  # SOLUTION\nx = 1  # solution", 2, "`# solution` is not a mark that Otter knows"),
        ("### BEGIN SOLUTION\nx = 1", 1, "`### BEGIN SOLUTION` is not a mark that Otter knows"),
        ("x = f(  # SOLUTION\n    1,\n)", 1, "takes out this line only, but its statement has several"),
        ("x = f(\n    1,  # SOLUTION\n)", 2, "takes out this line only, but its statement has several"),
        ("for x in y:  # SOLUTION\n    f(x)", 1, "takes out this line only, but its statement has several"),
    ],
)
def test_a_mark_that_hands_something_out_is_told(source: str, line: int, said: str) -> None:
    with pytest.raises(MarkError, match=said.replace("(", r"\(")) as raised:
        solution_lines(source)
    assert raised.value.line == line
