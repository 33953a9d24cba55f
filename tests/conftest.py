"""What all tests share: parts of the machine that not every machine has."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from groups import Groups, turn
from hypothesis import settings
from in_process import WorkersInProcess
from nbclient.exceptions import CellExecutionError
from places import MINI, TESTS

from autograder.assignment.readiness import NotReadyError
from autograder.course.course import Course, load
from autograder.engine import local
from autograder.runtimes import EXTRAS
from autograder.sandbox.docker import image
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.probe import bubblewrap, probe
from autograder.sandbox.zygote import ZygoteError

SANDBOXES = {"namespaces": "bubblewrap", "single-use": "docker"}  # that need a part of another name
GPU = TESTS / "gpu"
THOROUGH = "marked `thorough`, as another test comes close to it (AUTOGRADER_THOROUGH=1 runs it)"
LEFT_OUT = pytest.StashKey[int]()  # how many tests

settings.register_profile("suite", deadline=None)  # a busy machine is no failure
settings.load_profile("suite")

PROGRAMS = {
    "docker": ("docker",),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "locales": ("localedef",),
    "postgresql": ("initdb", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")))),
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What needs a GPU runs where it is asked for, `make gpu-test`: no other machine could but skip it."""
    is_asked_for = any("tests/gpu" in argument for argument in config.args)
    return True if collection_path == GPU and not is_asked_for else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `.ci/run` runs."""
    if not os.environ.get("AUTOGRADER_THOROUGH"):
        left_out = [item for item in items if item.get_closest_marker("thorough")]
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=left_out)
        config.stash[LEFT_OUT] = len(left_out)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    return Groups(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A process of pytest-xdist has ended; each has collected all tests."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


@functools.cache
def missing(part: str) -> str:
    """Why ``part`` cannot be used here and how to get it, or nothing."""
    if part == "bubblewrap":  # and what it needs: installed is not allowed
        lacking = (layer for layer in probe() if layer.needed and not layer.available)
        return next((f"{layer.name}: {layer.detail} ({layer.remedy})" for layer in lacking), "")
    if part == "docker":
        return image.complaint("cpu")
    if not find(part):
        return f"{part}: not installed (apt-get install {part})"
    if part == "locales" and not Path("/usr/share/i18n/locales/pt_BR").exists():
        return "locales: their sources are not installed (apt-get install locales)"
    return ""


def find(part: str) -> str | None:
    if part == "bubblewrap":
        return bubblewrap()
    return next(filter(None, map(shutil.which, PROGRAMS[part])), None)


@pytest.fixture(scope="session")
def requires() -> Callable[[str], str]:
    """``requires("chromium")`` gives the program's path, or skips the test with the reason.

    A sandbox or a runtime may be named too: ``off`` and ``numpy`` need nothing.
    """

    def require(part: str) -> str:
        part = SANDBOXES.get(part, part)
        if part in ("off", "numpy"):
            return ""
        if part in EXTRAS:
            if not importlib.util.find_spec(part):
                pytest.skip(no_framework(part))
            return part
        if reason := missing(part):
            pytest.skip(reason)
        return find(part) or ""

    return require


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    reason = absent_part(call.excinfo.value) if call.excinfo else ""
    if report.failed and reason:
        report.outcome = "skipped"
        report.longrepr = (*report.location[:2], reason)
    if not hasattr(report, "wasxfail"):
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report)
    return report


def no_framework(name: str) -> str:
    return f"{name}: not installed (see docs/operators.md)"


def absent_part(error: BaseException) -> str:
    """What is missing for want of which a test ended with ``error``; empty where it is another matter."""
    if isinstance(error, SandboxError):
        return missing("bubblewrap")
    if isinstance(error, ModuleNotFoundError):
        names = {(error.name or "").partition(".")[0]}
    elif isinstance(error, ZygoteError | CellExecutionError):
        found = re.findall(r"No module named '(\w+)", str(error))
        names = {"tensorflow" if name == "keras" else name for name in found}
    elif isinstance(error, NotReadyError):
        names = set(str(error).replace(",", " ").split())
    else:
        return ""
    absent = (name for name in (*EXTRAS, "ray") if name in names and not importlib.util.find_spec(name))
    return next(map(no_framework, absent), "")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What was not tested, and how to get what it needs."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    reasons[THOROUGH] = config.stash.get(LEFT_OUT, 0)
    reasons = +reasons
    if reasons:
        terminalreporter.section("not tested here")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count} test{'s' * (count > 1)}: {reason}")


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Where AUTOGRADER_REQUIRE_ALL is set, as in .ci/run, a skip is a failure with the skip's reason."""
    if report.skipped and os.environ.get("AUTOGRADER_REQUIRE_ALL"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason}\n(AUTOGRADER_REQUIRE_ALL is set: nothing may be skipped)"


@pytest.fixture(scope="module")
def workers_in_process() -> Iterator[None]:
    """What is graded with processes of this machine is graded in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "Processes", WorkersInProcess)
        yield


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The mini course, in a folder with a space in its name, for a test that may break it."""
    root = tmp_path / "my course"
    shutil.copytree(MINI, root)
    return load(root / "grading.yml")


@pytest.fixture
def change(course: Course) -> Callable[[str, str, str], None]:
    """Replaces a text in a file below ``solutions/mini``."""

    def change(file: str, old: str, new: str) -> None:
        path = course.root / "solutions" / "mini" / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change
