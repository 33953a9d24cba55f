"""Otter's test files without the rest of Otter."""

from __future__ import annotations

from test_startup import python

TEST_FILE = """
from otter.test_files import test_case
name = "q1"
points = 2

@test_case(points=None, hidden=True)
def test_it(x):
    assert x == 1
"""
HEAVY = ("pandas", "nbconvert", "IPython", "ipywidgets", "nbformat", "jinja2", "numpy")


def test_a_test_file_is_read_and_run_with_none_of_what_otters_package_imports() -> None:
    python(f"""
import sys
from autograder.assignment.otter_tests import ExceptionTestFile
file = ExceptionTestFile.from_string({TEST_FILE!r}, "q1.py")
assert file.possible == 2 and [case.hidden for case in file.test_cases] == [True]
file.run({{"x": 1}})
assert file.score == 2
loaded = [name for name in {HEAVY} if name in sys.modules]
assert not loaded, loaded
""")


def test_whoever_imports_otter_as_usual_finds_all_of_it_with_the_same_classes() -> None:
    python("""
from autograder.assignment.otter_tests import ExceptionTestFile, TestCase, TestCaseResult
import otter.test_files
from otter.test_files import GradingResults, OKTestFile, TestFile
assert otter.test_files.ExceptionTestFile is ExceptionTestFile and issubclass(ExceptionTestFile, TestFile)
assert otter.test_files.TestCase is TestCase and otter.test_files.TestCaseResult is TestCaseResult
from otter import Notebook
assert otter.Notebook is Notebook and otter.__version__
""")


def test_where_otter_is_imported_already_its_classes_are_used() -> None:
    python("""
import otter
from otter.test_files import ExceptionTestFile as theirs
from autograder.assignment.otter_tests import ExceptionTestFile
assert ExceptionTestFile is theirs
""")
