"""The class list on the command line: in, out, wrong, and the hand-ins that match nobody."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import Result
from commands import OFF, command, hand_in, is_one_sentence, rows

RIGHT = "def double(x):\n    return x + x"
ROSTER = """\
id;name;e-mail;section;group
ana;Ana Silva;ana@uni.example;A;g1
ben;José Ode;b@uni.example;B;g1
"""


def roster(*arguments: str) -> str:
    """What `autograder gradebook roster …` says, on one line."""
    result = command("gradebook", "roster", *arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def refused(*arguments: str) -> str:
    result = command("gradebook", *arguments)
    assert result.exit_code == 2, result.output
    assert is_one_sentence(result.output)
    return result.stderr


def done(*arguments: str) -> Result:
    result = command("gradebook", *arguments)
    assert result.exit_code == 0, result.output
    return result


def event(result: Result) -> str:
    """The number of the event that a command told."""
    return result.output.rpartition("Event ")[2].partition(":")[0]


def test_a_class_comes_in_changes_and_goes_out(course: Path) -> None:
    assert "There is no roster yet: `autograder gradebook roster import FILE`" in roster()
    (course / "class.csv").write_bytes(ROSTER.encode("cp1252"))
    said = roster("import", "class.csv", "--by", "maria")
    assert "New (2): Ana Silva (ana), José Ode (ben)." in said
    assert "was read as Windows-1252" in said
    assert "José Ode" in roster()
    assert "Nothing is new in it." in roster("import", "class.csv")

    (course / "later.csv").write_text("id,name,section\nana,Ana Ode,B\ncy,=cmd(),B\n", encoding="utf-8")
    said = roster("import", "later.csv")
    assert "New (1): =cmd() (cy)." in said
    assert "Other name (1): Ana Silva → Ana Ode." in said
    assert "Other section (1): Ana Ode (ana) A → B." in said
    assert "Not in this file, and still in the course (1): José Ode." in said
    assert "3 active, 0 withdrawn." in roster()
    assert "Withdrawn (1): José Ode (ben)." in roster("import", "later.csv", "--complete")
    assert "2 active, 1 withdrawn." in roster()

    roster("export", "out.csv")
    with (course / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["id"]: row for row in csv.DictReader(file)}
    assert [table["ben"][title] for title in ("name", "email", "section", "group", "status")] == [
        "José Ode",
        "b@uni.example",
        "B",
        "g1",
        "withdrawn",
    ]
    assert table["cy"]["name"] == "'=cmd()"  # no formula
    assert "Nothing is new in it." in roster("import", "out.csv", "--complete")
    assert "In the course again (1): José Ode (ben)." in roster("import", "class.csv")
    assert "maria" in done("log", "--last", "9").output


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "class.csv, line 1: expected the columns id and name"),
        (b"id,name\n", "class.csv names no student"),
        (b"id,name\n1,Ana\n1,Ben\n", 'class.csv, line 3: the id "1" stands there twice'),
        (b"id,name\nx,Eva\nana,Ana\nana@uni.example,Cy\n", 'class.csv, line 4: the gradebook knows "Ana"'),
        (b"PK\3\4...", "class.csv is a spreadsheet and not a CSV"),
        (b"id,name\n1,%s\n" % (b"x" * 300), "class.csv, line 2: "),
    ],
)
def test_a_wrong_list_changes_nothing(course: Path, data: bytes, said: str) -> None:
    (course / "good.csv").write_text(ROSTER, encoding="utf-8")
    roster("import", "good.csv")
    before = roster()
    (course / "class.csv").write_bytes(data)
    assert said in refused("roster", "import", "class.csv", "--complete")
    assert roster() == before
    assert "there is no file" in refused("roster", "import", "none.csv")
    (course / "folder").mkdir()
    assert "cannot be written" in refused("roster", "export", "folder")


def test_who_withdrew_keeps_the_records(course: Path) -> None:
    hand_in(course, "ana", RIGHT)
    (course / "class.csv").write_text(ROSTER, encoding="utf-8")
    assert command("grade", "mini", "in", "--roster", "class.csv", "--out", "out", *OFF).exit_code == 0
    done("withdraw", "ana@uni.example", "--why", "moved away", "--by", "maria")
    assert "1 active, 1 withdrawn." in roster()
    again = command("grade", "mini", "in", "--out", "out", *OFF)
    assert rows(course / "out")["Ana Silva"]["score"] == "2"
    assert "In the roster and handed in nothing: José Ode." in " ".join(again.output.split())
    assert "has withdrawn already" in refused("withdraw", "ana", "--why", "again")
    done("restore", "Ana Silva")
    assert "has not withdrawn" in refused("restore", "ana")
    assert "2 active, 0 withdrawn." in roster()
    done("undo", event(done("withdraw", "ana", "--why", "a mistake")), "--why", "the wrong Ana")
    assert "2 active, 0 withdrawn." in roster()
    assert 'There is no student "nobody"' in refused("withdraw", "nobody", "--why", "x")


def test_what_matches_nobody_is_kept_and_listed_until_somebody_tells(course: Path) -> None:
    hand_in(course, "ana", RIGHT)
    hand_in(course, "ana_final", "def double(x):\n    return x")
    first = command("grade", "mini", "in", "--out", "out", *OFF)
    assert "unmatched" not in first.output
    assert "There is no roster yet" in done("unmatched").output
    (course / "class.csv").write_text(ROSTER, encoding="utf-8")
    assert "Had handed in already and are in the roster now: 1." in roster("import", "class.csv")
    again = " ".join(command("grade", "mini", "in", "--out", "out", *OFF).output.split())
    assert "1 submission is of nobody in the roster: `autograder gradebook unmatched`" in again
    listed = done("unmatched").output
    assert "path:in/ana_final" in listed
    assert "autograder gradebook merge STUDENT INTO --why REASON" in listed

    merged = done("merge", "ana_final", "ben", "--why", "José's laptop is Ana's", "--by", "maria")
    assert "Everything was handed in by somebody in the roster." in done("unmatched").output
    assert command("report", "mini", "--out", "out").exit_code == 0
    assert {name: row["score"] for name, row in rows(course / "out").items()} == {
        "Ana Silva": "2",
        "José Ode": "0",
    }
    assert "one student already" in refused("merge", "ben", "ana_final", "--why", "x")
    done("undo", event(merged), "--why", "it was Ana's own")
    assert "path:in/ana_final" in done("unmatched").output
    assert "Nothing to do" in command("grade", "mini", "in", "--out", "out", *OFF).output
