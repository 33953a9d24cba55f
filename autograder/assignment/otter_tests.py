"""Otter's own classes for test files, without the rest of Otter.

Otter's packages first import pandas, nbconvert and its exporters, which takes longer than grading a notebook.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

from autograder.startup import leave_out_address_grammars, leave_unopened

if TYPE_CHECKING:
    from otter.test_files import ExceptionTestFile
    from otter.test_files.abstract_test import TestCase, TestCaseResult

__all__ = ["ExceptionTestFile", "TestCase", "TestCaseResult"]

GIVEN = {  # names that test files and this package import from ``otter.test_files``; where these come from
    "test_case": "otter.test_files.exception_test",
    "ExceptionTestFile": "otter.test_files.exception_test",
    "TestCase": "otter.test_files.abstract_test",
    "TestCaseResult": "otter.test_files.abstract_test",
}

leave_out_address_grammars()
leave_unopened("otter", "otter.test_files")
for _name, _module in GIVEN.items():
    setattr(sys.modules["otter.test_files"], _name, getattr(importlib.import_module(_module), _name))

if not TYPE_CHECKING:
    from otter.test_files import ExceptionTestFile, TestCase, TestCaseResult
