"""The examples in the checks' docstrings are run."""

from __future__ import annotations

import doctest

import pytest

from autograder import checks
from autograder.checks import functions, metrics, values

PUBLIC = [name for name in checks.__all__ if name != "CheckError"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_check_has_an_example_that_is_so(name: str) -> None:
    check = getattr(checks, name)
    [module] = [one for one in (values, functions, metrics) if one.__name__ == check.__module__]
    tests = doctest.DocTestFinder(recurse=False).find(check, name, globs=vars(module))
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert sum(runner.run(test).attempted for test in tests) > 0
    assert runner.summarize(verbose=False).failed == 0
