"""What is said where a database cannot be used, and what a fork does not share."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import databases
import psycopg
import pytest

from autograder.gradebook.database import database
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student


def graded(student: str = "anna", message: str = "") -> GradingResult:
    return GradingResult(
        student=Student.named(student), assignment="attention", status=Status.GRADED, message=message
    )


def complaint(url: str) -> str:
    with pytest.raises(GradebookError) as caught:
        Gradebook(url)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux lists open files here")
def test_a_fork_inherits_no_open_file(tmp_path: Path) -> None:
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.record(graded())
        book.results()
        open_files = {os.path.realpath(fd) for fd in Path("/proc/self/fd").iterdir()}
    assert not [name for name in open_files if name.startswith(str(tmp_path))]


def test_after_a_fork_each_process_has_its_own_connection(url: str) -> None:
    with Gradebook(url) as book:
        book.record(graded("before"))
        child = os.fork()
        if not child:
            status = 1
            try:
                for number in range(20):
                    book.record(graded(f"child {number:02}"))
                status = 0
            finally:
                os._exit(status)
        for number in range(20):
            book.record(graded(f"parent {number:02}"))
        assert os.waitpid(child, 0)[1] == 0
        names = [result.student.name for result in book.results()]
    both = [f"{who} {number:02}" for who in ("child", "parent") for number in range(20)]
    assert names == ["before", *both]


def test_a_gradebook_in_memory_works() -> None:
    with Gradebook("sqlite://") as book:
        book.record(graded())
        assert book.results() == [graded()]


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are my notes, and there are many of them\n" * 100)
    assert "notes.db is not a database: move that file away" in complaint(f"sqlite:///{path}")


def test_a_locked_gradebook_is_one_sentence(url: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(database.SQLITE, "timeout", 0.2)
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    with Gradebook(url) as book:
        with closing(_lock(url, kind)):
            assert book.results() == []  # reading goes on
            with pytest.raises(GradebookError, match="is locked by another program: wait until"):
                book.record(graded())
        book.record(graded())
        assert book.results() == [graded()]


def _lock(url: str, kind: str) -> sqlite3.Connection | psycopg.Connection:
    """A connection of another program that is writing; closed, it lets go."""
    if kind == "sqlite":
        file = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        return file
    connection = psycopg.connect(url)
    connection.execute("LOCK TABLE gradebook_student IN EXCLUSIVE MODE")
    return connection


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot be made" in complaint(f"sqlite:///{tmp_path}/file/gradebook.db")


WITHOUT_RIGHTS = """
import os, sys
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
Gradebook("sqlite://").close()  # all imports done, as the other user may not read them
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Gradebook(sys.argv[1])
except GradebookError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("is_made", "sentence"),
    [
        (False, "cannot be opened: check that its folder exists"),
        (True, "may not be written: check the permissions of the file and of its folder"),
    ],
)
def test_a_folder_that_may_not_be_written_is_one_sentence(is_made: bool, sentence: str) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gradebook.db"
        if is_made:
            Gradebook(url).close()
            Path(folder, "gradebook.db").chmod(0o444)
        Path(folder).chmod(0o555)
        run = subprocess.run(
            [sys.executable, "-c", WITHOUT_RIGHTS, url], capture_output=True, text=True, check=False
        )
        Path(folder).chmod(0o755)
    assert sentence in run.stdout, run.stderr


def test_a_row_changed_from_outside_is_one_sentence(url: str, kind: str) -> None:
    nonsense = "x'00'" if kind == "sqlite" else r"'\x00'"
    with Gradebook(url) as book:
        book.record(graded())
        databases.execute(url, f"UPDATE gradebook_gradingdocument SET packed = {nonsense}")
        with pytest.raises(GradebookError, match=r"Grading 1 of .* holds no result .*: restore"):
            book.results()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("gradebook.db", "is not the URL of a database"),
        ("postgresql+pg8000://me:secret@host/db", "there is no such kind: write sqlite:///FILE or postgres"),
        ("mysql://me:secret@host/db", "there is no such kind: write sqlite:///FILE or postgresql://"),
        ("nonsense://host/db", "cannot be used"),
        ("postgresql://me:secret@host:many/db", "check its port"),
    ],
)
def test_a_wrong_url_is_one_sentence(url: str, sentence: str) -> None:
    said = complaint(url)
    assert sentence in said
    assert "secret" not in said


WITHOUT_A_DRIVER = """
import sys
sys.modules["psycopg"] = sys.modules["psycopg2"] = None
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
try:
    Gradebook("postgres://u@h/x")
except GradebookError as error:
    print(error)
"""


def test_a_driver_that_is_missing_names_what_to_install() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_DRIVER], capture_output=True, text=True, check=False
    )
    assert "psycopg with its library: pip install 'autograder[postgresql]'" in run.stdout, run.stderr


def test_a_gradebook_that_may_only_be_read_is_read_and_not_written(
    url: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gradebook(url) as book:
        book.record(graded())
    if kind == "sqlite":
        monkeypatch.setitem(database.SQLITE, "init_command", "PRAGMA query_only = ON")
        sentence = "may not be written: check the permissions of the file and of its folder"
    else:
        name = url.rpartition("/")[2]
        databases.execute(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        sentence = "may not be written: its server is read-only now, perhaps a replica"
    with Gradebook(url) as book:
        with pytest.raises(GradebookError, match=sentence):
            book.record(graded("boris"))
        assert book.results() == [graded()]


ON_A_SMALL_DISK = """
import random, shutil, sys
from pathlib import Path
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.submission import Submission

def attempt(act, *values):
    try:
        act(*values)
        print("done")
    except GradebookError as error:
        print(error)

disk = Path(sys.argv[1])
ana = Student.named("ana")
large = random.Random(0).randbytes(2_000_000)
with Gradebook(sys.argv[2], disk / "files") as book:
    attempt(book.receive, Submission(ana, "ana.ipynb"), "a", "1", {"": b"small"})
    attempt(book.receive, Submission(ana, "ana.ipynb"), "a", "2", {"": b"small", "data.bin": large})
    result = GradingResult(student=ana, assignment="a", status=Status.GRADED, submission_hash="1")
    attempt(book.record, result)
    if disk in Path(book.name).parents:
        message = large.hex()[:300_000]
        more = GradingResult(student=ana, assignment="b", status=Status.GRADED, message=message)
        for spare in (100_000, 0):
            (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free - spare))
            attempt(book.record, more)
            (disk / "filler").unlink()
        attempt(book.record, result)
    assert book.results() == [result]
    with book.reading():
        from autograder.gradebook.models import Submission as Row
        assert list(Row.objects.values_list("assignment", "sha256")) == [("a", "1")]
    assert not list(disk.rglob("*.part"))
"""


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_done(
    url: str, kind: str, tmp_path: Path, requires: Callable[[str], str]
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    small = [requires("bubblewrap"), "--dev-bind", "/", "/", "--size", "1000000", "--tmpfs", str(disk)]
    place = f"sqlite:///{disk}/gradebook.db" if kind == "sqlite" else url
    run = subprocess.run(
        [*small, sys.executable, "-c", ON_A_SMALL_DISK, disk, place],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    first, second, third, *others = run.stdout.splitlines()
    assert (first, third) == ("done", "done")
    assert second.startswith("What was handed in cannot be kept (No space left on device): free some space")
    if kind == "sqlite":
        nearly_full, full, again = others
        assert "cannot grow because the disk is full: free some space and try again" in nearly_full
        assert "check that the disk is neither full nor damaged" in full
        assert again == "done"
