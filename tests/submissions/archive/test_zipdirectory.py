"""Where a zip's table of contents lies, and what it says before anybody loads it."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from autograder.submissions.archive import zipdirectory


def test_the_size_of_a_table_of_contents_is_the_one_that_would_be_loaded(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("ana.ipynb", b"")
        made.comment = b"a comment PK\5\6"
    data = (tmp_path / "x.zip").read_bytes()
    small = zipdirectory.place(io.BytesIO(data[: data.rindex(b" PK")]))
    assert small == (data.index(b"PK\1\2"), 46 + len("ana.ipynb"))
    end = data.index(b"PK\5\6")
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, 10**12, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    claimed = zipdirectory.place(io.BytesIO(data[:end] + wide + locator + data[end : end + 20] + b"\0\0"))
    assert claimed[1] == 10**12


def test_extra_fields_are_measured_up_to_the_first_damage() -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as made:
        for length in (0, 40, 8):
            member = ZipInfo(f"{length}.txt")
            member.extra = struct.pack("<HH", 0x9999, 0) * (length // 4)
            made.writestr(member, b"")
    start, size = zipdirectory.place(buffer)
    table = buffer.getvalue()[start : start + size]
    assert list(zipdirectory.extras(table)) == [0, 40, 8]
    assert list(zipdirectory.extras(table[: table.rindex(b"PK")] + b"PKno" + bytes(60))) == [0, 40]
    assert zipdirectory.place(io.BytesIO(b"no zip")) == (0, 0)
