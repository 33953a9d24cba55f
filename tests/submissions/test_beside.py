"""Files beside a notebook: which count, their bytes, and what is said of those that are left out."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder import limits
from autograder.student import Student
from autograder.submissions.beside import Beside, beside, read_beside
from autograder.submissions.search import Found, search
from autograder.submissions.submission import Submission


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def notebook_in(found: list[Found], folder: str = "") -> Found:
    return next(item for item in found if item.is_notebook and folder in item.source)


def names(files: tuple[Beside, ...]) -> list[str]:
    return [file.name for file in files]


@pytest.fixture(params=["folder", "zip"])
def handed_in(request: pytest.FixtureRequest, tmp_path: Path) -> list[Found]:
    folder = made(
        tmp_path / "ana",
        {
            "work/hw.ipynb": "{}",
            "work/utils.py": "x = 1",
            "work/lib/deep/more.py": "y = 2",
            "work/other.ipynb": "[]",
            "work/.hidden": "no",
            "above.txt": "no",
        },
    )
    with zipfile.ZipFile(folder / "work" / "data.zip", "w") as data:
        data.writestr("points.csv", "1,2")
        data.writestr("a/b.csv", "3")
    if request.param == "folder":
        return list(search(folder))
    with zipfile.ZipFile(tmp_path / "ana.zip", "w") as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, path.relative_to(folder))
    return list(search(tmp_path / "ana.zip"))


def test_what_lies_in_the_notebooks_folder_and_below_it_belongs_to_it(handed_in: list[Found]) -> None:
    notebook = next(item for item in handed_in if item.source.endswith("/hw.ipynb"))
    files = beside(notebook, handed_in)
    assert names(files) == ["data.zip", "lib/deep/more.py", "other.ipynb", "utils.py"]
    contents, said = read_beside(files, None)
    assert said == []
    assert contents["utils.py"] == b"x = 1"
    assert contents["data.zip"].startswith(b"PK")


def test_names_that_could_do_harm_are_left_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ana.zip", "w") as packed:
        for name in ("hw.ipynb", "../up.py", "/etc/passwd", "a\nb.py", "c\\d.py", "x" * 201, "good.py"):
            packed.writestr(name, "x")
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/shadow")
    found = list(search(tmp_path / "ana.zip"))
    assert names(beside(notebook_in(found), found)) == ["c/d.py", "etc/passwd", "good.py", "up.py"]


def test_given_files_are_restored_and_a_changed_one_is_told(tmp_path: Path) -> None:
    given = made(
        tmp_path / "given", {"data/points.csv": "1", "utils.py": "given", "same.py": "=", "folder/x": ""}
    )
    own = made(
        tmp_path / "own",
        {
            "data/points.csv": "2",
            "data/new.csv": "3",
            "same.py": "=",
            "utils.py/inner": "4",
            "folder": "5",
        },
    )
    files = [Beside(str(path.relative_to(own)), path) for path in sorted(own.rglob("*")) if path.is_file()]
    contents, said = read_beside(files, given)
    assert contents == {"data/new.csv": b"3"}
    assert [str(sentence).split()[2] for sentence in said] == ["data/points.csv", "folder", "utils.py/inner"]
    assert str(said[0]) == (
        "The file data/points.csv comes with the assignment: yours differs, and the given one was put back."
    )


def test_what_is_too_much_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BESIDE_BYTES", 10)
    monkeypatch.setattr(limits, "BESIDE_FILES", 2)
    folder = made(tmp_path, {"a": "x" * 8, "b": "x" * 8, "c": "", "d": ""})
    files = [Beside(name, folder / name) for name in "abcd"]
    contents, said = read_beside([*files, Beside("e", folder / "gone")], None)
    assert list(contents) == ["a", "c"]
    assert len(said) == 1
    assert str(said[0]).startswith("b and 2 more beside the notebook could not be taken along")


def test_a_file_cannot_be_a_folder_of_another(tmp_path: Path) -> None:
    path = made(tmp_path, {"file": "x"}) / "file"
    contents, said = read_beside([Beside("a", path), Beside("a/b", path)], None)
    assert list(contents) == ["a"]
    assert len(said) == 1


def test_the_files_are_part_of_a_submissions_hash(tmp_path: Path) -> None:
    made(tmp_path, {"hw.ipynb": "{}", "a.py": "1", "b.py": "2"})
    notebook = tmp_path / "hw.ipynb"
    a, b = Beside("a.py", tmp_path / "a.py"), Beside("a.py", tmp_path / "b.py")
    hashes = [
        Submission(Student.named("ana"), "", path=notebook, beside=files).open().hash
        for files in ((), (a,), (b,), (a,))
    ]
    assert hashes[1] == hashes[3]
    assert len(set(hashes)) == 3
