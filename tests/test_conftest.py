"""What a run of the tests says of what it could not test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from places import TESTS as TESTS_FOLDER

TESTS = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_in_a_browser(requires, number):
    requires("chromium")

def test_a_framework():
    raise ModuleNotFoundError("No module named 'ray'", name="ray")

def test_of_numbers():
    assert 1 + 1 == 2
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    for name in ("conftest.py", "places.py"):
        shutil.copy(TESTS_FOLDER / name, folder)
    # As on a machine that has neither: no browser is on the path, and Ray cannot be found.
    hidden = "import importlib.util\nreal = importlib.util.find_spec\n"
    hidden += "importlib.util.find_spec = lambda name: None if name == 'ray' else real(name)\n"
    (folder / "test_parts.py").write_text(hidden + TESTS)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_parts.py"],
        cwd=folder,
        env={**os.environ, "AUTOGRADER_REQUIRE_ALL": "", "PATH": str(folder), **environment},
        capture_output=True,
        text=True,
    )


def test_what_was_not_tested_is_listed_with_the_way_to_get_it(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("1 passed, 3 skipped in")
    assert "2 tests: chromium: not installed (apt-get install chromium)" in lines
    assert any(line.startswith("1 test: ray: not installed") for line in lines)


def test_where_all_is_required_nothing_is_skipped(tmp_path: Path) -> None:
    done = run(tmp_path, AUTOGRADER_REQUIRE_ALL="1")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("3 failed, 1 passed in")
    assert "nothing may be skipped" in done.stdout
