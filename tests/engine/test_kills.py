"""`kill -9` in the middle of a class, for real: the short form of `python -m bench.kills`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from places import ROOT


@pytest.mark.parametrize("sandbox", ["namespaces", "docker"])
def test_nothing_is_lost_doubled_or_left_over(
    sandbox: str, tmp_path: Path, requires: Callable[[str], str]
) -> None:
    requires(sandbox)
    report = tmp_path / "kills.json"
    options = [
        "--submissions",
        "20",
        "--kills",
        "4",
        "--seed",
        "0",
        "--json",
        str(report),
        "--sandbox",
        sandbox,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "bench.kills", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(report.read_text())
    assert {who for _, who, _ in found["kills"]} == {"candidate", "worker", "main process"}
    assert len(found["kills"]) == 4
    assert found["wrong"] == []
