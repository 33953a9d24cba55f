"""What is handed in never costs more than its size: growth is counted in calls, not measured in seconds."""

from __future__ import annotations

import io
import json
import struct
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from autograder import limits
from autograder.errors import Unreadable
from autograder.notebook import parse
from autograder.submissions.archive import archive
from autograder.submissions.collection import Collection, collect

NOTEBOOK = json.dumps(
    {"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "source": "x"}]}
).encode()


def zipped(files: dict[str, bytes], kind: int = ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", kind) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def collected(path: Path, data: bytes) -> Collection:
    path.write_bytes(data)
    return collect([path])


def reason(found: Collection, student: str) -> str:
    (item,) = [item for item in found.submissions if item.student.name == student]
    with pytest.raises(Unreadable) as caught:
        item.read()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(data)


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, Python's own ones too."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


SHAPES: dict[str, Callable[[int], dict[str, bytes]]] = {
    "notebooks": lambda n: {f"s{i}.ipynb": NOTEBOOK for i in range(n)},
    "folders": lambda n: {f"s{i}/hw.ipynb": NOTEBOOK for i in range(n)},
    "texts-of-one": lambda n: {"ana.zip": zipped({f"{i}.txt": b"" for i in range(n)}), "b.ipynb": NOTEBOOK},
    "same-names": lambda n: {"ana.zip": zipped({f"{i}/x.txt": b"" for i in range(n)}), "b.ipynb": NOTEBOOK},
    "modules": lambda n: {f"{k}{i}.{k}": NOTEBOOK for i in range(n // 2) for k in ("py", "ipynb")},
    "zips": lambda n: {f"s{i}.zip": zipped({"hw.ipynb": NOTEBOOK}) for i in range(n)},
    "copies": lambda n: {f"ana ({i}).ipynb": NOTEBOOK for i in range(min(n, 90))},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_costs_twice_as_many_calls(tmp_path: Path, shape: str) -> None:
    counts = []
    for n in (100, 200, 400):
        data = zipped(SHAPES[shape](n))
        counts.append(calls(lambda n=n, data=data: collected(tmp_path / f"{n}.zip", data)))  # type: ignore[misc]
    assert counts[2] - counts[1] < 2.5 * (counts[1] - counts[0]) + 1000, counts


@pytest.mark.parametrize(
    "name", ["x" * 60_000, "é_1 (" * 9_000, "x/" * 30_000, "Copy of " * 8000, " " * 60_000 + "x"]
)
def test_a_long_name_is_not_worked_on(tmp_path: Path, name: str) -> None:
    """What a name costs ends with the limit: ten times as long a name is no more work."""
    counts = []
    for length in (4_000, 40_000):
        data = zipped({f"{name[:length]}.ipynb": NOTEBOOK, "ana.ipynb": NOTEBOOK})
        counts.append(calls(lambda data=data: collected(tmp_path / "class.zip", data)))  # type: ignore[misc]
        archive._outer.cache_clear()
        found = collect([tmp_path / "class.zip"])
        assert [item.student.name for item in found.submissions if not item.problem] == ["ana"]
        assert all(len(item.student.name) <= 200 for item in found.submissions)
        (problem,) = [item.problem for item in found.submissions if item.problem]
        assert "characters, more than" in str(problem)
    assert counts[1] < 1.2 * counts[0] + 200


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"{i}.txt": b"" for i in range(10_001)}, "holds 10,001 files, more than 10,000"),
        ({f"{i}/a.ipynb": NOTEBOOK for i in range(1001)}, "holds 1,001 notebooks, more than 1,000"),
        ({f"{i}.zip": b"" for i in range(1001)}, "holds 1,001 zips, more than 1,000"),
    ],
    ids=["files", "notebooks", "zips"],
)
def test_one_students_zip_does_not_fill_the_class(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    class_zip = zipped({"mallory.zip": zipped(files), "ana.ipynb": NOTEBOOK})
    found = collected(tmp_path / "class.zip", class_zip)
    assert [item.student.name for item in found.submissions] == ["ana", "mallory"]
    assert said in reason(found, "mallory")
    parse(found.submissions[0].read())
    for name in ("mallory.zip", "ana.ipynb"):  # the same, given one by one
        (tmp_path / "handed in").mkdir(exist_ok=True)
        (tmp_path / "handed in" / name).write_bytes(zipped(files) if name.endswith("zip") else NOTEBOOK)
    found = collect(sorted((tmp_path / "handed in").iterdir()))
    assert said in reason(found, "mallory")


def test_a_zip_with_zips_in_it_does_not_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OWN_ENTRIES", 50)
    inner = zipped({f"{i}.txt": b"" for i in range(40)})
    (tmp_path / "mallory.zip").write_bytes(zipped({f"{i}.zip": inner for i in range(3)}))
    (tmp_path / "ana.ipynb").write_bytes(NOTEBOOK)
    found = collect([tmp_path])
    assert [item.student.name for item in found.submissions] == ["ana", "mallory"]
    assert "those in it hold more than 50 files" in reason(found, "mallory")


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("OWN_NOTEBOOKS_BYTES", "holds notebooks of 8,000 bytes together, more than 7,000 bytes"),
        ("NOTEBOOKS_BYTES", "Notebooks of 8,000 bytes were handed in, and at most 7,000 bytes are looked at"),
    ],
)
def test_many_large_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str) -> None:
    monkeypatch.setattr(limits, limit, 7000)
    data = zipped(
        {"mallory.zip": zipped({f"m/{i}.ipynb": b" " * 1000 for i in range(8)}), "b.ipynb": NOTEBOOK}
    )
    assert said in reason(collected(tmp_path / "class.zip", data), "mallory")


def test_a_zip_whose_files_lie_over_one_another(tmp_path: Path) -> None:
    data = bytearray(zipped({f"{i}.ipynb": b"x" * 100 for i in range(20)}))
    at = data.index(b"PK\1\2")
    while data[at : at + 4] == b"PK\1\2":
        data[at + 20 : at + 28] = struct.pack("<LL", 1000, 1000)
        at += 46 + sum(struct.unpack_from("<3H", data, at + 28))
    found = collected(tmp_path / "class.zip", bytes(data))
    assert "lie over one another" in reason(found, "class")


def test_a_zip_that_unpacks_to_too_many_times_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ZIP_RATIO_BYTES", 2**20)
    data = zipped({"a.ipynb": b" " * 2**21}, ZIP_DEFLATED)
    assert "more than 100 times its size" in reason(collected(tmp_path / "class.zip", data), "class")


def test_what_a_zip_says_beside_names_is_limited(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as made:
        member = ZipInfo("ana.ipynb")
        member.extra = struct.pack("<HH", 0x9999, 0) * 10_000
        made.writestr(member, NOTEBOOK)
    found = collected(tmp_path / "class.zip", buffer.getvalue())
    assert "says 40,000 bytes of one file beside its name, more than 4,096" in reason(found, "class")


@pytest.mark.parametrize("fill", ["\n", "\r\n", "=\n", "<\n", " "])
def test_a_notebook_of_line_ends_costs_its_size(fill: str) -> None:
    """The same calls for ten times as many lines."""
    counts = []
    for size in (10**5, 10**6):
        data = (fill * (size // len(fill)) + '{"cells": [}').encode()
        counts.append(calls(lambda data=data: unreadable(data)))  # type: ignore[misc]
    assert counts[1] <= counts[0] + 10


def test_a_file_of_line_ends_takes_memory_of_a_few_times_its_size() -> None:
    tracemalloc.start()
    try:
        unreadable(b"\n" * (limits.FILE_BYTES - 1) + b"{")
        assert tracemalloc.get_traced_memory()[1] < 4 * limits.FILE_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("end", ["\n", "\r", "\u2028", "x\f"])
def test_cells_of_line_ends_are_refused(end: str) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": end * 100_001}
    content = {"nbformat": 4, "metadata": {}, "cells": [cell, cell]}
    with pytest.raises(Unreadable, match="cells have 200,002 lines: more than 200,000"):
        parse(json.dumps(content).encode())
    content["cells"] = [cell]
    assert len(parse(json.dumps(content).encode()).cells) == 1


@pytest.mark.parametrize(
    ("count", "said"), [(2**40, "1024 GiB"), (3 * 2**29, "1.5 GiB"), (2**20, "1 MiB"), (1, "1 bytes")]
)
def test_a_size_in_words(count: int, said: str) -> None:
    assert limits.size(count) == said
