from __future__ import annotations

import io

import pytest
from rich.console import Console

from autograder.cli.progress import PlainDisplay


def test_time_left_is_told_by_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    text = io.StringIO()
    with PlainDisplay(Console(file=text, width=200), "calibrate mini", 300) as shown:
        for _ in range(200):  # kept from an earlier run
            shown.finished("kept")
        for _ in range(60):
            now += 6.0
            shown.finished("run")
        shown.finished("kept")
    lines = text.getvalue().splitlines()
    assert lines[0] == "calibrate mini: 300 to grade"
    assert lines[200] == "[200/300] kept"  # how long the rest takes is not known
    assert lines[260] == "[260/300, about 4 min 0 s left] run"  # 40 of 6 s


def test_nothing_is_left_after_the_last() -> None:
    text = io.StringIO()
    with PlainDisplay(Console(file=text, width=200), "Attention", 1) as shown:
        shown.finished("ada: 3 of 3 in 2 s")
    assert text.getvalue().splitlines()[-1] == "[1/1] ada: 3 of 3 in 2 s"
