"""One row for each student, and each file in exactly one row or explained."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import Unreadable
from autograder.notebook import parse
from autograder.student import labels
from autograder.submissions.collection import Collection, collect
from autograder.submissions.owners.roster import Roster
from autograder.submissions.released import Released
from autograder.submissions.submission import Submission

GIVEN = "import numpy as np\nprint('the softmax of a vector of scores')"
BLANK = "def softmax(x):\n    ..."
ANSWER = "def softmax(x):\n    return np.exp(x) / np.exp(x).sum()"


def notebook(answer: str = ANSWER, given: str = GIVEN, name: str = "softmax") -> bytes:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": given},
        {"cell_type": "code", "metadata": {"tags": ["otter_answer_cell"]}, "source": answer},
    ]
    return json.dumps(
        {"nbformat": 4, "metadata": {"otter": {"assignment_name": name}}, "cells": cells}
    ).encode()


OTHER = notebook("x = 1", "print('my own notes on something else')", "")
RELEASED = Released(
    "softmax", parse(notebook(BLANK)), frozenset({"utils.py", "data/digits.npz", "digits.npz"})
)


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def gathered(*paths: Path, roster: Mapping[str, str] | None = None) -> Collection:
    return collect(paths, Roster.of(roster or {}), RELEASED)


def names(collection: Collection) -> list[str]:
    return list(labels(item.student for item in collection.submissions).values())


def sources(collection: Collection, folder: Path) -> dict[str, str]:
    return {item.student.name: item.source.removeprefix(f"{folder}/") for item in collection.submissions}


def problem(submission: Submission) -> str:
    with pytest.raises(Unreadable) as caught:
        submission.read()
    return str(caught.value)


# One person, one submission.


@pytest.mark.parametrize(
    "copy",
    ["ana (1)", "ana-Copy1", "ana - Copy", "ana - Copy (2)", "ana copy 2", "Copy of ana", "Cópia de ana"],
)
def test_a_copy_in_a_flat_folder_is_the_same_person(tmp_path: Path, copy: str) -> None:
    lay(tmp_path, {"ana.ipynb": notebook(), f"{copy}.ipynb": notebook(BLANK), "ben.ipynb": notebook()})
    found = gathered(tmp_path)
    assert sources(found, tmp_path) == {"ana": "ana.ipynb", "ben": "ben.ipynb"}
    ana, ben = sorted(found.submissions, key=lambda item: item.student.name)
    assert tuple(map(str, ana.remarks)) == (
        "2 notebooks were handed in, and ana.ipynb counts because most questions are answered in it; "
        f"not graded: {copy}.ipynb.",
    )
    assert ben.remarks == ()


def test_the_answered_copy_counts_and_the_plain_name_stays(tmp_path: Path) -> None:
    lay(tmp_path, {"ana.ipynb": notebook(BLANK), "ana-Copy1.ipynb": notebook(), "ben (1).ipynb": notebook()})
    assert sources(gathered(tmp_path), tmp_path) == {"ana": "ana-Copy1.ipynb", "ben": "ben (1).ipynb"}


def test_of_equal_notebooks_the_plain_name_counts(tmp_path: Path) -> None:
    lay(tmp_path, {"ana (1).ipynb": notebook(), "ana.ipynb": notebook(), "zoe.ipynb": notebook()})
    assert sources(gathered(tmp_path), tmp_path) == {"ana": "ana.ipynb", "zoe": "zoe.ipynb"}


def test_a_student_of_the_roster_is_never_taken_for_a_copy(tmp_path: Path) -> None:
    lay(tmp_path, {"ana.ipynb": notebook(), "ana (2).ipynb": notebook()})
    found = gathered(tmp_path, roster={"ana": "Ana Silva", "ana (2)": "Ana Souza"})
    assert sources(found, tmp_path) == {"Ana Silva": "ana.ipynb", "Ana Souza": "ana (2).ipynb"}


SEVERAL = {
    "softmax.ipynb": notebook(BLANK),
    "softmax-Copy1.ipynb": notebook(),
    "Untitled.ipynb": OTHER,
    ".ipynb_checkpoints/softmax-checkpoint.ipynb": notebook(),
    "old/softmax.ipynb": notebook(BLANK),
}


def test_several_notebooks_in_a_students_folder(tmp_path: Path) -> None:
    lay(tmp_path / "ana", SEVERAL)
    lay(tmp_path / "ben", {"softmax (2).ipynb": notebook()})
    found = gathered(tmp_path)
    assert sources(found, tmp_path) == {"ana": "ana/softmax-Copy1.ipynb", "ben": "ben/softmax (2).ipynb"}
    (remark,) = map(str, found.submissions[0].remarks)
    assert remark.startswith(
        "4 notebooks were handed in, and softmax-Copy1.ipynb counts because most questions"
    )
    assert remark.endswith("not graded: Untitled.ipynb, ana/softmax.ipynb, old/softmax.ipynb.")
    assert sources(gathered(tmp_path / "ana"), tmp_path) == {"ana": "ana/softmax-Copy1.ipynb"}
    assert sources(gathered(*sorted(tmp_path.iterdir())), tmp_path) == sources(found, tmp_path)


def test_several_notebooks_in_a_students_zip(tmp_path: Path) -> None:
    lay(tmp_path, {"ana.zip": zipped(SEVERAL), "ben.zip": zipped({"Untitled7.ipynb": notebook()})})
    expected = {"ana": "ana.zip/softmax-Copy1.ipynb", "ben": "ben.zip/Untitled7.ipynb"}
    assert sources(gathered(tmp_path), tmp_path) == expected
    assert sources(gathered(*sorted(tmp_path.iterdir())), tmp_path) == expected
    (tmp_path / "all").mkdir()
    whole = lay(
        tmp_path / "all", {"class.zip": zipped({p.name: p.read_bytes() for p in tmp_path.glob("*.zip")})}
    )
    assert sources(gathered(whole / "class.zip"), whole / "class.zip") == expected


@pytest.mark.parametrize(
    ("folder", "student"),
    [
        ("Ana Peña_12_assignsubmission_file_", "Ana Peña"),
        ("submission_101", "submission_101"),
        ("submitted/ana/softmax", "ana"),
    ],
)
def test_several_notebooks_in_a_platforms_download(tmp_path: Path, folder: str, student: str) -> None:
    lay(tmp_path / folder, SEVERAL)
    assert sources(gathered(tmp_path), tmp_path / folder) == {student: "softmax-Copy1.ipynb"}


def test_several_attachments_in_canvas_and_a_later_download(tmp_path: Path) -> None:
    first = {"penaana_12_678_softmax.ipynb": notebook(), "penaana_12_679_notes.ipynb": OTHER}
    later = {"penaana_LATE_12_700_softmax-1.ipynb": notebook("better")}
    assert sources(gathered(lay(tmp_path / "a", first)), tmp_path / "a") == {
        "penaana": "penaana_12_678_softmax.ipynb"
    }
    lay(tmp_path / "b", later)
    both = gathered(tmp_path / "a", tmp_path / "b")
    assert sources(both, tmp_path) == {"penaana": "b/penaana_LATE_12_700_softmax-1.ipynb"}
    assert "counts because it is the newest" in str(both.submissions[0].remarks[0])


def test_names_that_look_like_canvas_do_not_merge_people(tmp_path: Path) -> None:
    lay(tmp_path, {"hw_2026_10_ana.ipynb": notebook(), "hw_2026_10_ben.ipynb": notebook()})
    assert [item.student.name for item in gathered(tmp_path).submissions] == [
        "hw_2026_10_ana",
        "hw_2026_10_ben",
    ]


CANVAS = {  # by the names of Canvas's exporter
    "silvaana_LATE_1001_55502_softmax-1.ipynb": "silvaana",
    "obrienjrzoë_1002_55503_my nb (final).ipynb": "obrienjrzoë",
    "anon_aB3xZ_55504_softmax.ipynb": "anon aB3xZ",
    "LATE_anon_q9Zk1_55505_softmax.ipynb": "anon q9Zk1",
    "van_der_bergpiet_1004_55506_softmax.ipynb": "van_der_bergpiet",
    "team7_1005_55507_softmax.ipynb": "team7",
}


def test_names_as_canvas_writes_them(tmp_path: Path) -> None:
    lay(tmp_path, {name: notebook() for name in CANVAS})
    found = gathered(tmp_path)
    assert sources(found, tmp_path) == {student: name for name, student in CANVAS.items()}
    text = lay(tmp_path / "text", {"silvaana_1001_text.html": b"<p>", "odeben_1002_link.html": b"<p>"})
    assert [item.student.name for item in gathered(text).submissions] == ["odeben", "silvaana"]


def test_two_submissions_of_one_person_in_gradescope_are_one_and_the_newest_counts(tmp_path: Path) -> None:
    metadata = "".join(
        f"submission_{number}:\n  :submitters:\n  - :name: Ana\n    :sid: '7'\n"
        f"  :created_at: 2026-10-{day} 04:00:00 Z\n"
        for number, day in ((1, 12), (2, 11))
    )
    lay(tmp_path, {"submission_1/a.ipynb": notebook(), "submission_2/softmax.ipynb": notebook()})
    lay(tmp_path, {"submission_metadata.yml": metadata.encode()})
    (only,) = gathered(tmp_path).submissions
    assert (only.student.name, only.submitted_at) == ("Ana", datetime(2026, 10, 12, 4, tzinfo=UTC))
    assert "submission_1" in only.source
    assert "counts because it is the newest; not graded: softmax.ipynb." in str(only.remarks[0])


def test_the_newest_of_another_assignment_does_not_count(tmp_path: Path) -> None:
    lay(tmp_path / "submission_1", {"notes.ipynb": OTHER, "softmax.ipynb": notebook(BLANK)})
    assert sources(gathered(tmp_path), tmp_path / "submission_1") == {"submission_1": "softmax.ipynb"}


def test_only_the_autosave_is_there(tmp_path: Path) -> None:
    lay(tmp_path / "ana" / ".ipynb_checkpoints", {"softmax-checkpoint.ipynb": notebook()})
    lay(tmp_path / "ben", {"softmax.ipynb": notebook(), "softmax.ipynb~": notebook(BLANK)})
    ana, ben = gathered(tmp_path).submissions
    assert (ana.student.name, parse(ana.read())) == ("ana", parse(notebook()))
    assert "saved by itself" in str(ana.remarks[0])
    assert (ben.student.name, ben.remarks) == ("ben", ())


# Whose it is.


def test_the_student_is_the_folder_whatever_the_files_are_called(tmp_path: Path) -> None:
    names = {"ana": "Untitled", "ben": "my solution", "cy": "ben", "dee": "attention_v2"}
    lay(tmp_path, {f"{student}/{name}.ipynb": notebook() for student, name in names.items()})
    found = gathered(tmp_path)
    assert {s: Path(source).parent.name for s, source in sources(found, tmp_path).items()} == {
        s: s for s in names
    }


@pytest.mark.parametrize("name", ["softmax", "Untitled", "softmax-final (1)", "hw1", "homework_2"])
def test_one_students_folder_names_them_alone_too(tmp_path: Path, name: str) -> None:
    path = lay(tmp_path / "late" / "dee", {f"{name}.ipynb": notebook()}) / f"{name}.ipynb"
    for place in (path, path.parent, path.parent.parent):
        assert [item.student.name for item in gathered(place).submissions] == ["dee"]


def test_nobody_is_called_untitled(tmp_path: Path) -> None:
    lay(tmp_path / "class", {"ana.ipynb": notebook(), "Untitled1.ipynb": notebook()})
    assert [item.student.name for item in gathered(tmp_path / "class").submissions] == [
        "class - Untitled1",
        "ana",
    ]


def test_sections_of_folders_and_of_files(tmp_path: Path) -> None:
    folders = ["monday/ana/softmax.ipynb", "monday/ben/x.ipynb", "tuesday/carla/y.ipynb"]
    found = gathered(lay(tmp_path / "one", {name: notebook() for name in folders}))
    assert [item.student.name for item in found.submissions] == ["ana", "ben", "carla"]
    files = ["a/ana.ipynb", "a/ben.ipynb", "b/ana.ipynb", "b/dora.ipynb", "c/eve.ipynb", "c/fay.ipynb"]
    files += ["d/gus.ipynb", "e/hal.ipynb", "e/ike.ipynb"]
    found = gathered(lay(tmp_path / "two", {name: notebook() for name in files}))
    assert names(found) == ["ana (a)", "ben", "ana (b)", "dora", "eve", "fay", "gus", "hal", "ike"]


def test_parts_of_one_students_work_are_no_students(tmp_path: Path) -> None:
    parts = ["ana/q1/x.ipynb", "ana/q2/x.ipynb", "ben/q1/x.ipynb", "ben/q2/x.ipynb"]
    found = gathered(lay(tmp_path / "one", {name: notebook() for name in parts}))
    assert [item.student.name for item in found.submissions] == ["ana", "ben"]
    drafts = ["ana/draft.ipynb", "ana/final.ipynb", "ben/answer.ipynb"]
    found = gathered(lay(tmp_path / "two", {name: notebook() for name in drafts}))
    assert [item.student.name for item in found.submissions] == ["ana", "ben"]


def test_people_of_one_name_and_two_ids_stay_two(tmp_path: Path) -> None:
    end = "assignsubmission_file_"
    lay(tmp_path, {f"Ana Silva_{number}_{end}/hw.ipynb": notebook() for number in (1011, 1022)})
    assert names(gathered(tmp_path)) == [
        "Ana Silva (1011)",
        "Ana Silva (1022)",
    ]
    lay(tmp_path / "b", {f"Participant_{number}_{end}/hw.ipynb": notebook() for number in (7, 8)})
    lay(tmp_path / "b", {f"Default group_{end}/hw.ipynb": notebook()})
    found = gathered(tmp_path / "b")
    assert names(found) == [
        "Default group",
        "Participant (7)",
        "Participant (8)",
    ]


def test_a_stray_template_does_not_make_a_class_one_student(tmp_path: Path) -> None:
    lay(tmp_path, {name: notebook() for name in ("softmax.ipynb", "ana/softmax.ipynb", "ben/softmax.ipynb")})
    assert names(gathered(tmp_path)) == ["softmax", "ana", "ben"]


# What is no notebook.


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("ben.py", b"print(1)", "ben.py is a Python file, not a notebook: hand in the .ipynb file."),
        ("ben.pdf", b"%PDF-1.4", "ben.pdf is a PDF, not a notebook"),
        ("ben.html", b"<html>", "ben.html is a web page, not a notebook"),
        ("ben.docx", b"PK\3\4", "ben.docx is a text document, not a notebook"),
        ("ben.txt", b"x", "ben.txt is a text file, not a notebook"),
        ("ben.jpg", b"x", "ben.jpg is not a notebook"),
        ("ben", b"x", "ben is not a notebook"),
        ("ben.json", b'{"a": 1}', "ben.json is not a notebook"),
        ("ben.rar", b"Rar!", "unpack the archive into a folder called ben and grade that."),
        ("ben.7z", b"7z", "ben.7z is an archive that is not opened here: hand in the .ipynb file"),
        ("ben.tar.gz", b"\x1f\x8b", "unpack the archive into a folder called ben and grade that."),
        ("ben.ipynb.crdownload", b"{", "is a download that was not finished"),
    ],
)
def test_another_file_is_a_row_with_a_reason(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    lay(tmp_path / "flat", {"ana.ipynb": notebook(), name: data})
    lay(tmp_path / "folders", {"ana/softmax.ipynb": notebook(), f"ben/{name}": data})
    for folder in ("flat", "folders"):
        found = {
            item.student.name.removesuffix(".ipynb"): item for item in gathered(tmp_path / folder).submissions
        }
        assert list(found) == ["ana", "ben"]
        assert said in problem(found["ben"])


@pytest.mark.parametrize("name", ["dee.ipnyb", "dee.json", "dee.txt", "dee", "dee.ipynb.download"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_content_decides_what_is_a_notebook(tmp_path: Path, name: str, encoding: str) -> None:
    lay(tmp_path, {"ana.ipynb": notebook(), name: notebook().decode().encode(encoding)})
    dee = gathered(tmp_path).submissions[1]
    assert dee.student.name.removesuffix(".ipynb") == "dee"
    assert parse(dee.read()) == parse(notebook())
    assert [*map(str, dee.remarks)] == [f"{name} is a notebook by its content and was graded as one."]


def test_students_with_nothing_or_with_little(tmp_path: Path) -> None:
    lay(tmp_path, {"ana/softmax.ipynb": notebook(), "ben/": b"", "cy/README.md": b"x", "dee/data.csv": b"1"})
    lay(tmp_path, {"eve/.DS_Store": b"x"})
    ana, *others = gathered(tmp_path).submissions
    assert ana.student.name == "ana"
    assert {item.student.name: problem(item) for item in others} == {
        "ben": "The folder ben is empty: hand in the .ipynb file.",
        "cy": "README.md is a text file, not a notebook: hand in the .ipynb file.",
        "dee": "data.csv is not a notebook: hand in the .ipynb file.",
        "eve": "The folder eve is empty: hand in the .ipynb file.",
    }
    class_zip = tmp_path / "class.zip"
    with ZipFile(class_zip, "w") as made:
        made.writestr("ana/softmax.ipynb", notebook())
        made.mkdir("ben")
    assert [item.student.name for item in gathered(class_zip).submissions] == ["ana", "ben"]


def test_what_is_nobodys_work_is_no_row_and_is_said(tmp_path: Path) -> None:
    litter = {
        "roster.csv": b"id,name",
        "README.md": b"x",
        "utils.py": b"x = 1",
        "helper.py": b"x = 1",
        "data/digits.npz": b"x",
        "results/": b"",
        ".DS_Store": b"x",
        "__MACOSX/._ana.ipynb": b"x",
        "Thumbs.db": b"x",
        "~$ana.docx": b"x",
    }
    lay(tmp_path, {"ana.ipynb": notebook("from helper import x"), "ben.ipynb": notebook(), **litter})
    found = gathered(tmp_path)
    assert [item.student.name for item in found.submissions] == ["ana", "ben"]
    said = "README.md, roster.csv, utils.py, data/digits.npz"
    assert [*map(str, found.remarks)] == [f"Not taken for anybody's work: {said}."]


def test_files_beside_a_students_notebook_are_theirs(tmp_path: Path) -> None:
    files = {
        "softmax.ipynb": notebook(),
        "tools.py": b"x",
        "notes.pdf": b"%PDF",
        "data.csv": b"1",
        "data.json": b"{}",
    }
    lay(tmp_path, {"ana.ipynb": notebook(), "ana.pdf": b"%PDF", "ben.zip": zipped(files)})
    found = gathered(tmp_path)
    assert sources(found, tmp_path) == {"ana": "ana.ipynb", "ben": "ben.zip/softmax.ipynb"}
    assert [item.remarks for item in found.submissions] == [(), ()]


def test_a_zip_and_the_folder_that_it_was_unpacked_to_are_one_persons(tmp_path: Path) -> None:
    lay(tmp_path, {"ana.zip": zipped({"softmax.ipynb": notebook()}), "ana/softmax.ipynb": notebook(BLANK)})
    lay(tmp_path, {"ben/softmax.ipynb": notebook()})
    found = gathered(tmp_path)
    assert sources(found, tmp_path) == {"ana": "ana.zip/softmax.ipynb", "ben": "ben/softmax.ipynb"}


def test_a_damaged_zip_beside_a_notebook_is_said(tmp_path: Path) -> None:
    lay(tmp_path, {"ana.ipynb": notebook(), "ana.zip": b"PK"})
    (ana,) = gathered(tmp_path).submissions
    assert ana.read() == notebook()
    assert "The zip cannot be opened" in str(ana.remarks[0])


@pytest.mark.parametrize("other", ["ana.csv", "ana.py", "ana.pdf"])
def test_a_copy_that_was_saved_by_itself_counts_beside_what_is_no_notebook(
    tmp_path: Path, other: str
) -> None:
    lay(tmp_path, {other: b"a,b", "ana.ipynb~": notebook()})
    for order in ([tmp_path], sorted(tmp_path.iterdir()), sorted(tmp_path.iterdir(), reverse=True)):
        (ana,) = gathered(*order).submissions
        assert (ana.student.name, ana.read()) == ("ana", notebook())


# The class list.


def test_who_is_missing_and_who_is_unknown_is_said(tmp_path: Path) -> None:
    lay(tmp_path, {f"{name}.ipynb": notebook() for name in ("a01", "a02", "007")})
    found = gathered(tmp_path, roster={"a01": "Ana", "7": "Cy", "a09": "Zoë"})
    assert [item.student.name for item in found.submissions] == ["Cy", "Ana", "a02"]
    assert [*map(str, found.remarks)] == [
        "Not in the roster: a02.",
        "Ids of the roster lack the zeros in front, which Excel removes: 7 was taken for 007.",
        "In the roster and handed in nothing: Zoë.",
    ]
    found = gathered(tmp_path, roster={"x1": "Ana", "x2": "Ben"})
    assert str(found.remarks[0]) == (
        "No id of the roster was found among what was handed in: ids are like x1, x2, the files and folders "
        "are called 007, a01, a02."
    )


def test_a_number_that_two_students_could_have_is_nobodys(tmp_path: Path) -> None:
    lay(tmp_path, {"007.ipynb": notebook()})
    assert gathered(tmp_path, roster={"7": "Ana", "07": "Ben"}).submissions[0].student.name == "007"


# Any class at all.

letters = st.sampled_from(
    ["ana", "ben", "Ana", "softmax", "Untitled", "hw1", "x", "ana (1)", "zoe-Copy1", "1", "É"]
)
folders = st.sampled_from(["ana", "ben", "Ana", "softmax", "hw1", "x", "old", "É"])
endings = st.sampled_from([".ipynb", ".ipynb", ".py", ".csv", ".pdf", ".json", ".txt", "", ".ipynb~", ".md"])
contents = st.sampled_from([notebook(), notebook(BLANK), OTHER, b"", b"x", b'{"cells": 1}'])
trees = st.dictionaries(
    st.tuples(st.lists(folders, max_size=3).map(tuple), letters, endings), contents, min_size=1, max_size=8
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(trees, st.sampled_from(["folder", "zip", "zips"]), st.booleans())
def test_every_file_is_in_one_row_or_explained(
    tmp_path_factory: pytest.TempPathFactory,
    tree: dict[tuple[tuple[str, ...], str, str], bytes],
    how: str,
    is_listed: bool,
) -> None:
    files = {"/".join([*folders, name + ending]): data for (folders, name, ending), data in tree.items()}
    # A name is a file or a folder, and not both; and no two differ in nothing but case.
    files = {
        name: data
        for i, (name, data) in enumerate(files.items())
        if not any(f"{other}/".startswith(f"{name}/") for j, other in enumerate(files) if i != j)
    }
    if not files:
        return
    top = tmp_path_factory.mktemp("class")
    if how == "folder":
        lay(top, files)
    elif how == "zip":
        lay(top, {"all.zip": zipped(files)})
    else:
        lay(top, {f"{i}.zip": zipped({name: data}) for i, (name, data) in enumerate(files.items())})
    roster = {"ana": "Ana", "ben": "Ben"} if is_listed else {}
    found = gathered(top, roster=roster)
    students = [name.casefold() for name in names(found)]
    assert len(students) == len(set(students))
    assert not any(student.startswith("untitled") for student in students if how == "folder")
    graded = {item.source for item in found.submissions}
    assert len(graded) == len(found.submissions)
    for name in files:
        if not name.endswith(".ipynb"):
            continue
        source = next((s for s in graded if s.endswith(f"/{name}")), None)
        told = [str(remark) for item in found.submissions for remark in item.remarks]
        listed = any(name.rpartition("/")[2] in remark for remark in told)
        assert source or listed, (name, found)
    for item in found.submissions:
        assert item.problem or item.read() in files.values()
    # The order in which things are given changes nothing.
    again = gathered(*sorted(top.iterdir(), reverse=True), roster=roster) if how != "zip" else found
    if len(list(top.iterdir())) > 1:
        assert {item.source for item in again.submissions} == graded
