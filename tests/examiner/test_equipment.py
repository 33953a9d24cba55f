"""What a zygote imports ahead: what the notebook imports, and nothing that a fork would break."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from autograder import runtimes
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.equipment import imported
from autograder.examiner.session.remote import Environment, Link
from autograder.examiner.session.session import Session
from autograder.notebook import Cell, Notebook
from autograder.sandbox.choice import choose
from autograder.sandbox.off import Off
from autograder.sandbox.zygote import Zygote

MODULES = [
    "sklearn.feature_extraction.text",
    "sklearn.linear_model",
    "scipy.stats",
    "pandas",
    "torch._dynamo",
]


def notebook(*sources: str) -> Notebook:
    return Notebook([Cell("", "code", source) for source in sources])


def test_imports_are_found_in_every_cell_and_in_functions() -> None:
    found = imported(
        notebook(
            "%matplotlib inline\nimport numpy as np, torch.nn.functional as F\n!pip list",
            "from sklearn.linear_model import LogisticRegression",
            "def later():\n    import scipy.stats\n    return scipy.stats",
            "answer = ...",
        )
    )
    assert found == ["numpy", "scipy.stats", "sklearn.linear_model", "torch.nn.functional"]


def test_what_an_optimizer_imports_is_found_where_one_is_made() -> None:
    assert imported(notebook("step = torch.optim.Adam(weights)")) == ["torch._dynamo"]


def test_what_lies_beside_the_notebook_and_what_is_no_python_is_left_alone() -> None:
    assert imported(notebook("from . import helper\nimport helper, otter", "def f(:\nimport numpy")) == []
    assert imported(Notebook([Cell("", "markdown", "import numpy")])) == []


@pytest.mark.parametrize("package", sorted(runtimes.MODULES))
def test_forkable_packages_start_no_thread_when_they_are_imported(package: str) -> None:
    if not importlib.util.find_spec(package):
        pytest.skip(f"{package} is not installed")
    modules = [package, *(name for name in MODULES if name.startswith(f"{package}."))]
    code = f"import os, {', '.join(modules)}; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=Off().environment("numpy"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == "1"


def test_a_candidate_finds_the_modules_imported_and_a_missing_one_stops_nothing() -> None:
    if not importlib.util.find_spec("sklearn"):
        pytest.skip("scikit-learn is not installed")
    zygote = Zygote(choose("off"), Equipment("numpy", modules=["sklearn.linear_model", "torch.no_such_part"]))
    session = Session(zygote.fork(2**31))
    try:
        session.start_budget(60)
        session.run("import sys; loaded = 'sklearn.linear_model' in sys.modules", seed=0)
        assert Environment(Link(session), {})["loaded"]
    finally:
        session.close()
        zygote.close()
