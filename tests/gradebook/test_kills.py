"""`kill -9` in the middle of every kind of write: the short form of `python -m bench.records_kills`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from databases import Server
from places import ROOT


@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_nothing_is_lost_doubled_half_written_or_unexplained(server: Server, tmp_path: Path) -> None:
    report = tmp_path / "kills.json"
    command = [sys.executable, "-m", "bench.records_kills", "--kills", "2", "--seed", "1"]
    done = subprocess.run(
        [*command, "--postgresql", server.url(), "--json", report],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kills = json.loads(report.read_text())["kills"]
    kinds = {
        database: {kill["kind"] for kill in kills if kill["database"] == database}
        for database in ("SQLite", "PostgreSQL")
    }
    assert kinds["SQLite"] == kinds["PostgreSQL"] >= {"grading", "marks", "adjustment", "undo", "migration"}
    assert [kill["wrong"] for kill in kills] == [[]] * len(kills)
