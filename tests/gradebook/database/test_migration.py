"""A gradebook of an older version is brought over whole or not at all, and the old one is kept."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import databases
import pytest
from django.test import override_settings

from autograder.gradebook import migrations, models
from autograder.gradebook.database.database import Database
from autograder.gradebook.database.legacy import Counts
from autograder.gradebook.database.migration import Migration, migrate
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.gradebook import Gradebook
from autograder.results import GradingResult, Status
from autograder.student import Student
from autograder.submissions.owners.roster import Person, Roster

Load = Callable[[int], str]


@pytest.fixture
def old(new_url: str) -> Load:
    """Makes the gradebook that a version wrote, and gives its URL."""

    def load(version: int) -> str:
        databases.load(new_url, Path(__file__).with_name(f"version_{version}.sql"))
        return new_url

    return load


def bring_over(url: str, backed_up: bool = False) -> Migration | None:
    with closing(Database(url)) as database:
        return migrate(database, "the instructor", backed_up)


def scores(results: list[GradingResult]) -> list[tuple[str, str, float]]:
    return [(result.student.id, result.student.name, result.score) for result in results]


def complaint(url: str) -> str:
    with pytest.raises(GradebookError) as caught:
        Gradebook(url)
    return str(caught.value)


@pytest.mark.parametrize("version", [1, 2])
def test_an_old_gradebook_is_left_alone_until_it_is_brought_over(old: Load, version: int) -> None:
    url = old(version)
    assert "older autograder: bring it over with `autograder gradebook migrate" in complaint(url)
    assert databases.execute(url, "SELECT version FROM autograder_schema") == [(version,)]


def test_a_gradebook_of_version_1_is_brought_over(old: Load, kind: str) -> None:
    url = old(1)
    done = bring_over(url)
    assert done is not None
    assert done.brought_over == Counts(gradings=5, people=0)
    with Gradebook(url) as book:
        assert scores(book.results("mini")) == [
            ("name:Ana Silva", "Ana Silva", 5.0),
            ("name:Ben Ode", "Ben Ode", 3.5),
            ("name:Cleo", "Cleo", 2.0),
            ("name:Dee", "Dee", 0.0),
            ("name:Zoë Nero", "Zoë Nero", 3.0),
        ]
        [told] = book.times("mini").values()
        assert told.student == Student("name:Zoë Nero", "Zoë Nero", known_as=("Zoë Nero",))
        assert told.submitted_at is not None
        assert told.submitted_at.isoformat() == "2026-10-11T04:20:33.123456+00:00"
        with book.reading():
            ben = models.Grading.objects.get(submission__student__key="name:Ben Ode")
            assert ben.recorded.isoformat() == "2026-11-29T21:37:58.864477+00:00"
            assert ben.points == [["q1", 1.5, 3.0], ["q2", 2.0, 2.0], ["q3", None, 5.0]]
        ode = book.results("mini")[1].questions[0].tests[1]
        assert str(ode.message) == "double must work for any numbers."
        assert "Expected double(x) to be -3.15218" in ode.full


def test_who_was_graded_by_version_1_is_not_there_twice(old: Load) -> None:
    url = old(1)
    bring_over(url)
    ben = Student("moodle:1012", "Ben Ode", known_as=("1012",))
    with Gradebook(url) as book:
        book.record(GradingResult(student=ben, assignment="mini", status=Status.GRADED, score=4.0))
        assert [(name, score) for _, name, score in scores(book.results("mini"))] == [
            ("Ana Silva", 5.0),
            ("Ben Ode", 4.0),
            ("Cleo", 2.0),
            ("Dee", 0.0),
            ("Zoë Nero", 3.0),
        ]
        book.enrol(Roster([Person("Ana Silva", ("s1", "1011")), Person("Ben Ode", ("s2", "1012"))]))
        assert scores(book.results("mini"))[:2] == [("s1", "Ana Silva", 5.0), ("s2", "Ben Ode", 4.0)]


def test_a_gradebook_of_version_2_is_brought_over(old: Load) -> None:
    url = old(2)
    done = bring_over(url)
    assert done is not None
    assert done.brought_over == Counts(gradings=10, people=2)
    with Gradebook(url) as book:
        assert scores(book.results("mini")) == [
            ("name:Ana Silva", "Ana Silva", 5.0),  # the roster has another name
            ("s1", "Ana Silva Ode", 3.0),
            ("moodle:1012", "Ben Ode", 3.0),
            ("name:Cleo", "Cleo", 2.0),
            ("name:Dee", "Dee", 0.0),
            ("gradescope:s5+s6", "Eve, Fay", 1.5),
            ("name:Zoë Nero", "Zoë Nero", 3.0),
            ("path:class/hal", "hal", 0.0),
        ]
        assert [person.ids for person in book.roster().people] == [("s1", "1011"), ("s5", "eve@example.org")]
        team = next(result for result in book.results() if result.student.members)
        assert [(member.id, member.name) for member in team.student.members] == [
            ("s5", "Eve"),
            ("gradescope:s6", "Fay"),
        ]
        late = book.times("mini")["s1", "2" * 64]
        assert (late.submitted_at, late.marked_late) == (None, True)
        with book.reading():
            assert models.Submission.objects.filter(student__key="s1").count() == 2
            event = models.Event.objects.get(action="migrate")
            assert (event.who, event.after) == ("the instructor", {"gradings": 10, "people": 2})


@pytest.mark.parametrize("version", [1, 2])
def test_the_old_gradebook_is_kept_and_an_old_autograder_refuses_the_new_one(
    old: Load, version: int, kind: str
) -> None:
    url = old(version)
    before = databases.execute(url, "SELECT * FROM grading_results ORDER BY id")
    done = bring_over(url)
    assert done is not None
    assert databases.execute(url, "SELECT version FROM autograder_schema") == [(3,)]
    assert databases.execute(url, "SELECT * FROM grading_results ORDER BY id") == before
    if kind == "postgresql":
        assert done.backup is None
        return
    assert done.backup is not None
    backup = f"sqlite:///{done.backup}"
    assert databases.execute(backup, "SELECT * FROM grading_results ORDER BY id") == before
    assert databases.execute(backup, "SELECT version FROM autograder_schema") == [(version,)]
    bring_over(backup)
    with Gradebook(url) as book, Gradebook(backup) as again:
        assert book.results() == again.results()


def test_run_again_there_is_nothing_to_do(old: Load) -> None:
    url = old(2)
    bring_over(url)
    with Gradebook(url) as book:
        results = book.results()
    assert bring_over(url) is None
    with Gradebook(url) as book:
        assert book.results() == results


def test_a_row_that_holds_no_result_leaves_all_as_it_was(old: Load) -> None:
    url = old(1)
    databases.execute(url, 'UPDATE grading_results SET result = \'{"student":"x"\' WHERE id = 4')
    with pytest.raises(GradebookError, match=r"Row 4 of the table grading_results .* holds no result"):
        bring_over(url)
    assert "bring it over" in complaint(url)
    with pytest.raises(Exception, match="gradebook_student"):
        databases.execute(url, "SELECT * FROM gradebook_student")


MIGRATE = """
import sys
from autograder.gradebook.database.database import Database
from autograder.gradebook.database.migration import migrate
print("ready", flush=True)
print(migrate(Database(sys.argv[1]), "x") is not None, flush=True)
"""


def start(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", MIGRATE, url], stdout=subprocess.PIPE, text=True)


def test_a_kill_at_any_moment_leaves_the_old_gradebook_or_the_new_one(old: Load) -> None:
    url = old(2)
    for delay in (0.02, 0.06, 0.12, 0.2):
        with start(url) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        if databases.execute(url, "SELECT version FROM autograder_schema") == [(2,)]:
            assert "bring it over" in complaint(url)
    bring_over(url)
    with Gradebook(url) as book, book.reading():
        assert models.Grading.objects.count() == models.GradingDocument.objects.count() == 10


def test_of_two_that_bring_it_over_at_once_one_does(old: Load) -> None:
    url = old(2)
    processes = [start(url) for _ in range(3)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with Gradebook(url) as book, book.reading():
        assert models.Grading.objects.count() == 10


def test_where_nothing_is_yet_there_is_nothing_to_bring_over(new_url: str) -> None:
    with pytest.raises(GradebookError, match=r"There is no gradebook .* yet: `autograder grade` makes it"):
        bring_over(new_url)
    if new_url.startswith("sqlite"):
        assert not Path(new_url.removeprefix("sqlite:///")).exists()


LATER = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("gradebook", "0001_initial")]
    operations = [migrations.RunSQL("CREATE TABLE later (number INTEGER)")]
"""


@pytest.fixture
def later(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After the gradebook is made, the autograder is of a later version, which has one more table."""
    package = tmp_path / "later_migrations"
    shutil.copytree(Path(migrations.__file__).parent, package)
    (package / "9000_later.py").write_text(LATER)
    monkeypatch.syspath_prepend(tmp_path)
    with override_settings(MIGRATION_MODULES={"gradebook": package.name}):
        yield
    for name in [name for name in sys.modules if name.startswith(package.name)]:
        del sys.modules[name]


@pytest.mark.usefixtures("later")
def test_a_missing_migration_is_applied_after_a_backup(url: str, kind: str) -> None:
    assert "bring it over with `autograder gradebook migrate" in complaint(url)
    if kind == "postgresql":
        with pytest.raises(GradebookError, match=r"make a backup .* with pg_dump, .* --backed-up"):
            bring_over(url)
        assert "bring it over" in complaint(url)
        assert bring_over(url, backed_up=True) == Migration(None, None)
    else:
        done = bring_over(url)
        assert done is not None
        assert done.backup is not None
        assert "bring it over" in complaint(f"sqlite:///{done.backup}")
    Gradebook(url).close()
    assert databases.execute(url, "SELECT count(*) FROM later") == [(0,)]
