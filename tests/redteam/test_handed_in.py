"""Attacks that no cell can make: by archives, file names, notebook formats, metadata and what reports show.

A hostile class takes the real way, from files through ``collect``, workers and gradebook to the reports.
Every notebook in it holds the same wrong answer, so nobody may have more than that is worth.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import shutil
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat import NotebookNode
from places import MINI
from rich.console import Console

from autograder.assignment.build import Build, build
from autograder.cli.progress import follow
from autograder.cli.summary import print_summary
from autograder.course.course import load
from autograder.engine.grading import grade_class
from autograder.gradebook.gradebook import Gradebook
from autograder.report.class_files import write_class
from autograder.results import SENTENCES, GradingResult, Status
from autograder.submissions.collection import collect

HAND_INS = Path(__file__).parent / "hand_ins"
ZOES = "Zoe_77_assignsubmission_file_"
WRONG = "def double(x):\n    return np.asarray(x) ** 2"
POWER = WRONG[-5:].encode()  # where the answer ends, also in the file
WORTH = 3.5  # the public test of q1, and q2
NASTY = (
    "=cmd|' /C calc'!A0 \x1b]0;owned\x07\x1b[2J "
    "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\r\n"
)
NAMES = [
    "=cmd|' {C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\tTab",
    "<img src=x onerror=alert(1)>",
    "\x1b[2J\x1b[31mred",
    "two\nlines",
    "\u202egnp.exe",
    "..",
    "...hidden",
    "-rf",
    "[bold red]rich",
    "${HOME} $(id) `id`",
    "grades.csv",
    "a" * 240,
    "ben",
]


class Graded(NamedTuple):
    """A hostile class, graded and reported."""

    root: Path
    out: Path
    results: dict[str, GradingResult]
    before: dict[str, bytes]
    printed: str


def variants(made: Build) -> dict[str, bytes]:
    """File name to bytes: one way each to be no ordinary notebook."""
    wrong = made.notebook({"q1": [WRONG]})
    files = {
        "honest.ipynb": nbformat.writes(made.notebook()).encode(),
        "wrong.ipynb": nbformat.writes(wrong).encode(),
    }
    for name, change in EDITS.items():
        notebook = copy.deepcopy(wrong)
        change(notebook)
        files[f"{name}.ipynb"] = json.dumps(notebook).encode()
    for name in NAMES:
        files[f"{name}.ipynb"] = files["wrong.ipynb"]
    files |= formats(files["wrong.ipynb"])
    files["slip.zip"] = _slip(files["wrong.ipynb"])
    files["bomb.zip"] = _zip({"bomb.ipynb": b"\0" * (80 * 2**20)})
    files["nested.zip"] = _zip({"in.zip": _zip({"in.zip": _zip({"x.ipynb": b" " * (80 * 2**20)})})})
    files["linked.zip"] = _zip_with_link("linked.ipynb", "/etc/passwd")
    files["many.zip"] = _zip({f"{number}.txt": b"" for number in range(2000)})
    for path in sorted(HAND_INS.rglob("*.zip")):
        files[path.name] = path.read_bytes()
    files[f"{ZOES}/hw.ipynb"] = files["honest.ipynb"]
    return files | too_much(files["wrong.ipynb"]) | imitations(files["wrong.ipynb"])


def too_much(notebook: bytes) -> dict[str, bytes]:
    """What would cost the grader more than it costs to hand in."""
    packed = _zip({"hw.ipynb": notebook})
    many_cells = json.loads(notebook)
    raising = [f"raise ValueError({number}, 'x' * 10_000)  # {'y' * 5000}" for number in range(200)]
    many_cells["cells"][3:3] = [nbformat.v4.new_code_cell(source) for source in raising]
    return {
        "crowd.zip": _zip({f"student{number}/hw.ipynb": notebook for number in range(1001)}),
        "files.zip": _zip({f"{number}.txt": b"" for number in range(20_000)}),
        "zips.zip": _zip({f"{number}.zip": packed for number in range(1001)}),
        "names.zip": _zip({f"{number}{'n' * 60_000}.ipynb": notebook for number in range(40)}),
        "folders.zip": _zip({f"{number}/{'f/' * 5_000}hw.ipynb": notebook for number in range(40)}),
        "overlap.zip": _overlapping(notebook),
        "beside.zip": _with_extra(notebook),
        "lines.ipynb": b"\n" * (60 * 2**20) + b"{",
        "blank_lines.ipynb": notebook.replace(POWER, POWER + b"\\n" * (25 * 2**20)),
        "many_cells.ipynb": json.dumps(many_cells).encode(),
    }


def imitations(notebook: bytes) -> dict[str, bytes]:
    """Zips and folders that look like what a platform writes, among what a class handed in."""
    metadata = "submission_1:\n  :submitters:\n  - :name: Zoe\n  :created_at: 2020-01-01 00:00:00 Z\n"
    laughs = "submission_1:\n  :submitters:\n  - &a [x, x]\n" + "".join(
        f"  - &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    export = {"submission_1/hw.ipynb": notebook}
    return {
        "export.zip": _zip({**export, "submission_metadata.yml": metadata.encode()}),
        "laughs.zip": _zip({**export, "submission_metadata.yml": laughs.encode()}),
        "assignment_7_export.zip": _zip({**export, "submission_metadata.yml": b"? [a]\n: 1\n"}),
        "canvas.zip": _zip({"zoe_77_123_hw.ipynb": notebook}),
        "nbgrader.zip": _zip(
            {
                "submitted/Zoe/hw/hw.ipynb": notebook,
                "submitted/Zoe/hw/timestamp.txt": b"2020-01-01 00:00:00 UTC",
            }
        ),
    }


def formats(notebook: bytes) -> dict[str, bytes]:
    """The same notebook in other formats, and what only claims to be one."""
    content = json.loads(notebook)
    cell = json.dumps({"cell_type": "code", "source": "1", "metadata": {}, "outputs": []})
    old_cells = [{**cell, "input": cell["source"], "language": "python"} for cell in content["cells"]]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": old_cells}]}
    return {
        "format3.ipynb": json.dumps(old).encode(),
        "format2.ipynb": json.dumps({**old, "nbformat": 2}).encode(),
        "format99.ipynb": json.dumps({**content, "nbformat": 99}).encode(),
        "formatNaN.ipynb": json.dumps({**content, "nbformat": float("nan")}).encode(),
        "million.ipynb": f'{{"nbformat": 4, "cells": [{",".join([cell] * 600_000)}]}}'.encode(),
        "deep.ipynb": b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "types.ipynb": json.dumps({"cells": [{"cell_type": 4, "source": {}}], "metadata": []}).encode(),
        "twice.ipynb": notebook + notebook,
        "pickle.ipynb": b"\x80\x04\x95\x1c\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
        "surrogate.ipynb": notebook.replace(POWER, POWER + b"  # \\ud800\\udfff\\u0000"),
    }


def _duplicate_ids(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.id = "q1-04"


def _swap_ids(notebook: NotebookNode) -> None:
    """Q1's wrong answer claims to be q2's cell, and the other way round."""
    for cell in notebook.cells:
        cell.id = cell.id.replace("q1", "x").replace("q2", "q1").replace("x", "q2")


def _own_tests(notebook: NotebookNode) -> None:
    test = {"name": "q1", "points": 1000, "suites": [{"cases": [{"code": ">>> True\nTrue", "points": 1000}]}]}
    notebook.metadata["otter"] = {"assignment_name": "mini", "OK_FORMAT": True, "tests": {"q1": test}}
    notebook.metadata["kernelspec"] = {"name": "../../evil", "argv": ["touch", "escaped"], "language": NASTY}


def _tags(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["otter_ignore", "otter_answer_cell", "remove_input", "raises-exception"]
        cell.metadata["otter"] = {"tests": ["q1"], "points": 1000}


def _delete_answers(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if "def " not in cell.source]


def _delete_all_but_answers(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if "def " in cell.source]


def _duplicate_cells(notebook: NotebookNode) -> None:
    notebook.cells = [again for cell in notebook.cells for again in [cell] * 20]


def _reverse(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def _edit_given_cells(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.source == "import numpy as np":
            cell.source = (
                "import numpy as np\nnp.asarray = lambda x: type('Equal', (), {'__eq__': lambda *a: True})()"
            )


def _results_in_outputs(notebook: NotebookNode) -> None:
    forged = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": NASTY, "text/plain": "q1 passed: 1000"},
    }
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [forged] * 3, -1
        cell.metadata["nbgrader"] = {"grade": True, "grade_id": "q1", "points": 1000, "locked": False}
        cell.setdefault("attachments", {})["x.html"] = {"text/html": NASTY}


def _nasty_texts(notebook: NotebookNode) -> None:
    raises = f"raise type({NASTY!r}.replace(chr(0), ''), (Exception,), {{}})({NASTY!r})"
    place = next(index for index, cell in enumerate(notebook.cells) if "def double" in cell.source)
    notebook.cells.insert(place, nbformat.v4.new_code_cell(f"# {NASTY.strip()}\n{raises}"))
    notebook.cells.insert(place, nbformat.v4.new_code_cell(f"exit()  # {NASTY.strip()}"))
    notebook.cells[place + 2].source = f"def double(x):\n    raise ValueError({NASTY!r})"


def _nasty_name(notebook: NotebookNode) -> None:
    notebook.metadata["otter"] = {"assignment_name": NASTY}


def _huge_cell(notebook: NotebookNode) -> None:
    notebook.cells.insert(3, nbformat.v4.new_code_cell("x = '" + "x" * (5 * 2**20) + "'"))


EDITS: dict[str, Callable[[NotebookNode], None]] = {
    edit.__name__.removeprefix("_"): edit
    for edit in (
        *(_duplicate_ids, _swap_ids, _own_tests, _tags, _delete_answers, _delete_all_but_answers),
        *(_duplicate_cells, _reverse, _edit_given_cells, _results_in_outputs, _nasty_texts, _nasty_name),
        _huge_cell,
    )
}


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def _slip(notebook: bytes) -> bytes:
    names = (
        "../escaped.ipynb",
        "../../../../escaped.ipynb",
        "/tmp/escaped.ipynb",
        "C:\\escaped.ipynb",
        "a/../../escaped2.ipynb",
    )
    return _zip(dict.fromkeys(names, notebook))


def _overlapping(notebook: bytes) -> bytes:
    """Every entry says that its file is the whole zip."""
    data = bytearray(_zip({f"{number}.ipynb": notebook for number in range(50)}))
    place = data.index(b"PK\1\2")
    while data[place : place + 4] == b"PK\1\2":
        data[place + 20 : place + 24] = struct.pack("<L", len(data))
        place += 46 + sum(struct.unpack_from("<3H", data, place + 28))
    return bytes(data)


def _with_extra(notebook: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for number in range(20):
            member = zipfile.ZipInfo(f"{number}.ipynb")
            member.extra = struct.pack("<HH", 0x9999, 0) * 16_000
            made.writestr(member, notebook)
    return buffer.getvalue()


def _zip_with_link(name: str, target: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo(name)
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, target)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def graded(requires: Callable[[str], str]) -> Iterator[Graded]:
    requires("bubblewrap")
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="handed-in-") as folder:
        root = Path(folder) / "course"
        shutil.copytree(MINI, root)
        course = load(root / "grading.yml")
        made = build(course, "mini")
        handed_in = root / "handed in"
        handed_in.mkdir()
        for name, data in variants(made).items():
            (handed_in / name).parent.mkdir(exist_ok=True)
            (handed_in / name).write_bytes(data)
        _links(handed_in, root)
        before = _files(root)
        console = Console(file=io.StringIO(), width=200, force_terminal=True)
        submissions = collect([handed_in]).submissions
        with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
            assignment = build(course, "mini").assignment
            done = follow(
                console,
                grade_class(course, assignment, submissions, book, sandbox_kind="namespaces", jobs=2),
            )
            out = Path(folder) / "out"
            write_class(course, book, ["mini"], out)
        results = {result.student.name: result for result in done.results}
        assert len(results) == len(done.results) == len(submissions)
        print_summary(done.results, console)
        assert isinstance(console.file, io.StringIO)
        yield Graded(root, out, results, before, console.file.getvalue())


def _links(handed_in: Path, root: Path) -> None:
    (handed_in / "link.ipynb").symlink_to(root / "solutions" / "mini" / "master.py")
    (handed_in / "folder").symlink_to(root / "solutions")
    (handed_in / "circle").symlink_to(handed_in)
    (handed_in / "null.ipynb").symlink_to("/dev/zero")
    os.mkfifo(handed_in / "pipe.ipynb")


def _files(root: Path) -> dict[str, bytes]:
    """What an attack must leave alone; what this project writes itself stands below .autograder."""
    return {
        str(path): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.is_symlink() and ".autograder" not in path.parts
    }


def test_the_honest_student_has_full_marks(graded: Graded) -> None:
    assert graded.results["honest"].score == 5
    assert graded.results["wrong"].score == WORTH


def test_nobody_has_more_than_a_wrong_answer_is_worth(graded: Graded) -> None:
    others = {name: result for name, result in graded.results.items() if name not in ("honest", "Zoe")}
    assert {name: result.score for name, result in others.items() if result.score > WORTH} == {}
    for result in others.values():
        assert all(0 <= question.score <= question.possible for question in result.questions)


def test_everything_that_was_handed_in_has_a_result_and_none_is_our_fault(graded: Graded) -> None:
    ours = {name: result.message for name, result in graded.results.items() if result.status == Status.ERROR}
    assert ours == {}
    unreadable = {name for name, result in graded.results.items() if result.status == Status.UNREADABLE}
    assert {"format2", "format99", "million", "deep", "types", "twice", "pickle", "bomb"} <= unreadable
    assert len(graded.results) >= len(EDITS) + len(NAMES) + 12


def test_nobody_takes_a_name_or_a_time_by_looking_like_a_platform(graded: Graded) -> None:
    assert graded.results["Zoe"].score == 5
    assert graded.results["Zoe"].source == str(graded.root / "handed in" / ZOES / "hw.ipynb")
    assert not [name for name in graded.results if name.startswith("Zoe (")]
    assert {result.submitted_at for result in graded.results.values()} == {None}
    assert not [name for name in graded.results if name.startswith("submission_metadata")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crowd", "1,001 notebooks, more than 1,000"),
        ("files", "20,000 files, more than 10,000"),
        ("zips", "1,001 zips, more than 1,000"),
        ("names", "characters, more than 255"),
        ("folders", "characters, more than 1,024"),
        ("overlap", "lie over one another"),
        ("beside", "64,000 bytes of one file beside its name, more than 4,096"),
        ("lines", "cut off"),
        ("blank_lines", "lines: more than 200,000"),
    ],
)
def test_too_much_is_one_sentence_with_the_limit(graded: Graded, name: str, said: str) -> None:
    result = graded.results[name]
    assert result.status == Status.UNREADABLE
    assert said in str(result.message)
    assert len(str(result.message)) < 500


def test_a_result_stays_small_whatever_was_handed_in(graded: Graded) -> None:
    assert graded.results["many_cells"].status == Status.GRADED
    assert len(graded.results["many_cells"].troubles) == SENTENCES
    sizes = {path.name: path.stat().st_size for path in (graded.out / "results").iterdir()}
    assert {name: size for name, size in sizes.items() if size > 2**20} == {}


@pytest.mark.parametrize(
    "name", ["duplicate_ids", "own_tests", "tags", "huge_cell", "results_in_outputs", "format3"]
)
def test_harmless_edits_are_graded_like_the_notebook_they_were_made_from(graded: Graded, name: str) -> None:
    assert graded.results[name].score == WORTH, graded.results[name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("delete_answers", "was deleted"),
        ("edit_given_cells", "was edited"),
        ("duplicate_cells", "times: all ran in order"),
        ("reverse", "was moved"),
        ("delete_all_but_answers", "has been put back"),
        ("huge_cell", "was added"),
    ],
)
def test_an_edit_is_named_in_the_result(graded: Graded, name: str, said: str) -> None:
    assert any(said in str(change) for change in graded.results[name].changes), graded.results[name].changes


def test_nothing_is_written_but_what_we_write(graded: Graded) -> None:
    assert _files(graded.root) == graded.before
    assert not [path for path in graded.root.parent.rglob("*escaped*") if "results" not in path.parts]
    assert not Path("/tmp/escaped.ipynb").exists()


def test_links_are_not_followed_to_what_is_hidden(graded: Graded) -> None:
    said = "\n".join(path.read_text() for path in graded.out.rglob("*") if path.is_file())
    assert "root:x:0" not in said
    assert "# BEGIN SOLUTION" not in said
    for name in ("link", "null", "pipe"):
        assert graded.results[name].status == Status.UNREADABLE if name in graded.results else True


def test_each_result_is_one_file_in_its_folder(graded: Graded) -> None:
    written = [path for path in graded.out.rglob("*") if path.is_file()]
    results = [path for path in written if path.parent == graded.out / "results"]
    assert len(results) == len(graded.results)
    assert {path.name for path in written if path not in results} == {"grades.csv", "report.html"}
    for path in results:
        assert json.loads(path.read_text())["score"] <= 5


def test_no_cell_of_the_table_is_a_formula(graded: Graded) -> None:
    with (graded.out / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(graded.results) + 1
    formulas = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert formulas == []


@pytest.mark.parametrize("markup", ["<img src=x", "<script>alert"])
def test_no_markup_of_a_student_reaches_the_page(graded: Graded, markup: str) -> None:
    assert markup not in (graded.out / "report.html").read_text()


def test_no_escape_sequence_reaches_files_or_terminal(graded: Graded) -> None:
    said = (graded.out / "grades.csv").read_text() + (graded.out / "report.html").read_text()
    assert not {"\x1b", "\x07", "\u202e"} & {*said}
    assert "\x1b]0;" not in graded.printed
    assert "\x1b[2J" not in graded.printed
    assert "\x07" not in graded.printed
