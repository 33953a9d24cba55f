"""What other users may read of the folders that candidates see."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.sandbox import folders
from autograder.sandbox.folders import closed_file, closed_part


def test_a_part_that_is_closed_to_others_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "candidate").mkdir()
    (tmp_path / "candidate" / "module.py").touch()
    (tmp_path / "nowhere").symlink_to("nothing")
    for path in (tmp_path, tmp_path / "candidate"):
        path.chmod(0o755)
    monkeypatch.setattr(folders, "PACKAGE", tmp_path)
    before = closed_part()
    assert before is None or not before.is_relative_to(tmp_path)
    (tmp_path / "candidate" / "module.py").chmod(0o600)
    monkeypatch.setattr(folders, "python_folders", list)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path / "nowhere"))
    assert closed_part() == tmp_path / "candidate"


def test_no_folder_has_no_closed_file(tmp_path: Path) -> None:
    assert closed_file("") is None
    tmp_path.chmod(0o755)
    assert closed_file(str(tmp_path)) is None
    (tmp_path / "data").mkdir(mode=0o700)
    assert closed_file(str(tmp_path)) == tmp_path / "data"
