"""A mistake of ours is one sentence, and its traceback is in the log."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer
from commands import (
    is_one_sentence,
)
from rich.console import Console

from autograder.cli import errors


def test_a_mistake_of_ours_goes_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(errors, "console", Console(file=sys.stderr))
    with pytest.raises(typer.Exit) as stopped, errors.plain_errors():
        raise ZeroDivisionError("hidden detail")
    assert stopped.value.exit_code == 1
    said = capsys.readouterr().err
    assert is_one_sentence(said)
    assert "ZeroDivisionError" in said
    assert "error.log" in said
    assert "hidden detail" in (tmp_path / ".autograder" / "error.log").read_text()
