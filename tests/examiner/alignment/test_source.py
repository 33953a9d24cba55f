"""Names in a cell's text, found without running it."""

from __future__ import annotations

import pytest

from autograder.examiner.alignment.source import bound, used


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import numpy as np, torch.nn\nfrom math import pi as π, e", {"np", "torch", "π", "e"}),
        ("a, (b, *c) = d = 1, (2, 3)\nx.y = z[0] = 1\nn: int = 3", {"a", "b", "c", "d", "n"}),
        ("def f(x):\n    inner = 1\nclass C:\n    field = 2\nasync def g(): pass", {"f", "C", "g"}),
        ("for i in x:\n    t = i\nwith o() as file: pass\nif (w := 1): v = 2", {"i", "t", "file", "w", "v"}),
        ("%matplotlib inline\n!ls\nfiles = !ls *.csv\nlines = %sql select", {"files", "lines"}),
        ("from utils import *", {"*"}),
        ("import torch\ndef f(:\nx = 1\nclass A:\n    pass", {"torch", "f", "x", "A"}),
        ("", set()),
    ],
)
def test_the_names_that_a_cell_binds(source: str, names: set[str]) -> None:
    assert bound(source) == names


def test_statements_before_a_line_do_not_count() -> None:
    assert bound("import a\nimport b\nx = (\n 1)\ny = 2", since=3) == {"x", "y"}


def test_the_names_that_a_cell_reads() -> None:
    assert used("def f(x):\n    return np.exp(x) + len(y)\n%time z") == {"np", "x", "y"}
