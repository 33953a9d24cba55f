"""Where platforms' names and metadata count, and that a student's own count for nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.errors import Unreadable
from autograder.submissions.collection import Collection, collect

NOTEBOOK = json.dumps({"nbformat": 4, "metadata": {}, "cells": []}).encode()
MOODLE = "assignsubmission_file_"
METADATA = """\
submission_1:
  :submitters:
  - :name: Zoe
    :sid: '77'
  :created_at: 2026-10-11 04:20:33 Z
"""


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def export(metadata: str = METADATA) -> dict[str, bytes]:
    return {"submission_1/hw.ipynb": NOTEBOOK, "submission_metadata.yml": metadata.encode()}


def below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


def names(found: Collection) -> list[str]:
    return [item.student.name for item in found.submissions]


@pytest.mark.parametrize(
    "files",
    [
        export(),
        below("assignment_1_export", export()),
        {"assignment_1_export.zip": zipped(export())},
        {"export.zip": zipped(below("assignment_1_export", export()))},
        {"a.zip": zipped(export()), "b.zip": zipped(export(METADATA.replace("Zoe", "Ana")))},
    ],
    ids=["here", "folder", "zip", "folder-in-zip", "two"],
)
def test_metadata_counts_at_the_top_of_an_export(tmp_path: Path, files: dict[str, bytes]) -> None:
    found = collect([lay(tmp_path / "class", files)])
    assert "Zoe" in " ".join(names(found))
    assert all(item.submitted_at for item in found.submissions)


@pytest.mark.parametrize("hostile", [METADATA, "? [a]\n: 1\n", "submission_1:\n  :submitters: 5\n"])
@pytest.mark.parametrize("place", ["mal", "mal.zip", "mal.zip/top", "Mal_9_" + MOODLE, "submission_9"])
def test_a_students_own_metadata_is_a_file_like_any_other(tmp_path: Path, hostile: str, place: str) -> None:
    folder = tmp_path / "class"
    archive, _, top = place.partition("/")
    files = export(hostile)
    if archive.endswith(".zip"):
        files = {archive: zipped(below(top, files) if top else files)}
    else:
        files = below(place, files)
    lay(folder, files)
    lay(folder, below("Zoe_77_" + MOODLE, {"hw.ipynb": NOTEBOOK}) | {"ana.ipynb": NOTEBOOK})
    found = collect([folder])
    (zoe,) = [item for item in found.submissions if item.student.name == "Zoe"]
    assert zoe.source == str(folder / f"Zoe_77_{MOODLE}" / "hw.ipynb")
    assert [item.student.name for item in found.submissions if item.problem] == []
    assert [item.submitted_at for item in found.submissions] == [None] * len(found.submissions)


@pytest.mark.parametrize("glob", [False, True])
def test_a_students_zip_cannot_take_names(tmp_path: Path, glob: bool) -> None:
    """Neither those of people who are there, nor an id of the roster's."""
    taken = {f"{name}/x.ipynb": b"{}" for name in (f"Zoe_77_{MOODLE}", f"Ben_78_{MOODLE}", "zoe_77_12_x")}
    folder = lay(tmp_path / "class", {"a-takes_names.zip": zipped(taken)})
    lay(folder, {"Zoe.ipynb": NOTEBOOK, f"Ben_78_{MOODLE}/hw.ipynb": NOTEBOOK})
    found = collect(sorted(folder.iterdir()) if glob else [folder])
    sources = {item.student.name: item.source for item in found.submissions}
    assert sources["Zoe"] == str(folder / "Zoe.ipynb")
    assert sources["Ben"] == str(folder / f"Ben_78_{MOODLE}" / "hw.ipynb")
    assert not any(name.startswith(("Zoe (", "Ben (")) for name in sources)
    assert any(
        remark.startswith("Among other hand-ins, and so taken for a student's, though it looks like")
        and remark.endswith(": a-takes_names.zip.")
        for remark in map(str, found.remarks)
    )


def test_nbgraders_timestamp_of_a_student_tells_no_time(tmp_path: Path) -> None:
    stamped = {
        "submitted/zoe/hw/x.ipynb": NOTEBOOK,
        "submitted/zoe/hw/timestamp.txt": b"2020-02-02 14:58:23 UTC",
    }
    folder = lay(tmp_path, below(f"Zoe_77_{MOODLE}", stamped))
    (only,) = collect([folder]).submissions
    assert (only.student.name, only.submitted_at) == ("Zoe", None)


LAUGHS = "submission_1:\n  :submitters:\n  - &a [x, x]\n" + "".join(
    f"  - &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        (LAUGHS, "submission_1 is not a table"),
        (METADATA + "  :created_at: " + "x" * 2_000_000 + "\n", "a line of 2,000,"),
        ("submission_1:\n  :submitters: " + "[" * 900 + "\n", "not the YAML"),
        ("submission_1:\n  :submitters:\n" + "  - :name: x\n" * 300_000, "more than 2,097,152 characters"),
        ("submission_1:\n  :submitters:\n" + "  - :name: x\n" * 101, "101 submitters, more than 100"),
        ("submission_1:\n  :submitters: five\n", "the submitters of submission_1 are not a list"),
        ("submission_1:\n  :submitters:\n  - ? [a]\n    : b\n", "a key that is not a word"),
        ("- 1\n", "cannot be read"),
        ("", "cannot be read"),
    ],
    ids=["laughs", "line", "deep", "lines", "people", "types", "keys", "list", "empty"],
)
def test_malformed_metadata_is_one_sentence_and_the_class_goes_on(
    tmp_path: Path, metadata: str, said: str
) -> None:
    found = collect([lay(tmp_path, {**export(metadata), "submission_2/hw.ipynb": NOTEBOOK})])
    assert names(found) == ["submission_metadata", "submission_1", "submission_2"]
    with pytest.raises(Unreadable) as caught:
        found.submissions[0].read()
    assert said in str(caught.value)
    assert str(caught.value).startswith("submission_metadata.yml cannot be read")
    assert "\n" not in str(caught.value)
    assert [item.problem for item in found.submissions[1:]] == ["", ""]
