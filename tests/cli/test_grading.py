"""`grade` and `report`: a class as it is handed in, graded once, and in the files."""

from __future__ import annotations

import html
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

from commands import (
    GRADING,
    MASTER,
    OFF,
    PROGRAM,
    command,
    hand_in,
    is_one_sentence,
    rows,
)


def test_a_class_is_graded_once(course: Path) -> None:
    hand_in(course, "Zoë Ó Néill", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x")
    first = command("grade", "mini", "in", "--out", "out", *OFF)
    assert first.exit_code == 0, first.output
    assert (course / "out" / "report.html").exists()
    assert json.loads((course / "out" / "results" / "bob.json").read_text())["tests"]
    grades = rows(course / "out")
    assert {name: row["score"] for name, row in grades.items()} == {"Zoë Ó Néill": "2", "bob": "0"}
    assert list(grades["bob"])[8:13] == ["q1", "student_id", "platform", "folder", "file"]

    second = command("grade", "mini", "in", "--out", "again", *OFF)
    assert second.exit_code == 0
    assert "Nothing to do: all 2 were already graded" in second.output
    assert rows(course / "again") == grades

    hand_in(course, "cleo", "def double(x):\n    return 2 * x")
    assert "2 of 3 were already graded" in command("grade", "mini", "in", *OFF).output
    assert "already graded" not in command("grade", "mini", "in/cleo.ipynb", "--force", *OFF).output


def test_a_file_that_cannot_be_opened_is_told_and_was_not_graded_before(course: Path) -> None:
    hand_in(course, "bob", "def double(x):\n    return x + x")
    (course / "in" / "damaged.zip").write_bytes(b"PK")
    first = command("grade", "mini", "in", *OFF)
    assert "1 of 2 submissions could not be graded" in first.output
    assert "already graded" not in first.output
    assert "1 of 2 were already graded" in command("grade", "mini", "in", *OFF).output


def test_who_took_longest_goes_first_the_next_time(course: Path) -> None:
    slow = "import time\ntime.sleep(1)\ndef double(x):\n    return 2 * x"
    for student in ("ada", "bob", "cleo"):
        quick = f"def double(x):\n    return x + x  # {student}'s own"
        hand_in(course, student, slow if student == "cleo" else quick)
    first = command("grade", "mini", "in", *OFF).output
    assert first.index("ada") < first.index("bob") < first.index("cleo")
    again = command("grade", "mini", "in", "--force", *OFF).output
    assert again.index("cleo") < min(again.index("ada"), again.index("bob"))


def test_the_report_is_written_again_from_the_gradebook(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    assert command("grade", "mini", "in", "--gradebook", "sqlite:///other.db", *OFF).exit_code == 0
    assert command("report", "--out", "out", "--gradebook", "sqlite:///other.db").exit_code == 0
    assert rows(course / "out")["ada"]["score"] == "2"
    empty = command("report", "--out", "out")
    assert empty.exit_code == 2
    assert is_one_sentence(empty.stderr)


def test_students_read_their_own_language(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return y")
    said = "{} NameError: name 'y' is not defined (line 2 of double)."
    file = course / "out" / "results" / "ada.json"
    assert command("grade", "mini", "in", "--out", "out", "--language", "pt", *OFF).exit_code == 0
    assert said.format("O seu código levantou") in file.read_text(encoding="utf-8")
    assert command("report", "--out", "out").exit_code == 0
    assert said.format("Your code raised") in file.read_text(encoding="utf-8")
    (course / "grading.yml").write_text(f"language: pl\n{GRADING}")
    assert command("report", "--out", "out").exit_code == 0
    assert said.format("Twój kod zgłosił") in file.read_text(encoding="utf-8")
    for wrong in (command("report", "--language", "xx"), command("grade", "mini", "in", "--language", "xx")):
        assert wrong.exit_code == 2
        assert is_one_sentence(wrong.stderr)


def test_a_part_of_the_class_leaves_the_whole_class_in_the_files(course: Path) -> None:
    ada = hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x + 3")
    folder = course / ".autograder" / "grades" / "mini"
    assert command("grade", "mini", "in", *OFF).exit_code == 0
    part = command("grade", "mini", str(ada), *OFF)
    assert {name: row["score"] for name, row in rows(folder).items()} == {"ada": "2", "bob": "0"}
    assert {path.name for path in (folder / "results").iterdir()} == {"ada.json", "bob.json"}
    assert "The files hold the whole class of 2, of whom 1 was graded in earlier runs." in part.stdout

    master = course / "solutions" / "mini" / "master.py"
    master.write_text(
        master.read_text(encoding="utf-8").replace("Twice two", "Two times two"), encoding="utf-8"
    )
    mixed = command("grade", "mini", str(ada), *OFF)
    older = "mini: 1 of 2 grades are of older tests (bob): `autograder regrade mini` grades these again."
    assert older in mixed.stdout
    found = rows(folder)
    assert found["ada"]["remarks"] == ""
    assert found["bob"]["remarks"].startswith("graded with older tests (")
    assert older in (folder / "report.html").read_text(encoding="utf-8")

    before = {name: (folder / name).read_bytes() for name in ("grades.csv", "results/bob.json")}
    shutil.rmtree(folder)
    again = command("report")
    assert older in again.stdout
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_the_place_of_the_files_is_tried_before_the_class_is_graded(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    (course / "taken").write_text("", encoding="utf-8")
    refused = command("grade", "mini", "in", "--out", "taken/out", *OFF)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("The report cannot be written to taken/out (")
    assert not (course / ".autograder" / "gradebook.db").exists()


def test_a_known_time_of_submission_is_never_lost(course: Path) -> None:
    late = "late: {penalty_per_day: 0.1}\ntimezone: Europe/Lisbon\nassignments:"
    deadline = "title: Doubling\n    deadline: 2027-10-30 23:59"
    text = GRADING.replace("assignments:", late).replace("title: Doubling", deadline)
    (course / "grading.yml").write_text(text, encoding="utf-8")
    plain = hand_in(course, "ada", "def double(x):\n    return x + x")
    folder = course / "submitted" / "ada" / "mini"
    folder.mkdir(parents=True)
    shutil.copy(plain, folder / "mini.ipynb")
    (folder / "timestamp.txt").write_text("2027-10-31 23:59:00.000001 Europe/Lisbon", encoding="utf-8")

    def told(*arguments: str) -> tuple[str, str]:
        assert command("grade", "mini", *arguments, "--out", "out", *OFF).exit_code == 0
        ada = rows(course / "out")["ada"]
        return ada["submitted_at"], ada["late_penalty"]

    known = ("2027-10-31T23:59:00.000001+00:00", "0.2")
    (course / "roster.csv").write_text("id,name\nada,ada\n", encoding="utf-8")
    assert told("submitted", "--roster", "roster.csv") == known
    assert told("in") == known
    assert told("in", "--force") == known
    hand_in(course, "ada", "def double(x):\n    return 2 * x")  # nothing tells when this came,
    assert told("in") == known  # so it is earlier than all others: docs/policy.md
    shutil.copy(folder / "mini.ipynb", plain)
    assert told("in") == known


def test_what_cannot_be_read_costs_nobody_else(course: Path) -> None:
    whole = hand_in(course, "ada", "def double(x):\n    return x + x").read_bytes()
    (course / "in" / "bob.ipynb").write_bytes(whole[: len(whole) // 2])
    (course / "in" / "cleo.ipynb").write_bytes(b"")
    for _ in range(2):  # nothing changes where nothing is left to do
        result = command("grade", "mini", "in", "--out", "out", *OFF)
        assert result.exit_code == 1
        assert result.stderr == "2 of 3 submissions could not be graded.\n"
        statuses = {name: row["status"] for name, row in rows(course / "out").items()}
        assert statuses == {"ada": "graded", "bob": "unreadable", "cleo": "unreadable"}


def test_a_class_as_it_is_handed_in(course: Path) -> None:
    right = hand_in(course, "x", "def double(x):\n    return 2 * x").read_bytes()
    blank = (course / "assignments/mini/mini.ipynb").read_bytes()
    files = {
        "ana/mini.ipynb": blank,
        "ana/mini-Copy1.ipynb": right,
        "ben/solution.py": b"print(1)",
        "cy/work.json": right,
        "roster.csv": "id;name\r\nana;José\r\nben;Ben\r\nzoe;Zoë\r\n".encode("cp1252"),
    }
    for name, data in files.items():
        (course / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (course / "class" / name).write_bytes(data)
    result = command("grade", "mini", "class", "--roster", "class/roster.csv", "--out", "out", *OFF)
    assert result.exit_code == 1
    grades = rows(course / "out")
    assert {name: (row["score"], row["status"]) for name, row in grades.items()} == {
        "José": ("2", "graded"),
        "Ben": ("0", "unreadable"),
        "cy": ("2", "graded"),
        "Zoë": ("", ""),  # handed in nothing
    }
    said = " ".join(result.output.split())
    for sentence in (
        "In the roster and handed in nothing: Zoë.",
        "Not in the roster: cy.",
        "was read as Windows-1252",
        "Not taken for anybody's work: roster.csv.",
    ):
        assert sentence in said
    page = (course / "out" / "report.html").read_text(encoding="utf-8")
    assert "In the roster and handed in nothing: Zoë." in page
    told = json.loads((course / "out" / "results" / "José.json").read_text(encoding="utf-8"))["output"]
    assert (
        "mini-Copy1.ipynb counts because most questions are answered in it; not graded: mini.ipynb." in told
    )
    again = command("grade", "mini", "class", "--out", "again", *OFF)  # from the gradebook, as is the roster
    assert "mini-Copy1.ipynb counts" in (course / "again" / "results" / "José.json").read_text(
        encoding="utf-8"
    )
    assert again.exit_code == 1


def test_a_folder_with_nobodys_work_is_refused(course: Path) -> None:
    (course / "class" / "empty").mkdir(parents=True)
    (course / "class" / "roster.csv").write_text("id,name\n")
    (course / "class" / "empty").rmdir()
    result = command("grade", "mini", "class", *OFF)
    assert result.exit_code == 2
    assert is_one_sentence(result.output)
    assert "Nothing in class looks like a student's work" in result.output
    assert "roster.csv" in result.output


def test_a_student_may_hand_in_an_older_version_again(course: Path) -> None:
    right, wrong = "def double(x):\n    return x + x", "def double(x):\n    return x"
    for answer, score in ((right, "2"), (wrong, "0"), (right, "2")):
        hand_in(course, "ada", answer)
        assert command("grade", "mini", "in", *OFF).exit_code == 0
        assert command("report", "--out", "out").exit_code == 0
        assert rows(course / "out")["ada"]["score"] == score


def test_nobody_is_graded_where_the_reference_fails_its_own_tests(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    master = course / "solutions/mini/master.py"
    master.write_text(MASTER.replace("== 4, ", "== fuor, "))
    refused = command("grade", "mini", "in", "--out", "out", *OFF)
    assert (refused.exit_code, is_one_sentence(refused.stderr)) == (2, True)
    line = 1 + MASTER.splitlines().index("def test_two(double):")
    assert f"test_two of q1 (solutions/mini/master.py, line {line})" in refused.stderr.replace("\n", " ")
    assert "name 'fuor' is not defined" in refused.stderr
    assert "autograder verify mini" in refused.stderr
    assert not (course / "out/grades.csv").exists()
    master.write_text(MASTER)
    assert command("grade", "mini", "in", "--out", "out", *OFF).exit_code == 0
    assert len([*(course / ".autograder/reference").iterdir()]) == 1  # that it passed
    assert rows(course / "out").keys() == {"ada"}


def test_a_mistake_in_a_test_that_only_wrong_answers_reach_costs_no_point(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "def double(x):\n    return x + 3")
    master = course / "solutions/mini/master.py"
    master.write_text(MASTER.replace('"Twice two is four."', 'f"Twice two is {weigths}."'))
    done = command("grade", "mini", "in", "--out", "out", *OFF)
    assert (done.exit_code, done.stderr) == (1, "1 of 2 submissions could not be graded.\n")
    found = rows(course / "out")
    assert (found["ada"]["status"], found["ada"]["score"]) == ("graded", "2")
    assert found["bob"]["status"] == "error"
    report = html.unescape((course / "out/report.html").read_text())
    assert "No point is lost: a test of this assignment has a mistake" in report
    line = 1 + MASTER.splitlines().index("def test_two(double):")
    assert f"test_two of q1 (solutions/mini/master.py, line {line}): NameError: name 'weigths' is" in report
    student = (course / "out/results/bob.json").read_text()
    assert "for a reason that is not yours" in student
    assert "test_two" not in student  # it may be hidden


def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(course: Path) -> None:
    hand_in(course, "ada", "def double(x):\n    return x + x")
    hand_in(course, "bob", "import time\ntime.sleep(100)")
    grading = subprocess.Popen(
        [*PROGRAM, "grade", "mini", "in", *OFF], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert grading.stdout is not None
    for line in grading.stdout:
        if "ada: 2 of 2" in line:
            break
    time.sleep(0.5)
    grading.send_signal(signal.SIGINT)
    _, said = grading.communicate(timeout=30)
    assert grading.returncode == 130
    assert is_one_sentence(said)
    assert said.startswith("Stopped.")
    hand_in(course, "bob", "def double(x):\n    return x")
    assert "1 of 2 were already graded" in command("grade", "mini", "in", *OFF).output
