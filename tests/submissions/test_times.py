"""When work was handed in, as platforms tell it."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import nbformat

from autograder.submissions import times
from autograder.submissions.collection import collect
from autograder.submissions.search import search
from autograder.submissions.submission import Submission

STAMP = "2027-02-01 23:58:23.948203 America/Los_Angeles\n"
AT = datetime(2027, 2, 2, 7, 58, 23, 948203, tzinfo=UTC)


def notebook(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), path)
    return path


def students(*paths: Path) -> dict[str, Submission]:
    return {one.student.name: one for one in collect(paths).submissions}


def test_nbgraders_folders_tell_the_time_whatever_of_them_was_named(tmp_path: Path) -> None:
    ana = notebook(tmp_path / "submitted" / "ana" / "hw1" / "hw1.ipynb")
    notebook(tmp_path / "submitted" / "ben" / "hw1" / "hw1.ipynb")
    (ana.parent / "timestamp.txt").write_text(STAMP, encoding="utf-8")
    for path in (tmp_path, tmp_path / "submitted", ana.parent.parent, ana):
        assert students(path)["ana"].submitted_at == AT
    assert students(tmp_path)["ben"].submitted_at is None


def test_nbgraders_times_in_a_zip(tmp_path: Path) -> None:
    path = notebook(tmp_path / "hw1.ipynb")
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.write(path, "submitted/ana/hw1/hw1.ipynb")
        archive.writestr("submitted/ana/hw1/timestamp.txt", STAMP)
    assert students(tmp_path / "class.zip")["ana"].submitted_at == AT


def test_a_time_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    ana = notebook(tmp_path / "submitted" / "ana" / "hw1" / "hw1.ipynb")
    (ana.parent / "timestamp.txt").write_bytes(b"\xff\xfe")
    assert students(tmp_path)["ana"].submitted_at is None


def test_a_students_own_timestamp_elsewhere_tells_nothing(tmp_path: Path) -> None:
    notebook(tmp_path / "in" / "ana" / "hw1.ipynb")
    (tmp_path / "in" / "ana" / "timestamp.txt").write_text(STAMP, encoding="utf-8")
    notebook(tmp_path / "in" / "ben" / "hw1.ipynb")
    assert {one.submitted_at for one in collect([tmp_path / "in"]).submissions} == {None}


def test_canvas_marks_what_is_late(tmp_path: Path) -> None:
    for name in (
        "silvaana_LATE_1001_55501_hw1.ipynb",
        "odeben_1002_55502_hw1.ipynb",
        "late_1003_55503_hw1.ipynb",  # a student of that name
        "LATE_anon_AB3XZ_55504_hw1.ipynb",
        "anon_CD3XZ_55505_LATE_2.ipynb",
    ):
        notebook(tmp_path / "canvas" / name)
    found = collect([tmp_path / "canvas"]).submissions
    late = {one.source.rpartition("/")[2].split("_555")[0] for one in found if one.marked_late}
    assert late == {"silvaana_LATE_1001", "LATE_anon_AB3XZ"}
    assert {one.submitted_at for one in found} == {None}


def test_a_timestamp_is_a_small_file(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "ana" / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_bytes(b"{}")
    for target in ("/dev/zero", str(tmp_path / "none")):
        (folder / "timestamp.txt").symlink_to(target)
        assert times.by_folder(list(search(folder / "hw.ipynb"))) == {}
        (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").write_text("2026-10-11 04:20:33 UTC" + "\n" * 10**6)
    assert len(times.by_folder(list(search(folder / "hw.ipynb")))) == 1
