from __future__ import annotations

import io
import json
import os
import random
import stat
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest

from autograder import limits
from autograder.errors import Unreadable
from autograder.notebook import parse
from autograder.student import labels
from autograder.submissions import collection
from autograder.submissions.archive import archive
from autograder.submissions.owners.class_list import read_roster
from autograder.submissions.owners.roster import Roster
from autograder.submissions.submission import Submission


def collect(paths: Iterable[Path], names: Mapping[str, str] | Roster | None = None) -> list[Submission]:
    roster = names if isinstance(names, Roster) else Roster.of(names or {})
    return collection.collect(paths, roster).submissions


def notebook(text: str = "x") -> bytes:
    cell = {"cell_type": "code", "id": "c", "metadata": {}, "source": text, "outputs": []}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()


def fill(folder: Path, *names: str) -> Path:
    """Notebooks whose only cell is the name they were made with."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook(name))
    return folder


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def export(name: str = "self-attention.ipynb", text: str = "x") -> bytes:
    """What Otter's ``grader.export`` makes."""
    return zipped({name: notebook(text), ".OTTER_LOG": b"log", "self-attention.pdf": b"%PDF-1.7"})


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def students(submissions: list[Submission]) -> list[str]:
    return list(labels(submission.student for submission in submissions).values())


def contents(submissions: list[Submission]) -> dict[str, str]:
    return {item.student.name: parse(item.read()).cells[0].source for item in submissions}


def problem(submission: Submission) -> str:
    with pytest.raises(Unreadable) as caught:
        parse(submission.read())
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_a_single_file(tmp_path: Path) -> None:
    path = write(tmp_path / "Zoë Müller.ipynb", notebook())
    (one,) = collect([path])
    assert (one.student.name, one.source, one.submitted_at) == ("Zoë Müller", str(path), None)
    assert one.read() == notebook()
    assert one.open().hash == sha256(notebook()).hexdigest()


def test_a_folder_recursively_without_litter(tmp_path: Path) -> None:
    junk = [".hidden.ipynb", ".ipynb_checkpoints/ana-checkpoint.ipynb", "__MACOSX/ana.ipynb", "b/._ben.ipynb"]
    fill(tmp_path, "zoe.ipynb", "ana.ipynb", "b/ben.IPYNB", "a/carla.ipynb.txt", *junk)
    write(tmp_path / "notes.txt", b"")
    assert students(collect([tmp_path])) == ["ana", "zoe", "carla", "ben"]


def test_a_file_given_twice_is_collected_once(tmp_path: Path) -> None:
    fill(tmp_path, "ana.ipynb", "ben.ipynb")
    assert students(collect([tmp_path / "ben.ipynb", tmp_path, tmp_path / "ana.ipynb"])) == ["ben", "ana"]


def test_a_shared_stem_gives_way_to_the_folder(tmp_path: Path) -> None:
    fill(tmp_path, "Ana Peña/hw.ipynb", "ben/hw.ipynb", "ben/old/hw.ipynb", "extra/dora.ipynb")
    assert contents(collect([tmp_path])) == {
        "Ana Peña": "Ana Peña/hw.ipynb",
        "ben": "ben/hw.ipynb",
        "extra": "extra/dora.ipynb",
    }
    assert students(collect(sorted(tmp_path.glob("*/hw.ipynb")))) == ["Ana Peña", "ben"]


def test_the_folder_is_a_students_also_in_sections_and_in_nbgraders_layout(tmp_path: Path) -> None:
    sections = fill(tmp_path / "s", "monday/ana/hw.ipynb", "monday/ben/hw.ipynb", "tuesday/carla/hw.ipynb")
    assert students(collect([sections])) == ["ana", "ben", "carla"]
    submitted = fill(tmp_path / "submitted", "ana/ps1/ps1.ipynb", "ben/ps1/ps1.ipynb", "carla/ps1/q2.ipynb")
    assert students(collect([submitted])) == ["ana", "ben", "carla"]
    assert students(collect([submitted / "ben" / "ps1" / "ps1.ipynb"])) == ["ben"]


def test_duplicates_lose_nobody(tmp_path: Path) -> None:
    fill(tmp_path / "one", "ana.ipynb", "ana (2).ipynb", "ben.ipynb")
    fill(tmp_path / "two", "Ana.ipynb")
    paths = [tmp_path / "one" / "ana.ipynb", tmp_path / "one", tmp_path / "two"]
    found = collect(paths, {"ana": "Ana", "ana (2)": "ana (2)", "ben": "ANA"})
    assert students(found) == ["Ana (ana)", "ana (2)", "ANA (ben)"]
    assert found[0].source == str(tmp_path / "one" / "ana.ipynb")
    assert "not graded: two/Ana.ipynb" in str(found[0].remarks[0])


def test_names_are_safe_as_file_names(tmp_path: Path) -> None:
    fill(tmp_path, "a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb", "\x1b[31mred\n.ipynb")
    roster = {"a": "../../etc/passwd", "b": "..", "c": "x" * 500, "d": "José"}
    names = students(collect([tmp_path], roster))
    assert names == ["[31mred", "-..-etc-passwd", "unnamed", "x" * 200, "José"]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such names")
def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/Jos\xe9.ipynb"
    with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(notebook())
    (one,) = collect([tmp_path])
    assert one.student.name == "Jos\ufffd"
    assert one.source.encode()
    assert one.read() == notebook()


def test_what_was_named_but_cannot_be_read(tmp_path: Path) -> None:
    paths = [
        tmp_path / "nobody.ipynb",
        write(tmp_path / "ana.pdf", b"%PDF"),
        write(tmp_path / "ben.ipynb", b"%PDF-1.4"),
        write(tmp_path / "carla.zip", b"not a zip"),
        write(tmp_path / "dora.zip", zipped({"x.ipynb": notebook()})[:-30]),
        write(tmp_path / "empty.zip", zipped({"x.txt": b""})),
        tmp_path / "folder",
        write(tmp_path / "good.ipynb", notebook()),
    ]
    (tmp_path / "folder").mkdir()
    *bad, good = collect(paths)
    assert students(bad) == ["nobody", "ana", "ben", "carla", "dora", "empty", "folder"]
    assert [problem(item) for item in bad] == [
        f"There is no file or folder {paths[0]}: check the path.",
        "ana.pdf is a PDF, not a notebook: hand in the .ipynb file.",
        "This is a PDF, not a notebook: hand in the .ipynb file itself.",
        "The zip cannot be opened (File is not a zip file): it is damaged or not a zip.",
        "The zip cannot be opened (File is not a zip file): it is damaged or not a zip.",
        "x.txt is a text file, not a notebook: hand in the .ipynb file.",
        "The folder holds no notebook: hand in the .ipynb file.",
    ]
    with pytest.raises(Unreadable):
        bad[0].open()
    assert good.read() == notebook()


def test_a_file_that_is_gone_or_is_no_file(tmp_path: Path) -> None:
    fill(tmp_path, "ana.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    first, pipe = collect([tmp_path])
    (tmp_path / "ana.ipynb").unlink()
    assert problem(first) == "The file cannot be read (No such file or directory)."
    assert problem(pipe) == "pipe.ipynb is not a file: hand in the notebook itself."


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert "larger than 64 MiB" in problem(collect([tmp_path])[0])


def test_links_are_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    outside = fill(tmp_path / "outside", "secret.ipynb")
    inside = fill(tmp_path / "class", "ana.ipynb")
    (inside / "ben.ipynb").symlink_to(outside / "secret.ipynb")
    (inside / "carla").symlink_to(outside)
    (inside / "copy.ipynb").symlink_to(inside / "ana.ipynb")
    (inside / "loop.ipynb").symlink_to(inside / "loop.ipynb")
    (inside / "round").symlink_to(inside)
    found = collect([inside])
    assert students(found) == ["ana", "ben", "carla"]
    assert problem(found[1]) == "ben.ipynb is a link out of the folder and was not followed."
    assert problem(found[2]) == "carla is a link out of the folder and was not followed."


def test_a_zip_of_notebooks(tmp_path: Path) -> None:
    files = {
        "class/Zoë Peña.ipynb": notebook("zoe"),
        "class/ana.ipynb": notebook("ana"),
        "class/.ipynb_checkpoints/ana.ipynb": b"",
        "__MACOSX/class/._ana.ipynb": b"",
        "class/notes.txt": b"",
    }
    path = write(tmp_path / "class.zip", zipped(files))
    found = collect([path])
    assert contents(found) == {"Zoë Peña": "zoe", "ana": "ana"}
    assert found[1].source == f"{path}/class/ana.ipynb"


def test_names_in_a_zip_that_do_not_say_their_encoding(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    with ZipFile(path, "w") as made:
        for name in ("Zo#1.ipynb", "Zo#2#.ipynb"):
            made.writestr(name, notebook())
    data = path.read_bytes().replace(b"Zo#1", b"Zo\x82l")  # é in cp437, with the flag for UTF-8 unset
    write(path, data.replace(b"Zo#2#", "Zoël".encode()))
    found = collect([path])
    assert students(found) == ["Zoél", "Zoël"]
    assert [item.read() for item in found] == [notebook()] * 2


def test_otter_exports(tmp_path: Path) -> None:
    write(tmp_path / "all" / "ana.zip", export(text="a"))
    write(tmp_path / "all" / "ben.zip", export("my own name.ipynb", text="b"))
    assert contents(collect([tmp_path / "all"])) == {"ana": "a", "ben": "b"}
    assert contents(collect([tmp_path / "all" / "ben.zip"])) == {"ben": "b"}
    both = {"x/ana.zip": export(text="a"), "x/Zoë.zip": export(text="z"), "carla.ipynb": notebook("c")}
    assert contents(collect([write(tmp_path / "both.zip", zipped(both))])) == {
        "carla": "c",
        "Zoë": "z",
        "ana": "a",
    }


def test_zips_are_opened_one_level_deep(tmp_path: Path) -> None:
    deep = zipped({"a.zip": zipped({"b.zip": export()}), "good.zip": export()})
    found = collect([write(tmp_path / "deep.zip", deep)])
    assert students(found) == ["a", "good"]
    assert problem(found[0]).startswith("b.zip is a zip inside a zip inside a zip and was not opened")


def test_a_broken_zip_among_good_ones(tmp_path: Path) -> None:
    many = zipped({f"{i}.ipynb": b"" for i in range(101)})
    files = {"ana.zip": export(), "ben.zip": export()[:100], "many.zip": many}
    found = collect([write(tmp_path / "class.zip", zipped(files))])
    assert students(found) == ["ana", "ben", "many"]
    assert "cannot be opened" in problem(found[1])
    assert problem(found[2]) == (
        "101 notebooks were handed in, and at most 100 are looked at: hand in the one to be graded."
    )


def test_paths_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    link = ZipInfo("link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "in" / "slip.zip", "w") as made:
        for name in ("../../ana.ipynb", "/etc/ben.ipynb", "..\\carla.ipynb"):
            made.writestr(name, notebook(name))
        made.writestr(link, "/etc/passwd")
    assert contents(collect([tmp_path / "in" / "slip.zip"])) == {
        "ana": "../../ana.ipynb",
        "carla": "..\\carla.ipynb",
        "ben": "/etc/ben.ipynb",
    }
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "slip.zip"]


def test_two_members_of_one_name_are_both_told(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    with ZipFile(path, "w") as made:
        made.writestr("ana.ipynb", notebook("first"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("ana.ipynb", notebook("second"))
    (found,) = collect([path])
    assert found.read() == notebook("first")
    assert len(found.remarks) == 1
    assert str(found.remarks[0]).startswith("2 notebooks were handed in, and class.zip/ana.ipynb counts")


def test_an_encrypted_zip(tmp_path: Path) -> None:
    data = bytearray(zipped({"ana.ipynb": notebook()}))
    data[6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    (found,) = collect([write(tmp_path / "class.zip", bytes(data))])
    assert problem(found) == "The zip is encrypted: unpack it with its password and grade the folder."


@pytest.mark.parametrize(
    ("method", "size"), [(zipfile.ZIP_DEFLATED, 250), (zipfile.ZIP_BZIP2, 65), (zipfile.ZIP_LZMA, 65)]
)
def test_a_zip_bomb(tmp_path: Path, method: int, size: int) -> None:
    with ZipFile(tmp_path / "bomb.zip", "w", method) as made, made.open("ana.ipynb", "w") as member:
        for _ in range(size):
            member.write(bytes(2**20))
    (found,) = collect([tmp_path / "bomb.zip"])
    tracemalloc.start()
    try:
        assert "larger than 64 MiB" in problem(found)
        assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    finally:
        tracemalloc.stop()


def test_a_member_that_understates_its_size(tmp_path: Path) -> None:
    data = bytearray(zipped({"ana.ipynb": notebook("x" * 1000)}))
    for place in (22, data.rindex(b"PK\1\2") + 24):
        data[place : place + 4] = struct.pack("<L", 10)
    (found,) = collect([write(tmp_path / "class.zip", bytes(data))])
    assert "The zip is damaged here" in problem(found)


def test_a_zip_with_too_many_members_or_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "class.zip", zipped({f"{i}.ipynb": b"x" * 100 for i in range(50)}))
    for limit, value, said in (
        ("ZIP_ENTRIES", 49, "holds 50 files, more than 49"),
        ("ZIP_DIRECTORY_BYTES", 1000, "list of files has more than 1,000 bytes"),
        ("ZIP_BYTES", 4999, "unpacks to 5,000 bytes, more than 4,999 bytes"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, value)
            archive._outer.cache_clear()
            assert said in problem(collect([path])[0])
    archive._outer.cache_clear()
    assert len(collect([path])) == 50


def test_any_damage_to_a_zip_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    whole = zipped({"ana.ipynb": notebook("a"), "ben.zip": export(), "x/carla.ipynb": notebook("c")})
    chance = random.Random(7)
    for i in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for item in collect([write(tmp_path / f"{i}.zip", bytes(data[: chance.choice([None, -5, 200])]))]):
            try:
                parse(item.read())
            except Unreadable as error:
                assert "\n" not in str(error)  # noqa: PT017 - reading well is as good


def test_a_zip_that_changes_is_not_mixed_up(tmp_path: Path) -> None:
    path = write(tmp_path / "class.zip", zipped({"ana.ipynb": notebook("a"), "ben.ipynb": notebook("b")}))
    found = collect([path])
    write(path, zipped({"ben.ipynb": notebook("longer than before")}))
    assert [problem(item) for item in found] == [
        "The zip was changed while it was graded: grade it again."
    ] * 2


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")
def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    path = write(tmp_path / "class.zip", zipped({"ana.ipynb": notebook("a"), "ben.zip": export()}))
    assert [parse(item.read()).assignment_name for item in collect([path])] == ["", ""]
    opened = {os.path.realpath(descriptor) for descriptor in Path("/proc/self/fd").iterdir()}
    assert str(path.resolve()) not in opened


def test_canvas(tmp_path: Path) -> None:
    fill(
        tmp_path, "penaana_12345_678_self-attention.ipynb", "odeben_LATE_12346_679_smithbob_99_88_hw-1.ipynb"
    )
    write(tmp_path / "odeben_LATE_12346_680_plot.png", b"")
    write(tmp_path / "roecarla_12347_681_export.zip", export())
    write(tmp_path / "doedora_12348_682_hw.pdf", b"")
    write(tmp_path / "readme.txt", b"")
    found = collect([tmp_path], {"12345": "Ana Peña", "679": "wrong"})
    assert students(found) == ["doedora", "odeben", "Ana Peña", "roecarla"]
    assert problem(found[0]) == "doedora_12348_682_hw.pdf is a PDF, not a notebook: hand in the .ipynb file."
    assert [parse(item.read()).cells[0].kind for item in found[1:]] == ["code"] * 3
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    archived = collect([write(tmp_path / "zip" / "hw_2026_10_submissions.zip", zipped(files))])
    assert students(archived) == ["doedora", "odeben", "penaana", "roecarla"]


def test_moodle(tmp_path: Path) -> None:
    end = "assignsubmission_file_"
    fill(tmp_path, f"Ana Peña_12_{end}/hw.ipynb", f"Ben_Ode_13_{end}/penaana_12345_678_hw.ipynb")
    fill(tmp_path, f"Carla Roe_14_{end}hw.ipynb")
    write(tmp_path / f"Dora Doe_15_{end}" / "hw.zip", export())
    write(tmp_path / f"Eva Poe_16_{end}" / "hw.docx", b"")
    found = collect([tmp_path], {"13": "Ben Ode", "12345": "Ana Peña"})
    assert sorted(students(found)) == ["Ana Peña", "Ben Ode", "Carla Roe", "Dora Doe", "Eva Poe"]
    assert [problem(item) for item in found if item.student.name == "Eva Poe"] == [
        "hw.docx is a text document, not a notebook: hand in the .ipynb file."
    ]
    again = collect(sorted(tmp_path.iterdir()), {"13": "Ben Ode"})
    assert sorted(students(again)) == sorted(students(found))


METADATA = """\
---
submission_101:
  :submitters:
  - :name: "Zo\\xEB Pe\\xF1a"
    :sid: '7001'
    :email: zoe@example.org
  :created_at: 2026-10-11 04:20:33.123456789 Z
  :score: 3.0
  :results: !ruby/object:Results
    tests:
    - name: "q1: weird"
      output: |
        submission_102:
          :submitters: none
  :history:
  - :created_at: 2020-01-01 00:00:00 Z
submission_102:
  :submitters:
    - :name: Ben Ode
      :sid: '7002'
    - :name: Carla Roe
      :sid: '7003'
  :created_at: 2026-10-12 23:00:00 -07:00
submission_103:
  :submitters:
  - :name: 'Dora O''Doe'
    :sid:
  :created_at: yesterday
"""


def test_gradescope(tmp_path: Path) -> None:
    fill(tmp_path, *(f"submission_{i}/self-attention.ipynb" for i in (101, 102, 103, 104)))
    metadata = write(tmp_path / "submission_metadata.yml", METADATA.encode())
    # A student's own file of that name does not count.
    write(tmp_path / "submission_104" / "submission_metadata.yml", METADATA.replace("_101", "_104").encode())
    found = collect([tmp_path])
    assert students(found) == ["Zoë Peña", "Ben Ode, Carla Roe", "Dora O'Doe", "submission_104"]
    assert found[0].submitted_at == datetime(2026, 10, 11, 4, 20, 33, 123456, UTC)
    assert found[1].submitted_at == datetime(2026, 10, 13, 6, tzinfo=UTC)
    assert [item.submitted_at for item in found[2:]] == [None, None]
    assert students(collect([tmp_path], {"7001": "Zoe P.", "7002": "Ben", "104": "Eva"})) == [
        "Zoe P.",
        "Ben Ode, Carla Roe",
        "Dora O'Doe",
        "Eva",
    ]
    files = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*.*")}
    archived = collect(
        [write(tmp_path.parent / "export.zip", zipped({f"top/{k}": v for k, v in files.items()}))]
    )
    assert [(item.student.name, item.submitted_at) for item in archived] == [
        (item.student.name, item.submitted_at) for item in found
    ]
    write(metadata, b"submission_101:\n  :submitters:\n  - [\n")
    found = collect([tmp_path])
    assert students(found) == ["submission_metadata", *(f"submission_{i}" for i in (101, 102, 103, 104))]
    assert problem(found[0]).startswith("submission_metadata.yml cannot be read, so names and times")


def test_a_roster(tmp_path: Path) -> None:
    path = write(
        tmp_path / "roster.csv", "\ufeffID;Name;Group\n 12 ;Peña, Ana;1\nBEN;Ben Ode;2\n;;\n".encode()
    )
    roster = read_roster(path)
    folder = fill(tmp_path / "class", "12/mine.ipynb", "Ben/12.ipynb", "carla/x.ipynb")
    # The folder decides before the file: a student can call a file whatever they like.
    assert contents(collect([folder], roster)) == {
        "Peña, Ana": "12/mine.ipynb",
        "Ben Ode": "Ben/12.ipynb",
        "carla": "carla/x.ipynb",
    }
    assert "Ben Ode" in students(collect(sorted(folder.iterdir()), roster))


LARGE = """\
import resource, sys
from pathlib import Path
from autograder.student import labels
from autograder.submissions.collection import collect
found = collect([Path(sys.argv[1])]).submissions
assert len({item.student.name for item in found}) == 10_000
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert all(len(item.read()) > 2**12 for item in found)
unit = 1 if sys.platform == "darwin" else 1024
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)
"""


@pytest.mark.timeout(120)
def test_ten_thousand_submissions_in_one_zip_need_no_more_memory_to_read(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "class.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for i in range(10_000):
            made.writestr(f"{i}/hw.ipynb", notebook(f"{i:04}" * 2**10))
    run = [sys.executable, "-c", LARGE, str(tmp_path / "class.zip")]
    grown = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    assert int(grown) < 16 * 2**20
