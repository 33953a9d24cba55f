"""Files are laid out as a student has them, and no name leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.candidate.given import COPIED_BYTES, is_safe, lay_out, put


def test_small_files_are_copies_and_large_ones_links(tmp_path: Path) -> None:
    given, work = tmp_path / "given", tmp_path / "work"
    (given / "data" / ".hidden").mkdir(parents=True)
    (given / "__pycache__").mkdir()
    (given / "utils.py").write_text("x = 1")
    (given / "data" / "large.bin").write_bytes(b"0" * (COPIED_BYTES + 1))
    work.mkdir()
    lay_out(given, work)
    assert sorted(str(path.relative_to(work)) for path in work.rglob("*")) == [
        "data",
        "data/large.bin",
        "utils.py",
    ]
    (work / "utils.py").write_text("x = 2")
    assert (given / "utils.py").read_text() == "x = 1"
    assert (work / "data" / "large.bin").readlink() == given / "data" / "large.bin"


@pytest.mark.parametrize(
    "name", ["", "/", "/a", "..", "../a", "a/../b", "a//b", "a/", "./a", "a/./b", "a\0b"]
)
def test_a_name_that_leads_elsewhere_or_is_written_oddly_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_safe(name)
    with pytest.raises(ValueError, match="is not a path in this folder"):
        put([(name, 0)], memoryview(b""), tmp_path)


def test_files_are_written_below_their_folders_and_over_nothing(tmp_path: Path) -> None:
    put([("a/b.py", 2), ("c", 0), ("d", 1)], memoryview(b"xyz"), tmp_path)
    assert [(tmp_path / name).read_text() for name in ("a/b.py", "c", "d")] == ["xy", "", "z"]
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("c", "link"):
        with pytest.raises(FileExistsError):
            put([(name, 1)], memoryview(b"x"), tmp_path)
    assert not (tmp_path / "elsewhere").exists()
