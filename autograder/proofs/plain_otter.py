"""Runs a notebook as its student does: with plain Otter, in a process that cannot import this package.

Run as a script. Its arguments are the notebook, in the current folder, and the file for the findings.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

CHECK = re.compile(r"^\s*grader\.check\(\s*[\"']([^\"']+)[\"']", re.MULTILINE)


class NotInstalled(MetaPathFinder):
    """Students do not have the package ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname.partition(".")[0] == self._name:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def run(notebook: Path) -> list[list[str]]:
    """Question, test case and message of each public test that failed.

    If there is no test case, the check itself raised.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell: Any = InteractiveShell.instance(config=config)
    shell.enable_matplotlib = lambda gui=None: ("agg", "agg")  # no window to open
    failures = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        ran = shell.run_cell("".join(cell["source"]), store_history=False)
        checked = CHECK.search("".join(cell["source"]))
        error = ran.error_before_exec or ran.error_in_exec
        if checked and error:
            failures.append([checked[1], "", f"{type(error).__name__}: {error}"])
        elif checked:
            failed = [case for case in ran.result.test_case_results if not case.passed]
            failures += [[checked[1], str(case.test_case.name), str(case.message)] for case in failed]
    return failures


if __name__ == "__main__":
    sys.meta_path.insert(0, NotInstalled("autograder"))
    sys.path.insert(0, "")  # as in a notebook: modules beside it
    found = run(Path(sys.argv[1]))
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
