"""What all tests share: parts of the machine that not every machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

from autograder.sandbox import image

SANDBOXES = {"namespaces": "bubblewrap", "single-use": "docker"}  # that need a part of another name

# What needs a GPU runs where it is asked for, `make gpu-test`: no other machine could but skip it.
collect_ignore = [] if any("tests/gpu" in argument for argument in sys.argv) else ["gpu"]

settings.register_profile("suite", deadline=None)  # a busy machine is no failure
settings.load_profile("suite")

PROGRAMS = {
    "bubblewrap": ("bwrap",),
    "docker": ("docker",),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "locales": ("localedef",),
    "postgresql": ("initdb", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")))),
}


def missing(part: str) -> str:
    """Why ``part`` cannot be used here, or nothing."""
    program = find(part)
    if not program:
        return f"{part} is not installed"
    if part == "bubblewrap":  # installed is not allowed: Docker's default profile refuses its namespaces
        command = [program, "--ro-bind", "/", "/", "--unshare-all", "true"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=30)
        if run.returncode:
            return f"bubblewrap does not work here: {run.stderr.strip()}"
    if part == "locales" and not Path("/usr/share/i18n/locales/pt_BR").exists():
        return "the sources of locales are not installed: Debian's and Ubuntu's package locales"
    return image.complaint("cpu") if part == "docker" else ""


def find(part: str) -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS[part])), None)


@pytest.fixture(scope="session")
def requires() -> Callable[[str], str]:
    """``requires("chromium")`` gives the program's path, or skips the test with the reason.

    A sandbox may be named too: ``off`` needs nothing.
    """

    def require(part: str) -> str:
        part = SANDBOXES.get(part, part)
        if part == "off":
            return ""
        if reason := missing(part):
            pytest.skip(reason)
        return find(part) or ""

    return require


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report)
    return report


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Where AUTOGRADER_REQUIRE_ALL is set, as in .ci/run, a skip is a failure with the skip's reason."""
    if report.skipped and os.environ.get("AUTOGRADER_REQUIRE_ALL"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}\n(AUTOGRADER_REQUIRE_ALL is set: nothing may be skipped)"
