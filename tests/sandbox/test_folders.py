"""The folders that candidates see, and what other users may read of them."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox import folders
from autograder.sandbox.folders import SYSTEM_FOLDERS, closed_file, closed_part, python_folders


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


def test_the_bound_python_folders_are_those_of_this_python_and_none_twice() -> None:
    folders = [*map(Path, (*SYSTEM_FOLDERS, *python_folders()))]
    for needed in (sys.prefix, sys.base_prefix, sysconfig.get_path("purelib")):
        assert any(Path(needed).is_relative_to(folder) for folder in folders)
    chosen = [*map(Path, python_folders())]
    assert not [a for a in chosen for b in folders if a != b and a.is_relative_to(b)]
