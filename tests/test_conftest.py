"""What a run of the tests says of what it could not test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
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

@pytest.mark.thorough
def test_of_larger_numbers():
    assert 10 + 10 == 20
"""


@pytest.fixture(params=[(), ("-n", "2")], ids=["alone", "distributed"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the tests above, in one process and as `make test` does."""
    for name in ("conftest.py", "places.py", "in_process.py", "groups.py"):
        shutil.copy(TESTS_FOLDER / name, tmp_path)
    # As on a machine that has neither: no browser is on the path, and Ray cannot be found.
    hidden = "import importlib.util\nreal = importlib.util.find_spec\n"
    hidden += "importlib.util.find_spec = lambda name: None if name == 'ray' else real(name)\n"
    (tmp_path / "test_parts.py").write_text(hidden + TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = thorough\n")
    ours = {"AUTOGRADER_REQUIRE_ALL": "", "AUTOGRADER_THOROUGH": "", "PATH": str(tmp_path)}

    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *request.param, "test_parts.py"],
            cwd=tmp_path,
            env={**os.environ, **ours, **environment},
            capture_output=True,
            text=True,
        )

    return run


Run = Callable[..., subprocess.CompletedProcess[str]]


def test_what_was_not_tested_is_listed_with_the_way_to_get_it(run: Run) -> None:
    done = run()
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[-1].startswith("1 passed, 3 skipped")
    assert "2 tests: chromium: not installed (apt-get install chromium)" in lines
    assert any(line.startswith("1 test: ray: not installed") for line in lines)
    assert any(line.startswith("1 test: marked `thorough`") for line in lines)


def test_where_all_is_required_nothing_is_skipped(run: Run) -> None:
    done = run(AUTOGRADER_REQUIRE_ALL="1")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("3 failed, 1 passed")
    assert "nothing may be skipped" in done.stdout


def test_what_is_thorough_runs_where_it_is_asked_for(run: Run) -> None:
    done = run(AUTOGRADER_THOROUGH="1")
    assert done.stdout.splitlines()[-1].startswith("2 passed, 3 skipped in")
    assert "thorough" not in done.stdout
