from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assignment.errors import AuthoringError
from autograder.assignment.master import percent


def test_text_in_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "master.py").write_bytes("# %%\nprint('é ✓')\n".encode())
    assert percent.read(tmp_path / "master.py").cells[0].source == "print('é ✓')"


def test_another_encoding_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "master.py").write_bytes("# %%\nprint('é')\n".encode("latin-1"))
    with pytest.raises(AuthoringError, match=r"master.py: byte 12 is not UTF-8: save the file in UTF-8$"):
        percent.read(tmp_path / "master.py")


def test_no_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match="cannot be read"):
        percent.read(tmp_path / "master.py")
